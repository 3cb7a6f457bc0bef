"""Addresses of recovery options and the choice of levels."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from bia.api.investment import PortfolioView, RecoveryOptionViewSet

router = SimpleRouter()
router.register("recovery-options", RecoveryOptionViewSet, "recovery-option")

urlpatterns = [
    path("analysis/portfolio/", PortfolioView.as_view(), name="analysis_portfolio"),
    *router.urls,
]
