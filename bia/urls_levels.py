"""Addresses of the recovery levels' pages."""

from __future__ import annotations

from django.urls import path

from bia.views import dr_level

urlpatterns = [
    path("catalogue/recovery-levels/", dr_level.dr_level_list, name="dr_level_list"),
    path(
        "catalogue/recovery-levels/<str:code>/details/",
        dr_level.dr_catalogue_edit,
        name="dr_catalogue_edit",
    ),
    path(
        "catalogue/recovery-levels/<str:code>/use/",
        dr_level.dr_catalogue_use,
        name="dr_catalogue_use",
    ),
    path(
        "catalogue/recovery-levels/<str:code>/levels/<int:level>/",
        dr_level.dr_level_edit,
        name="dr_level_edit",
    ),
]
