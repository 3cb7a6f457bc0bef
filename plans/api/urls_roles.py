"""Addresses of response roles and grades of incidents."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from plans.api import contacts

router = SimpleRouter()
router.register("response-roles", contacts.ResponseRoleViewSet, "response-role")
router.register("incident-grades", contacts.IncidentGradeViewSet, "incident-grade")

urlpatterns = router.urls
