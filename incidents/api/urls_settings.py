"""Address of the settings of incidents."""

from __future__ import annotations

from django.urls import path

from incidents.api.settings import IncidentSettingsViewSet

urlpatterns = [
    path(
        "incident-settings/",
        IncidentSettingsViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="incident-settings",
    )
]
