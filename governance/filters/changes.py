"""Filters of changes and risks, for the lists and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from governance.domain.risk import FROM
from governance.models import Change, ChangeState, Risk, RiskState, Threat, Treatment
from incidents.filters.api import CodeFilter

LEVEL_WORDS = {
    "severe": _("Severe"), "high": _("High"), "medium": _("Medium"), "low": _("Low"),
}  # fmt: skip


class ChangeFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=ChangeState.choices, label=_("State"))
    is_major = django_filters.BooleanFilter(label=_("Major change"))
    system = CodeFilter(field_name="systems__code", label=_("System"), distinct=True)
    process = CodeFilter(field_name="processes__code", label=_("Process"), distinct=True)
    owner = CodeFilter(field_name="owner__code", label=_("Responsible"))

    class Meta:
        model = Change
        fields: list[str] = []


class RiskFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=RiskState.choices, label=_("State"))
    threat = django_filters.ChoiceFilter(choices=Threat.choices, label=_("Threat"))
    treatment = django_filters.ChoiceFilter(choices=Treatment.choices, label=_("Treatment"))
    level = django_filters.ChoiceFilter(
        choices=[(key, LEVEL_WORDS[key]) for _least, key in FROM], method="by_level",
        label=_("Level before treatment"),
    )  # fmt: skip
    likelihood = django_filters.NumberFilter(label=_("Likelihood"), min_value=1, max_value=5)
    impact = django_filters.NumberFilter(label=_("Impact"), min_value=1, max_value=5)
    process = CodeFilter(field_name="processes__code", label=_("Process"), distinct=True)
    system = CodeFilter(field_name="systems__code", label=_("System"), distinct=True)
    owner = CodeFilter(field_name="owner__code", label=_("Owner"))

    class Meta:
        model = Risk
        fields: list[str] = []

    def by_level(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        levels = [(least, name) for least, name in FROM]
        place = next(number for number, one in enumerate(levels) if one[1] == value)
        rows = rows.annotate(rated=F("likelihood") * F("impact"))
        rows = rows.filter(rated__gte=levels[place][0])
        return rows.filter(rated__lt=levels[place - 1][0]) if place else rows
