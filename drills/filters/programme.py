"""Filters of policies and slots, for the lists and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from drills.models import DrillPolicy, DrillSlot, DrillType, Period, SlotState


class PolicyFilter(django_filters.FilterSet):
    type = django_filters.ChoiceFilter(choices=DrillType.choices, label=_("Type"))
    period = django_filters.ChoiceFilter(choices=Period.choices, label=_("Period"))
    is_active = django_filters.BooleanFilter(label=_("Active"))

    class Meta:
        model = DrillPolicy
        fields: list[str] = []


class SlotFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=SlotState.choices, label=_("State"))
    policy = django_filters.ModelChoiceFilter(
        queryset=DrillPolicy.objects.all(), to_field_name="code", label=_("Drill policy")
    )
    type = django_filters.ChoiceFilter(
        choices=DrillType.choices, label=_("Type"), field_name="policy__type"
    )
    year = django_filters.NumberFilter(label=_("Year"), method="by_year", min_value=2000)
    period_start = django_filters.DateFilter(label=_("Period from"))
    process = django_filters.CharFilter(label=_("Code of a process"), field_name="process__code")
    system = django_filters.CharFilter(label=_("Code of a system"), field_name="system__code")

    class Meta:
        model = DrillSlot
        fields: list[str] = []

    def by_year(self, rows: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(period_end__year=min(int(value), 9999))
