"""Addresses of offline packs."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from plans.api.printed import OfflinePackViewSet

router = SimpleRouter()
router.register("offline-packs", OfflinePackViewSet, "offline-pack")

urlpatterns = router.urls
