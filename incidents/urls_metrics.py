"""How well incidents are handled."""

from __future__ import annotations

from django.urls import path

from incidents.views import metrics

urlpatterns = [path("incidents/metrics/", metrics.metrics, name="metrics")]
