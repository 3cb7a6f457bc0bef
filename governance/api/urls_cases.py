"""Addresses of the case library."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from governance.api.inspections import CaseStudyViewSet

router = SimpleRouter()
router.register("case-studies", CaseStudyViewSet, "case-study")

urlpatterns = router.urls
