"""Filters of level assessments, architectures and strategies, for the lists and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from governance.models import Architecture, LevelAssessment, LevelState, Strategy, StrategyState
from incidents.filters.api import CodeFilter


class LevelFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=LevelState.choices, label=_("State"))
    system = CodeFilter(field_name="system__code", label=_("System"))
    below = django_filters.BooleanFilter(method="by_below", label=_("Below the level needed"))

    class Meta:
        model = LevelAssessment
        fields: list[str] = []

    def by_below(self, rows: Any, _name: str, value: bool) -> Any:
        low = {"achieved__lt": F("needed")}
        return rows.filter(**low) if value else rows.exclude(**low)


class ArchitectureFilter(django_filters.FilterSet):
    is_active = django_filters.BooleanFilter(label=_("In use"))
    covers_region = django_filters.BooleanFilter(label=_("Covers a regional disaster"))

    class Meta:
        model = Architecture
        fields: list[str] = []


class StrategyFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=StrategyState.choices, label=_("State"))
    system = CodeFilter(field_name="system__code", label=_("System"))
    architecture = CodeFilter(field_name="architecture__code", label=_("Architecture"))
    automatic = django_filters.BooleanFilter(label=_("Switches over automatically"))

    class Meta:
        model = Strategy
        fields: list[str] = []
