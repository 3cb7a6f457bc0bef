"""Pages about what alone stops a process, and in which order teams restore."""

from __future__ import annotations

from django.urls import path

from bia.views import recovery, single_point

urlpatterns = [
    path("single-points/", single_point.single_point_list, name="single_point_list"),
    path("single-points/pairs/", single_point.single_point_pairs, name="single_point_pairs"),
    path("recovery-order/", recovery.recovery_order, name="recovery_order"),
]
