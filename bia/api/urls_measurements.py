"""Addresses of measurements."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from bia.api.measurement import MeasurementViewSet

router = SimpleRouter()
router.register("measurements", MeasurementViewSet, "measurement")

urlpatterns = router.urls
