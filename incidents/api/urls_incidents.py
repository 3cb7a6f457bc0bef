"""Addresses of the incidents themselves."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from incidents.api.incident import IncidentViewSet

router = SimpleRouter()
router.register("incidents", IncidentViewSet, "incident")

urlpatterns = router.urls
