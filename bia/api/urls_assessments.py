"""Addresses of assessments, campaigns and major changes."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from bia.api.assessment import AssessmentViewSet, MajorChangeView
from bia.api.campaign import CampaignViewSet

router = SimpleRouter()
router.register("assessments", AssessmentViewSet, "assessment")
router.register("campaigns", CampaignViewSet, "campaign")

urlpatterns = [
    *router.urls,
    path("major-changes/", MajorChangeView.as_view(), name="major-change"),
]
