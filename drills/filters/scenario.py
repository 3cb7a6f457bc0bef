"""Filters of the library of scenarios: pages and API alike."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bia.filters.parts import CodeFilter, YesNoFilter
from bia.models import Process, System
from drills.models import DrillScenario, DrillType, Hazard


class ScenarioFilter(django_filters.FilterSet):
    hazard = django_filters.ChoiceFilter(choices=Hazard.choices, label=_("Hazard"))
    type = django_filters.ChoiceFilter(
        choices=[one for one in DrillType.choices if one[0] != DrillType.RESTORE_TEST],
        method="suits", label=_("Suits"),
    )  # fmt: skip
    process = CodeFilter(field_name="processes", model=Process, label=_("Process"))
    system = CodeFilter(field_name="systems", model=System, label=_("System"))
    active = YesNoFilter(field_name="is_active", label=_("Active"))

    class Meta:
        model = DrillScenario
        fields: list[str] = []

    def suits(
        self, rows: QuerySet[DrillScenario], name: str, value: str
    ) -> QuerySet[DrillScenario]:
        """A scenario that names no types suits all."""
        return rows.filter(types__contains=[value]) | rows.filter(types=[])
