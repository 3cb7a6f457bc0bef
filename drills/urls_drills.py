"""All drills, and one by its number; last, for a number looks like any other word."""

from __future__ import annotations

from django.urls import path

from drills.views import drill_detail, drill_form, drill_list

urlpatterns = [
    path("drills/", drill_list.drill_list, name="drill_list"),
    path("drills/new/", drill_form.drill_create, name="drill_create"),
    path("drills/<str:code>/", drill_detail.drill_detail, name="drill_detail"),
    path("drills/<str:code>/edit/", drill_form.drill_edit, name="drill_edit"),
    path("drills/<str:code>/timeline/", drill_detail.drill_timeline, name="drill_timeline"),
]
