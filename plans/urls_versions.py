"""Pages of one version: reading it, and its life cycle."""

from __future__ import annotations

from django.urls import path

from plans.views import reading, version, version_step

ONE = "plans/<str:code>/versions/<str:number>/"

urlpatterns = [
    path("plans/<str:code>/versions/new/", version_step.version_create, name="version_create"),
    path(ONE, version.version_detail, name="version_detail"),
    path(f"{ONE}tasks/", version.version_tasks, name="version_tasks"),
    path(f"{ONE}timing/", version.version_timing, name="version_timing"),
    path(f"{ONE}calling/", version.version_calling, name="version_calling"),
    path(f"{ONE}card/", version.version_card, name="version_card"),
    path(f"{ONE}records/", version.version_records, name="version_records"),
    path(f"{ONE}edit/", version_step.version_edit, name="version_edit"),
    path(f"{ONE}submission/", version_step.version_submission, name="version_submission"),
    path(f"{ONE}withdrawal/", version_step.version_withdrawal, name="version_withdrawal"),
    path(f"{ONE}approval/", version_step.version_approval, name="version_approval"),
    path(f"{ONE}return/", version_step.version_return, name="version_return"),
    path(f"{ONE}publication/", version_step.version_publication, name="version_publication"),
    path(f"{ONE}deletion/", version_step.version_deletion, name="version_deletion"),
    path(f"{ONE}readings/new/", reading.reading_create, name="reading_create"),
    path(f"{ONE}readings/own/", reading.reading_confirm, name="reading_confirm"),
]
