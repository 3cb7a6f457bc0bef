"""Rounds and inspection lists."""

from __future__ import annotations

from django.urls import path

from governance.views import inspection_lists as lists
from governance.views import inspections as rounds

urlpatterns = [
    path("governance/inspections/", rounds.inspection_list, name="inspection_list"),
    path(
        "governance/inspections/<str:code>/", rounds.inspection_detail, name="inspection_detail"
    ),
    path(
        "governance/inspections/<str:code>/discarding/", rounds.inspection_discard,
        name="inspection_discard",
    ),
    path(
        "governance/inspections/<str:code>/results/<int:number>/incident/",
        rounds.inspection_follow, name="inspection_follow",
    ),
    path(
        "governance/inspection-lists/new/", lists.inspection_list_create,
        name="inspection_list_create",
    ),
    path(
        "governance/inspection-lists/<str:code>/", lists.inspection_list_detail,
        name="inspection_list_detail",
    ),
    path(
        "governance/inspection-lists/<str:code>/edit/", lists.inspection_list_edit,
        name="inspection_list_edit",
    ),
    path(
        "governance/inspection-lists/<str:code>/rounds/", rounds.inspection_start,
        name="inspection_start",
    ),
]  # fmt: skip
