"""Programme health and the rules of governance."""

from __future__ import annotations

from django.urls import path

from governance.views import health, settings

urlpatterns = [
    path("governance/health/", health.health, name="health"),
    path("governance/settings/", settings.governance_settings, name="settings"),
]
