"""Filters of change requests."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from lib.filters import CodeFilter
from plans.models import ChangeRequest, Plan, RequestState, Trigger


class ChangeRequestFilter(django_filters.FilterSet):
    # Typed, not chosen: a menu of 10,000 plans would be the whole page.
    plan = CodeFilter(field_name="plan", model=Plan, label=_("Plan"))
    trigger = django_filters.MultipleChoiceFilter(choices=Trigger.choices, label=_("Reason"))
    state = django_filters.MultipleChoiceFilter(choices=RequestState.choices, label=_("State"))

    class Meta:
        model = ChangeRequest
        fields: list[str] = []
