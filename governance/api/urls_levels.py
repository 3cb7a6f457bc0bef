"""Addresses of levels, architectures and strategies."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from governance.api import levels

router = SimpleRouter()
router.register("level-assessments", levels.LevelAssessmentViewSet, "level-assessment")
router.register("architectures", levels.ArchitectureViewSet, "architecture")
router.register("recovery-strategies", levels.StrategyViewSet, "recovery-strategy")

urlpatterns = router.urls
