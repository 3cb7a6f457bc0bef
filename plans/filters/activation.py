"""Filters of the activations, for the list and the API."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from bia.filters.parts import YesNoFilter
from plans.models import ActivationState, PlanActivation, RecoveryLevel


class ActivationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=ActivationState.choices, label=_("State"))
    level = django_filters.ChoiceFilter(choices=RecoveryLevel.choices, label=_("Recovery"))
    exercise = YesNoFilter(label=_("Exercise"))
    plan = django_filters.CharFilter(field_name="plan__code", label=_("Code of the plan"))

    class Meta:
        model = PlanActivation
        fields: list[str] = []
