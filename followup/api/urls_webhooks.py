"""Addresses of webhook endpoints, their deliveries and the types of events."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from followup.api.webhook import WebhookEndpointViewSet, WebhookEventTypeView

router = SimpleRouter()
router.register("webhook-endpoints", WebhookEndpointViewSet, "webhook-endpoint")

urlpatterns = [
    *router.urls,
    path("webhook-event-types/", WebhookEventTypeView.as_view(), name="webhook-event-type"),
]
