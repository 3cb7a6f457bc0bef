"""Records of the management system: policy, scope, objectives, context, internal audits."""

from __future__ import annotations

from django.urls import path

from governance.views import record_sample, record_steps, records

ONE = "governance/records/<str:code>/"

urlpatterns = [
    path("governance/records/", records.record_list, name="record_list"),
    path("governance/records/new/", records.record_create, name="record_create"),
    path(ONE, records.record_detail, name="record_detail"),
    path(f"{ONE}edit/", records.record_edit, name="record_edit"),
    path(f"{ONE}editions/<int:number>/", records.record_edition, name="record_edition"),
    path(f"{ONE}readers/", records.record_readers, name="record_readers"),
    path(f"{ONE}sample/", record_sample.record_sample, name="record_sample"),
    path(f"{ONE}acknowledgement/", records.record_acknowledgement, name="record_acknowledgement"),
    path(f"{ONE}<str:noun>/", record_steps.record_step, name="record_step"),
]
