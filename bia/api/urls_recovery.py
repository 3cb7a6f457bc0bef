"""What alone stops a process, and in which order teams restore."""

from __future__ import annotations

from django.urls import path

from bia.api.recovery import RecoveryOrderView, SinglePointsView

urlpatterns = [
    path("analysis/single-points/", SinglePointsView.as_view(), name="analysis_single_points"),
    path("analysis/recovery-order/", RecoveryOrderView.as_view(), name="analysis_recovery_order"),
]
