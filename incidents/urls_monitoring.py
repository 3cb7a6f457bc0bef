"""Pages of monitoring sources."""

from __future__ import annotations

from django.urls import path

from incidents.views import source

urlpatterns = [
    path("incidents/monitoring/", source.source_list, name="source_list"),
    path("incidents/monitoring/new/", source.source_create, name="source_create"),
    path("incidents/monitoring/<str:code>/", source.source_detail, name="source_detail"),
    path("incidents/monitoring/<str:code>/edit/", source.source_edit, name="source_edit"),
    path("incidents/monitoring/<str:code>/delete/", source.source_delete, name="source_delete"),
]
