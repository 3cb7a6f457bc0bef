"""Addresses of loss profiles."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from bia.api.investment import LossProfileViewSet

router = SimpleRouter()
router.register("loss-profiles", LossProfileViewSet, "loss-profile")

urlpatterns = router.urls
