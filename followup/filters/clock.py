"""Filters of clocks, shared by the list and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from followup.models import Clock, ClockPolicy, ClockState
from lib.filters import CodeFilter, YesNoFilter
from lib.language import in_language
from lib.lookup import LookupInput

FAILED = "failed"
STATES = [*ClockState.choices, (FAILED, _("Could not be told"))]


def kinds() -> list[tuple[str, str]]:
    """The kinds of clocks, by what their policies are called."""
    rows = ClockPolicy.objects.order_by("order", "code").values_list("code", "name_en", "name_zh")
    return [(code, in_language(en, zh)) for code, en, zh in rows]


class ClockFilter(django_filters.FilterSet):
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=kinds)
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=STATES, method="in_states"
    )
    overdue = YesNoFilter(label=_("Overdue"), method="of_overdue")
    responsible = CodeFilter(
        field_name="responsible",
        model=Person,
        label=_("Responsible"),
        widget=LookupInput("accounts:person_lookup"),
    )
    subject = django_filters.CharFilter(label=_("Subject"), method="of_subject")

    class Meta:
        model = Clock
        fields: list[str] = []

    def in_states(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        if not value:
            return rows
        found = rows.filter(state__in=value)
        return found | rows.exclude(failure="") if FAILED in value else found

    def of_overdue(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        late = Clock.objects.overdue(timezone.now()).values("pk")
        return rows.filter(pk__in=late) if value == "true" else rows.exclude(pk__in=late)

    def of_subject(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """ "process:road-rescue", or a kind alone."""
        kind, colon, code = value.replace("\0", "").strip().partition(":")
        found = rows.filter(subject_kind=kind)
        return found.filter(subject_code=code) if colon else found
