"""Filters of programmes, tasks, duties and reviews, for the lists and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from governance.models import (
    Duty,
    DutyPeriod,
    ManagementReview,
    ManagementReviewState,
    Programme,
    ProgrammeState,
    ProgrammeTask,
    ProgrammeTemplate,
    TaskState,
)
from governance.services.programmes import UNDONE
from incidents.filters.api import CodeFilter
from lib.days import day_in


class ProgrammeFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=ProgrammeState.choices, label=_("State"))
    template = CodeFilter(field_name="template__code", label=_("Template"))
    manager = CodeFilter(field_name="manager__code", label=_("Manager"))

    class Meta:
        model = Programme
        fields: list[str] = []


class ProgrammeTemplateFilter(django_filters.FilterSet):
    is_active = django_filters.BooleanFilter(label=_("In use"))

    class Meta:
        model = ProgrammeTemplate
        fields: list[str] = []


class ProgrammeTaskFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=TaskState.choices, label=_("State"))
    programme = CodeFilter(field_name="programme__code", label=_("Programme"))
    owner = CodeFilter(field_name="owner__code", label=_("Owner"))
    overdue = django_filters.BooleanFilter(
        method="by_overdue", label=pgettext_lazy("governance", "Overdue")
    )

    class Meta:
        model = ProgrammeTask
        fields: list[str] = []

    def by_overdue(self, rows: Any, _name: str, value: bool) -> Any:
        today = day_in(timezone.now(), Organisation.current().timezone)
        late = {"state__in": UNDONE, "due_on__lt": today, "programme__state": "running"}
        return rows.filter(**late) if value else rows.exclude(**late)


class DutyFilter(django_filters.FilterSet):
    period = django_filters.ChoiceFilter(choices=DutyPeriod.choices, label=_("Period"))
    is_active = django_filters.BooleanFilter(label=_("In use"))
    owner = CodeFilter(field_name="owner__code", label=_("Owner"))

    class Meta:
        model = Duty
        fields: list[str] = []


class ReviewFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=ManagementReviewState.choices, label=_("State"))
    planned_from = django_filters.DateFilter(
        field_name="planned_on", lookup_expr="gte", label=_("Planned from")
    )
    planned_until = django_filters.DateFilter(
        field_name="planned_on", lookup_expr="lte", label=_("Planned until")
    )

    class Meta:
        model = ManagementReview
        fields: list[str] = []
