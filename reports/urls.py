"""Addresses of the reports pages."""

from django.urls import path

from reports.views import report

app_name = "reports"
urlpatterns = [
    path("reports/", report.report_list, name="report_list"),
    path("reports/new/", report.report_create, name="report_create"),
    path("reports/<str:code>/", report.report_detail, name="report_detail"),
    path("reports/<str:code>/file/", report.report_file, name="report_file"),
    path("reports/<str:code>/delete/", report.report_delete, name="report_delete"),
]
