"""Addresses of the drills themselves."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from drills.api.drill import DrillViewSet

router = SimpleRouter()
router.register("drills", DrillViewSet, "drill")

urlpatterns = router.urls
