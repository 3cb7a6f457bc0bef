"""Addresses of backup policies."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from backups.api.register import PolicyViewSet

router = SimpleRouter()
router.register("backup-policies", PolicyViewSet, "backup-policy")

urlpatterns = router.urls
