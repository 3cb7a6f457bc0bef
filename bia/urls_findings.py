"""Addresses of the findings' pages."""

from __future__ import annotations

from django.urls import path

from bia.views import finding

urlpatterns = [
    path("findings/", finding.finding_list, name="finding_list"),
    path("findings/checks/", finding.finding_check_create, name="finding_check_create"),
    path("findings/<str:code>/", finding.finding_detail, name="finding_detail"),
    path("findings/<str:code>/dismissal/", finding.finding_dismissal, name="finding_dismissal"),
    path(
        "findings/<str:code>/dismissal/withdrawal/",
        finding.finding_dismissal_withdrawal,
        name="finding_dismissal_withdrawal",
    ),
]
