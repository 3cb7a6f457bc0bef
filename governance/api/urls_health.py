"""Addresses of programme health and of the settings."""

from __future__ import annotations

from django.urls import path

from governance.api.health import GovernanceSettingsViewSet, ProgrammeHealthViewSet

urlpatterns = [
    path(
        "programme-health/",
        ProgrammeHealthViewSet.as_view({"get": "retrieve"}),
        name="programme-health",
    ),
    path(
        "programme-health/history/",
        ProgrammeHealthViewSet.as_view({"get": "history"}),
        name="programme-health-history",
    ),
    path(
        "governance-settings/",
        GovernanceSettingsViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="governance-settings",
    ),
]
