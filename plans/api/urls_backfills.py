"""Addresses of batches."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from plans.api.backfill import BackfillViewSet

router = SimpleRouter()
router.register("backfills", BackfillViewSet, "backfill")

urlpatterns = router.urls
