"""Addresses of clocks and their policies in the API."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from followup.api.clock import ClockPolicyViewSet, ClockViewSet

router = SimpleRouter()
router.register("clocks", ClockViewSet, "clock")
router.register("clock-policies", ClockPolicyViewSet, "clock-policy")

urlpatterns = router.urls
