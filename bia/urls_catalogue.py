"""Addresses of the catalogues' pages."""

from __future__ import annotations

from django.urls import path

from bia.views import catalogue

urlpatterns = [
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/versions/", catalogue.version_list, name="catalogue_version_list"),
    path(
        "catalogue/versions/<int:number>/",
        catalogue.version_detail,
        name="catalogue_version_detail",
    ),
    path("catalogue/<slug:table>/new/", catalogue.row_create, name="catalogue_row_create"),
    path("catalogue/<slug:table>/<str:key>/edit/", catalogue.row_edit, name="catalogue_row_edit"),
    path(
        "catalogue/<slug:table>/<str:key>/delete/",
        catalogue.row_delete,
        name="catalogue_row_delete",
    ),
]
