"""Addresses of clocks and their policies."""

from __future__ import annotations

from django.urls import path

from followup.views import clock, clock_policy

POLICIES = "catalogue/clocks/"

urlpatterns = [
    path("clocks/", clock.clock_list, name="clock_list"),
    path("clocks/outages/", clock.outage_list, name="outage_list"),
    path("clocks/<int:pk>/", clock.clock_detail, name="clock_detail"),
    path("clocks/<int:pk>/snooze/", clock.clock_snooze, name="clock_snooze"),
    path("clocks/<int:pk>/pause/", clock.clock_pause, name="clock_pause"),
    path("clocks/<int:pk>/resume/", clock.clock_resume, name="clock_resume"),
    path(POLICIES, clock_policy.policy_list, name="clock_policy_list"),
    path(f"{POLICIES}<str:code>/", clock_policy.policy_detail, name="clock_policy_detail"),
    path(f"{POLICIES}<str:code>/edit/", clock_policy.policy_edit, name="clock_policy_edit"),
]
