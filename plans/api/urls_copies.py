"""Addresses of printed copies."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from plans.api.printed import PrintCopyViewSet

router = SimpleRouter()
router.register("print-copies", PrintCopyViewSet, "print-copy")

urlpatterns = router.urls
