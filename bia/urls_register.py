"""Addresses of the register's pages: the same few for every noun."""

from __future__ import annotations

from django.urls import path

from bia.nouns import FILES, PAGES
from bia.views import register_bulk, register_detail, register_edit, register_files, register_list

LIST_ONLY = ("dataset", "team")  # their rows live under /systems/

urlpatterns = []
for noun in PAGES:
    key, base, named = noun.key, noun.path, {"noun": noun.key}
    urlpatterns += [
        path(f"{base}/", register_list.register_list, named, f"{key}_list"),
        path(f"{base}/new/", register_edit.register_create, named, f"{key}_create"),
        path(f"{base}/bulk/", register_bulk.register_bulk, named, f"{key}_bulk"),
    ]
    if key in LIST_ONLY:
        continue
    urlpatterns += [
        path(f"{base}/<str:code>/", register_detail.register_detail, named, f"{key}_detail"),
        path(f"{base}/<str:code>/edit/", register_edit.register_edit, named, f"{key}_edit"),
        path(f"{base}/<str:code>/delete/", register_edit.register_delete, named, f"{key}_delete"),
    ]
    if key in ("process", "system"):
        urlpatterns += [
            path(
                f"{base}/<str:code>/needs/",
                register_detail.needs_create,
                named,
                f"{key}_needs",
            ),
            path(
                f"{base}/<str:code>/needs/<str:dependency>/removal/",
                register_detail.needs_delete,
                named,
                f"{key}_needs_delete",
            ),
        ]

urlpatterns.append(
    path("systems/<str:code>/members/", register_detail.team_members, name="team_members")
)

# Before the codes: "import" and "export" are no codes of rows. What accounts owns keeps its own
# addresses; its files live under files/.
files = []
for noun in FILES:
    base = noun.path if noun.app == "bia" else f"files/{noun.path}"
    key, named = noun.key, {"noun": noun.key}
    files += [
        path(f"{base}/export/", register_files.register_export, named, f"{key}_export"),
        path(f"{base}/import/", register_files.register_import, named, f"{key}_import"),
        path(
            f"{base}/import/template/", register_files.register_template, named, f"{key}_template"
        ),
        path(
            f"{base}/import/<int:upload>/",
            register_files.import_preview,
            named,
            f"{key}_import_preview",
        ),
    ]
urlpatterns = files + urlpatterns
