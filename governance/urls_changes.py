"""The change register."""

from __future__ import annotations

from django.urls import path

from governance.views import change_steps, changes

urlpatterns = [
    path("governance/changes/", changes.change_list, name="change_list"),
    path("governance/changes/new/", changes.change_create, name="change_create"),
    path("governance/changes/<str:code>/", changes.change_detail, name="change_detail"),
    path("governance/changes/<str:code>/edit/", changes.change_edit, name="change_edit"),
    path("governance/changes/<str:code>/<str:noun>/", change_steps.change_step, name="change_step"),
]
