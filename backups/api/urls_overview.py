"""Address of the overview."""

from __future__ import annotations

from django.urls import path

from backups.api.overview import OverviewView

urlpatterns = [path("backups/overview/", OverviewView.as_view(), name="backups-overview")]
