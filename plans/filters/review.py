"""Filters of change requests; page and API share them."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from lib.filters import CodeFilter
from plans.models import ChangeRequest, Plan, RequestState, Trigger


class ChangeRequestFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=RequestState.choices, label=_("State"))
    trigger = django_filters.MultipleChoiceFilter(choices=Trigger.choices, label=_("Reason"))
    plan = CodeFilter(field_name="plan", model=Plan, label=_("Plan"))

    class Meta:
        model = ChangeRequest
        fields: list[str] = []
