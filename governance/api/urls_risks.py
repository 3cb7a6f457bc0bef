"""Addresses of risks."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from governance.api.changes import RiskViewSet

router = SimpleRouter()
router.register("risks", RiskViewSet, "risk")

urlpatterns = router.urls
