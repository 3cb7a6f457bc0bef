"""The analysis of the stored register."""

from __future__ import annotations

from django.urls import path

from bia.api.gap import GapView

urlpatterns = [path("analysis/gaps/", GapView.as_view(), name="analysis_gaps")]
