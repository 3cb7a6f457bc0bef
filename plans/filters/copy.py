"""Filters of printed copies."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bia.models import Site
from plans.models import CopyFormat, CopyState, Plan, PrintCopy


class CopyFilter(django_filters.FilterSet):
    outdated = django_filters.BooleanFilter(label=_("Outdated"), method="if_outdated")
    state = django_filters.MultipleChoiceFilter(choices=CopyState.choices, label=_("State"))
    format = django_filters.MultipleChoiceFilter(choices=CopyFormat.choices, label=_("Format"))
    plan = django_filters.ModelChoiceFilter(
        queryset=Plan.objects.order_by("code"),
        field_name="plan_version__plan",
        to_field_name="code",
        label=_("Plan"),
    )
    site = django_filters.ModelChoiceFilter(
        queryset=Site.objects.order_by("code"), to_field_name="code", label=_("Site")
    )
    holder = django_filters.ModelChoiceFilter(
        queryset=Person.objects.order_by("code"), to_field_name="code", label=_("Holder")
    )

    class Meta:
        model = PrintCopy
        fields: list[str] = []

    def if_outdated(self, rows: Any, name: str, value: bool) -> Any:
        outdated = PrintCopy.objects.outdated().values("pk")
        return rows.filter(pk__in=outdated) if value else rows.exclude(pk__in=outdated)
