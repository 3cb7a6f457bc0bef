"""Addresses of the library of scenarios."""

from __future__ import annotations

from django.urls import path

from drills.views import scenario

urlpatterns = [
    path("drills/scenarios/", scenario.scenario_list, name="scenario_list"),
    path("drills/scenarios/new/", scenario.scenario_create, name="scenario_create"),
    path("drills/scenarios/<str:code>/", scenario.scenario_detail, name="scenario_detail"),
    path("drills/scenarios/<str:code>/edit/", scenario.scenario_edit, name="scenario_edit"),
    path("drills/scenarios/<str:code>/copy/", scenario.scenario_copy, name="scenario_copy"),
    path("drills/scenarios/<str:code>/delete/", scenario.scenario_delete, name="scenario_delete"),
]
