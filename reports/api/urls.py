"""Routes of the reports API, below `/api/v1/`."""

from django.urls import path
from rest_framework.routers import DefaultRouter

from reports.api.report import ReportViewSet
from reports.api.schedule import ReportScheduleViewSet
from reports.api.verification import VerificationView

router = DefaultRouter()
router.include_root_view = False
router.register("reports", ReportViewSet, basename="report")
router.register("report-schedules", ReportScheduleViewSet, basename="report-schedule")

urlpatterns = [
    path("reports/verification/", VerificationView.as_view(), name="report-verification"),
    *router.urls,
]
