"""Addresses of corrective actions and root causes."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from followup.api.action import ActionViewSet
from followup.api.root_cause import RootCauseViewSet

router = SimpleRouter()
router.register("corrective-actions", ActionViewSet, "corrective-action")
router.register("root-causes", RootCauseViewSet, "root-cause")

urlpatterns = router.urls
