"""Addresses of plans being carried out, and of what a version takes."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from plans.api.activations import (
    ActivationViewSet,
    PlanActivationsViewSet,
    VersionFeasibilityViewSet,
)

router = SimpleRouter()
router.register("plan-activations", ActivationViewSet, "plan-activation")

urlpatterns = [
    path(
        "plans/<str:plan>/activations/",
        PlanActivationsViewSet.as_view(
            {"get": "list", "post": "create"}, basename="plan-activation"
        ),
        name="activations-of-plan",
    ),
    path(
        "plans/<str:code>/versions/<str:number>/feasibility/",
        VersionFeasibilityViewSet.as_view({"get": "retrieve"}),
        name="plan-version-feasibility",
    ),
    *router.urls,
]
