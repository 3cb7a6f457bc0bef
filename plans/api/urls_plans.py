"""Addresses of plans and of the reasons to look at them again."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from plans.api.plan import ChangeRequestViewSet, PlanViewSet
from plans.api.reading import ReadingViewSet

router = SimpleRouter()
router.register("plans", PlanViewSet, "plan")
router.register("change-requests", ChangeRequestViewSet, "change-request")
router.register("readings", ReadingViewSet, "reading")

urlpatterns = router.urls
