"""Filters of the delivery log."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from followup.models import (
    EMAIL,
    Channel,
    Delivery,
    DeliveryState,
    Notification,
    NotificationState,
)


def channel_choices() -> list[tuple[str, Any]]:
    return [(EMAIL, _("E-mail")), *Channel.objects.order_by("code").values_list("code", "name")]


def _day(label: Any, lookup: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        field_name="created_at",
        lookup_expr=lookup,
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class DeliveryFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=DeliveryState.choices, label=_("State"))
    channel = django_filters.ChoiceFilter(choices=channel_choices, label=_("Channel"))
    person = django_filters.CharFilter(field_name="person__code", label=_("Person (code)"))
    since = _day(_("From day"), "date__gte")
    until = _day(_("To day"), "date__lte")

    class Meta:
        model = Delivery
        fields = ("state", "channel", "person")


class NotSentFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=[
            (one.value, one.label)
            for one in (
                NotificationState.PENDING,
                NotificationState.FAILED,
                NotificationState.SUPPRESSED,
                NotificationState.EXPIRED,
            )
        ],
        label=_("State"),
    )
    channel = django_filters.ChoiceFilter(choices=channel_choices, label=_("Channel"))
    person = django_filters.CharFilter(field_name="person__code", label=_("Person (code)"))
    since = _day(_("From day"), "date__gte")
    until = _day(_("To day"), "date__lte")

    class Meta:
        model = Notification
        fields = ("state", "channel", "person")
