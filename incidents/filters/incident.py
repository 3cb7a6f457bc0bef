"""Filters of the incidents, for the list and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from incidents.models import Category, Incident, Mode, Status
from incidents.models.incident import IN_RESPONSE, OPEN
from plans.models import IncidentGrade

STANDS = [
    ("open", _("Open")),
    ("response", _("In response")),
    ("over", _("Over")),
]


class IncidentFilter(django_filters.FilterSet):
    stands = django_filters.ChoiceFilter(
        choices=STANDS, label=_("How it stands"), method="by_stand"
    )
    status = django_filters.ChoiceFilter(choices=Status.choices, label=_("Status"))
    grade = django_filters.ModelChoiceFilter(
        queryset=IncidentGrade.objects.all(), to_field_name="code", label=_("Grade"),
        method="by_grade",
    )  # fmt: skip
    category = django_filters.ChoiceFilter(choices=Category.choices, label=_("Category"))
    mode = django_filters.ChoiceFilter(
        choices=Mode.choices, label=_("Real or drill"), method="by_mode"
    )
    system = django_filters.CharFilter(label=_("Code of a system"), method="by_system")
    process = django_filters.CharFilter(label=_("Code of a process"), method="by_process")

    class Meta:
        model = Incident
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Drills never stand among incidents unless they are asked for (DRL-7)."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("mode") else rows.filter(mode=Mode.REAL)

    def by_stand(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == "over":
            return rows.exclude(status__in=OPEN)
        return rows.filter(status__in=OPEN if value == "open" else IN_RESPONSE)

    def by_grade(self, rows: QuerySet[Any], _name: str, value: IncidentGrade) -> QuerySet[Any]:
        """The confirmed grade, else the provisional one."""
        provisional = rows.filter(grade=None, provisional_grade=value)
        return rows.filter(grade=value) | provisional

    def by_mode(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(mode=value)

    def by_system(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(failed_systems__system__code=value.replace("\0", ""))

    def by_process(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(impacts__process__code=value.replace("\0", "")).distinct()
