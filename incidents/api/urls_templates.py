"""Addresses of the templates of messages."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from incidents.api.templates import CommsTemplateViewSet

router = SimpleRouter()
router.register("comms-templates", CommsTemplateViewSet, "comms-template")

urlpatterns = router.urls
