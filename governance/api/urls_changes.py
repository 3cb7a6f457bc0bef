"""Addresses of changes."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from governance.api.changes import ChangeViewSet

router = SimpleRouter()
router.register("changes", ChangeViewSet, "change")

urlpatterns = router.urls
