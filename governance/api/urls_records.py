"""Addresses of records of the management system."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from governance.api.records import BcmsRecordViewSet

router = SimpleRouter()
router.register("bcms-records", BcmsRecordViewSet, "bcms-record")

urlpatterns = router.urls
