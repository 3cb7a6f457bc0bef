"""Addresses of the catalogues' resources."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from bia.api import catalogue

router = SimpleRouter()
router.register("tiers", catalogue.TierViewSet, "tier")
router.register("impact-categories", catalogue.ImpactCategoryViewSet, "impactcategory")
router.register("impact-levels", catalogue.ImpactLevelViewSet, "impactlevel")
router.register("time-bands", catalogue.TimeBandViewSet, "timeband")
router.register("ladder", catalogue.LadderStepViewSet, "ladderstep")

urlpatterns = router.urls
