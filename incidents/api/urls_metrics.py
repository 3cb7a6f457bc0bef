"""Address of the metrics of incidents."""

from __future__ import annotations

from django.urls import path

from incidents.api.metrics import IncidentMetricsView

urlpatterns = [
    path("incident-metrics/", IncidentMetricsView.as_view(), name="incident-metrics"),
]
