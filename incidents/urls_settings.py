"""How this organisation runs its incidents."""

from __future__ import annotations

from django.urls import path

from incidents.views import settings

urlpatterns = [path("settings/incidents/", settings.incident_settings, name="settings")]
