"""Filters of change requests."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from plans.models import ChangeRequest, Plan, RequestState, Trigger


def visible_plans(request: Any) -> Any:
    return Plan.objects.visible_to(request.user) if request else Plan.objects.none()


class ChangeRequestFilter(django_filters.FilterSet):
    plan = django_filters.ModelChoiceFilter(
        to_field_name="code", queryset=visible_plans, label=_("Plan")
    )
    trigger = django_filters.MultipleChoiceFilter(choices=Trigger.choices, label=_("Reason"))
    state = django_filters.MultipleChoiceFilter(choices=RequestState.choices, label=_("State"))

    class Meta:
        model = ChangeRequest
        fields: list[str] = []
