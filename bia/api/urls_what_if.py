"""Addresses of the what-if."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from bia.api.what_if import ScenarioViewSet, WhatIfView

router = SimpleRouter()
router.register("scenarios", ScenarioViewSet, "scenario")

urlpatterns = [
    *router.urls,
    path("analysis/what-if/", WhatIfView.as_view(), name="analysis_what_if"),
]
