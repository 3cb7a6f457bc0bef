"""Addresses of management reviews and of what stands below one."""

from __future__ import annotations

from typing import Any

from django.urls import path
from rest_framework.routers import SimpleRouter

from governance.api.reviews import AgendaViewSet, DecisionViewSet, ManagementReviewViewSet

LIST = {"get": "list", "post": "create"}
ONE = {"patch": "partial_update", "delete": "destroy"}
PARTS: tuple[tuple[str, Any], ...] = (("agenda", AgendaViewSet), ("decisions", DecisionViewSet))

router = SimpleRouter()
router.register("management-reviews", ManagementReviewViewSet, "management-review")

urlpatterns = [
    *(
        path(
            f"management-reviews/<str:code>/{part}/",
            view.as_view(LIST),
            name=f"management-review-{part}",
        )
        for part, view in PARTS
    ),
    *(
        path(
            f"management-reviews/<str:code>/{part}/<str:number>/",
            view.as_view(ONE),
            name=f"management-review-{part}-one",
        )
        for part, view in PARTS
    ),
    *router.urls,
]
