"""Filters of the drills, for the list."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills.domain.states import AFTER, BEFORE, LIVE
from drills.forms.drill import TYPES
from drills.models import Drill, DrillStatus

STANDS = [
    ("before", _("To come")),
    ("live", _("Under way")),
    ("after", pgettext_lazy("drill", "Held")),
]


class DrillFilter(django_filters.FilterSet):
    stands = django_filters.ChoiceFilter(
        choices=STANDS, label=_("How it stands"), method="by_stand"
    )
    type = django_filters.ChoiceFilter(choices=TYPES, label=_("Type"))
    status = django_filters.ChoiceFilter(choices=DrillStatus.choices, label=_("Status"))
    year = django_filters.NumberFilter(label=_("Year"), method="by_year")
    mine = django_filters.BooleanFilter(label=_("I take part"), method="by_me")
    system = django_filters.CharFilter(label=_("Code of a system"), method="by_system")
    process = django_filters.CharFilter(label=_("Code of a process"), method="by_process")

    class Meta:
        model = Drill
        fields: list[str] = []

    def by_stand(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        wanted = {"before": BEFORE, "live": LIVE, "after": AFTER}[value]
        return rows.filter(status__in=wanted)

    def by_year(self, rows: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        year = int(value)
        return rows.filter(planned_start__year=year) if 1 <= year <= 9999 else rows.none()

    def by_me(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        user = getattr(self.request, "user", None)
        mine = rows.filter(participants__person__user=user).distinct()
        return mine if value else rows.exclude(pk__in=mine.values("pk"))

    def by_system(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(systems__code=value).distinct()

    def by_process(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(processes__code=value).distinct()
