"""Addresses of monitoring."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from incidents.api.monitoring import MonitoringViewSet, SourceViewSet

router = SimpleRouter()
router.register("monitoring-sources", SourceViewSet, "monitoring-source")

urlpatterns = [
    path(
        "monitoring/<str:code>/", MonitoringViewSet.as_view({"post": "create"}), name="monitoring"
    ),
    *router.urls,
]
