"""Addresses of the reports pages."""

from django.urls import path

from reports.views import asking, centre, report, schedules, verification

app_name = "reports"
urlpatterns = [
    path("reports/", centre.report_list, name="report_list"),
    path("reports/new/", asking.report_create, name="report_create"),
    path("reports/verify/", verification.report_verify, name="report_verify"),
    path("reports/verify/<str:code>/", verification.report_verify, name="report_verify_code"),
    path("reports/schedules/", schedules.schedule_list, name="schedule_list"),
    path("reports/schedules/new/", schedules.schedule_create, name="schedule_create"),
    path("reports/schedules/<str:code>/", schedules.schedule_detail, name="schedule_detail"),
    path("reports/schedules/<str:code>/edit/", schedules.schedule_edit, name="schedule_edit"),
    path("reports/schedules/<str:code>/pause/", schedules.schedule_pause, name="schedule_pause"),
    path("reports/schedules/<str:code>/delete/", schedules.schedule_delete, name="schedule_delete"),
    path("reports/<str:code>/", report.report_detail, name="report_detail"),
    path("reports/<str:code>/file/", report.report_file, name="report_file"),
    path("reports/<str:code>/cancellation/", report.report_cancel, name="report_cancel"),
    path("reports/<str:code>/delete/", report.report_delete, name="report_delete"),
]
