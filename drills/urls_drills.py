"""All drills, and one by its number; last, for a number looks like any other word."""

from __future__ import annotations

from django.urls import path

from drills.views import drill_detail, drill_list

urlpatterns = [
    path("drills/", drill_list.drill_list, name="drill_list"),
    path("drills/<str:code>/", drill_detail.drill_detail, name="drill_detail"),
]
