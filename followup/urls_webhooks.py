"""Pages of webhook endpoints."""

from __future__ import annotations

from django.urls import path

from followup.views import webhook, webhook_steps

urlpatterns = [
    path("webhooks/", webhook.webhook_list, name="webhook_list"),
    path("webhooks/new/", webhook.webhook_create, name="webhook_create"),
    path("webhooks/<str:code>/", webhook.webhook_detail, name="webhook_detail"),
    path("webhooks/<str:code>/edit/", webhook.webhook_edit, name="webhook_edit"),
    path("webhooks/<str:code>/delete/", webhook_steps.webhook_delete, name="webhook_delete"),
    path("webhooks/<str:code>/secret/", webhook_steps.webhook_secret, name="webhook_secret"),
    path("webhooks/<str:code>/test/", webhook_steps.webhook_test, name="webhook_test"),
    path(
        "webhooks/<str:code>/deliveries/<int:delivery>/",
        webhook_steps.webhook_delivery,
        name="webhook_delivery",
    ),
    path(
        "webhooks/<str:code>/deliveries/<int:delivery>/replay/",
        webhook_steps.webhook_replay,
        name="webhook_replay",
    ),
]
