"""Addresses of the what-if's pages."""

from __future__ import annotations

from django.urls import path

from bia.views import what_if

urlpatterns = [
    path("what-if/", what_if.scenario_list, name="scenario_list"),
    path("what-if/new/", what_if.scenario_create, name="scenario_create"),
    path("what-if/<str:code>/", what_if.scenario_detail, name="scenario_detail"),
    path("what-if/<str:code>/edit/", what_if.scenario_edit, name="scenario_edit"),
    path("what-if/<str:code>/delete/", what_if.scenario_delete, name="scenario_delete"),
]
