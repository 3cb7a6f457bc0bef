"""Addresses of frameworks, requirements and evaluations."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from governance.api.frameworks import EvaluationViewSet, FrameworkViewSet, RequirementViewSet

router = SimpleRouter()
router.register("frameworks", FrameworkViewSet, "framework")
router.register("requirements", RequirementViewSet, "requirement")
router.register("evaluations", EvaluationViewSet, "evaluation")

urlpatterns = router.urls
