"""Pages of backup policies."""

from __future__ import annotations

from django.urls import path

from backups.views import policy, policy_action

urlpatterns = [
    path("backups/policies/", policy.policy_list, name="policy_list"),
    path("backups/policies/new/", policy.policy_create, name="policy_create"),
    path("backups/policies/schedule/", policy_action.schedule_preview, name="schedule_preview"),
    path("backups/policies/<str:code>/", policy.policy_detail, name="policy_detail"),
    path("backups/policies/<str:code>/edit/", policy.policy_edit, name="policy_edit"),
    path("backups/policies/<str:code>/delete/", policy_action.policy_delete, name="policy_delete"),
    path(
        "backups/policies/<str:code>/ping-address/", policy_action.policy_ping, name="policy_ping"
    ),
]
