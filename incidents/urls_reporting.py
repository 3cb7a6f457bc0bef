"""Reports, decisions, details and messages of an incident."""

from __future__ import annotations

from django.urls import path

from incidents.views import comms, reporting

ONE = "incidents/<str:number>/"
MESSAGE = f"{ONE}messages/<int:message>/"

urlpatterns = [
    path(f"{ONE}reports/", reporting.report_list, name="report_list"),
    path(f"{ONE}report/", reporting.incident_report, name="incident_report"),
    path(f"{ONE}no-change/", reporting.report_no_change, name="report_no_change"),
    path(f"{ONE}expected-recovery/", reporting.expected_recovery, name="expected_recovery"),
    path(f"{ONE}report-interval/", reporting.report_interval, name="report_interval"),
    path(f"{ONE}group/", reporting.chat_group, name="chat_group"),
    path(f"{ONE}edit/", reporting.incident_edit, name="incident_edit"),
    path(f"{ONE}decision/", reporting.incident_decide, name="incident_decide"),
    path(f"{ONE}messages/new/", comms.message_create, name="message_create"),
    path(f"{MESSAGE}edit/", comms.message_edit, name="message_edit"),
    path(f"{MESSAGE}submission/", comms.message_submission, name="message_submission"),
    path(f"{MESSAGE}approval/", comms.message_approval, name="message_approval"),
    path(f"{MESSAGE}refusal/", comms.message_refusal, name="message_refusal"),
    path(f"{MESSAGE}sending/", comms.message_sending, name="message_sending"),
]
