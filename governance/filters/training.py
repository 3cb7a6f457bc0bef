"""Filters of courses, sessions and records, for the lists and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from governance.models import Course, CourseKind, SessionState, TrainingRecord, TrainingSession
from incidents.filters.api import CodeFilter


class CourseFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=CourseKind.choices, label=_("Kind"))
    is_active = django_filters.BooleanFilter(label=_("In use"))

    class Meta:
        model = Course
        fields: list[str] = []


class TrainingSessionFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=SessionState.choices, label=_("State"))
    course = django_filters.ModelChoiceFilter(
        queryset=Course.objects.all(), to_field_name="code", label=_("Course")
    )
    year = django_filters.NumberFilter(label=_("Year"), method="by_year", min_value=2000)
    person = CodeFilter(field_name="people__code", distinct=True, label=_("Person"))

    class Meta:
        model = TrainingSession
        fields: list[str] = []

    def by_year(self, rows: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(planned_on__year=min(max(int(value), 1), 9999))


class TrainingRecordFilter(django_filters.FilterSet):
    course = django_filters.ModelChoiceFilter(
        queryset=Course.objects.all(), to_field_name="code", label=_("Course")
    )
    person = CodeFilter(field_name="person__code", label=_("Person"))
    session = CodeFilter(field_name="session__code", label=_("Session"))
    passed = django_filters.BooleanFilter(label=_("Passed"))
    expires_until = django_filters.DateFilter(
        field_name="valid_until", lookup_expr="lte", label=_("Expires until")
    )

    class Meta:
        model = TrainingRecord
        fields: list[str] = []
