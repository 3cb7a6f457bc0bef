"""Pages of recovery options and the choice of levels."""

from __future__ import annotations

from django.urls import path

from bia.views import portfolio

urlpatterns = [
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/<str:code>/", portfolio.option_edit, name="recovery_option_edit"),
]
