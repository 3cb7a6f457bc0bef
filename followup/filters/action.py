"""Filters of corrective actions, shared by the list, the board, the export and the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from followup.models import (
    DUE_STATES,
    ActionPriority,
    ActionSource,
    ActionState,
    CorrectiveAction,
    RootCause,
)
from lib.filters import CodeFilter, CodeMenuFilter, YesNoFilter
from lib.lookup import LookupInput

MINE = [("owner", _("I own")), ("verifier", _("I verify")), ("any", _("I own or verify"))]


def is_overdue(today: date) -> Q:
    """The work is not done and its day is past; what waits for its verifier is not late."""
    return Q(state__in=DUE_STATES, due_on__lt=today)


class ActionFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=ActionState.choices)
    mine = django_filters.ChoiceFilter(label=_("Mine"), choices=MINE, method="of_mine")
    owner = CodeFilter(
        field_name="owner",
        model=Person,
        label=_("Owner"),
        widget=LookupInput("accounts:person_lookup"),
    )
    verifier = CodeFilter(
        field_name="verifier",
        model=Person,
        label=_("Verifier"),
        widget=LookupInput("accounts:person_lookup"),
    )
    priority = django_filters.MultipleChoiceFilter(
        label=_("Priority"), choices=ActionPriority.choices
    )
    source = django_filters.MultipleChoiceFilter(label=_("Source"), choices=ActionSource.choices)
    cause = CodeMenuFilter(label=_("Root cause"), queryset=RootCause.objects.order_by("code"))
    subject = django_filters.CharFilter(label=_("Subject"), method="of_subject")
    overdue = YesNoFilter(label=_("Overdue"), method="of_overdue")
    ineffective = YesNoFilter(label=_("Ineffective"), method="of_ineffective")
    core = YesNoFilter(label=_("Core processes"), field_name="is_core")

    class Meta:
        model = CorrectiveAction
        fields: list[str] = []

    def of_mine(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        user = self.request.user.pk
        owned, verified = Q(owner__user_id=user), Q(verifier__user_id=user)
        return rows.filter({"owner": owned, "verifier": verified}.get(value, owned | verified))

    def of_subject(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """ "process:road-rescue", or a kind alone."""
        kind, colon, code = value.replace("\0", "").strip().partition(":")
        found = rows.filter(subject_kind=kind)
        return found.filter(subject_code=code) if colon else found

    def of_overdue(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        late = is_overdue(timezone.localdate())
        return rows.filter(late) if value == "true" else rows.exclude(late)

    def of_ineffective(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(ineffective_since__isnull=value != "true")
