"""Addresses of inspection lists and rounds."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from governance.api.inspections import InspectionListViewSet, InspectionViewSet

router = SimpleRouter()
router.register("inspection-lists", InspectionListViewSet, "inspection-list")
router.register("inspections", InspectionViewSet, "inspection")

urlpatterns = router.urls
