"""Filters of the deliveries of a webhook endpoint: the same for page and API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from followup import webhook_types
from followup.models import WebhookDelivery, WebhookDeliveryState


def _types() -> list[tuple[str, Any]]:
    return [(one.key, one.key) for one in webhook_types.all_types()]


class WebhookDeliveryFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=WebhookDeliveryState.choices
    )
    type = django_filters.MultipleChoiceFilter(
        label=_("Event"), field_name="event__type", choices=_types
    )

    class Meta:
        model = WebhookDelivery
        fields = ("state", "type")
