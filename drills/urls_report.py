"""The after-action report of a drill and its findings."""

from __future__ import annotations

from django.urls import path

from drills.views import report

ONE = "drills/<str:code>/report/"
FINDINGS = "drills/<str:code>/findings/"

urlpatterns = [
    path(ONE, report.report, name="report"),
    path(f"{ONE}edit/", report.report_edit, name="report_edit"),
    path(f"{ONE}draft/", report.report_redraft, name="report_redraft"),
    path(f"{ONE}submission/", report.report_submit, name="report_submit"),
    path(f"{ONE}approval/", report.report_approve, name="report_approve"),
    path(f"{ONE}return/", report.report_return, name="report_return"),
    path(f"{ONE}signature/", report.report_sign, name="report_sign"),
    path(f"{FINDINGS}new/", report.finding_create, name="finding_create"),
    path(f"{FINDINGS}<str:key>/edit/", report.finding_edit, name="finding_edit"),
    path(f"{FINDINGS}<str:key>/removal/", report.finding_remove, name="finding_remove"),
]
