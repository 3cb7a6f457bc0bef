"""Addresses of investment cases."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from governance.api import investment

router = SimpleRouter()
router.register("investment-cases", investment.InvestmentCaseViewSet, "investment-case")

urlpatterns = router.urls
