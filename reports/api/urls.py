"""Routes of the reports API, below `/api/v1/`."""

from rest_framework.routers import DefaultRouter

from reports.api.report import ReportViewSet

router = DefaultRouter()
router.include_root_view = False
router.register("reports", ReportViewSet, basename="report")

urlpatterns = router.urls
