"""Addresses of webhook endpoints, their deliveries and the types of events."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from followup.api.webhook import (
    WebhookDeliveryViewSet,
    WebhookEndpointViewSet,
    WebhookEventTypeView,
)

router = SimpleRouter()
router.register("webhook-endpoints", WebhookEndpointViewSet, "webhook-endpoint")
router.register(
    r"webhook-endpoints/(?P<code>[^/]+)/deliveries", WebhookDeliveryViewSet, "webhook-delivery"
)

urlpatterns = [
    *router.urls,
    path("webhook-event-types/", WebhookEventTypeView.as_view(), name="webhook-event-type"),
]
