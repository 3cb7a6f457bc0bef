"""Addresses of the versions of a plan: /plans/{code}/versions/{major.minor}/…"""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from plans.api.version import VersionViewSet

router = SimpleRouter()
router.register(r"plans/(?P<code>[^/]+)/versions", VersionViewSet, "plan-version")

urlpatterns = router.urls
