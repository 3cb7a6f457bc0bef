"""Addresses of backup sets."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from backups.api.backup_set import SetViewSet

router = SimpleRouter()
router.register("backup-sets", SetViewSet, "backup-set")

urlpatterns = router.urls
