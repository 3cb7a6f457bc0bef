"""Addresses of storage locations."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from backups.api.register import LocationViewSet

router = SimpleRouter()
router.register("backup-locations", LocationViewSet, "backup-location")

urlpatterns = router.urls
