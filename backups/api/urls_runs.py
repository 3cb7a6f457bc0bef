"""Addresses of verifications and restore tests."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from backups.api.runs import RestoreTestViewSet, VerificationViewSet

router = SimpleRouter()
router.register("verifications", VerificationViewSet, "verification")
router.register("restore-tests", RestoreTestViewSet, "restore-test")

urlpatterns = router.urls
