"""Pages that bring existing plans into a draft, and take tasks and text out of one."""

from __future__ import annotations

from django.urls import path

from plans.views import content_export, content_import

ROOT = "plans/<str:code>/versions/<str:number>/"

urlpatterns = [
    path(f"{ROOT}content/import/", content_import.content_import, name="content_import"),
    path(
        f"{ROOT}content/import/<str:upload>/",
        content_import.content_import_preview,
        name="content_import_preview",
    ),
    path(f"{ROOT}tasks.xlsx", content_import.task_export, name="task_export"),
    path(f"{ROOT}plan.docx", content_export.version_docx, name="version_docx"),
]
