"""Pages of plans as a whole."""

from __future__ import annotations

from django.urls import path

from plans.views import difference, plan, plan_list, review, version

ONE = "plans/<str:code>/"

urlpatterns = [
    path("plans/", plan_list.plan_list, name="plan_list"),
    path("plans/new/", plan.plan_create, name="plan_create"),
    path(ONE, version.plan_detail, name="plan_detail"),
    path(f"{ONE}edit/", plan.plan_edit, name="plan_edit"),
    path(f"{ONE}delete/", plan.plan_delete, name="plan_delete"),
    path(f"{ONE}retirement/", review.plan_retirement, name="plan_retirement"),
    path(f"{ONE}attestation/", review.plan_attestation, name="plan_attestation"),
    path(f"{ONE}differences/", difference.version_diff, name="version_diff"),
]
