"""Addresses of findings."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from bia.api.finding import FindingViewSet

router = SimpleRouter()
router.register("findings", FindingViewSet, "finding")

urlpatterns = router.urls
