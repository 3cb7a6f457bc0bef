"""Filters of verifications and restore tests."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from backups.filters.backup_set import of_policy, of_system
from backups.models import BackupSet, Outcome, RestoreTest, RunReason, RunState, Verification
from lib.filters import CodeFilter


class RunFilter(django_filters.FilterSet):
    """What both kinds of runs are found by."""

    state = django_filters.MultipleChoiceFilter(choices=RunState.choices, label=_("State"))
    outcome = django_filters.MultipleChoiceFilter(choices=Outcome.choices, label=_("Outcome"))
    system = of_system("backup_set__policy__system")
    policy = of_policy("backup_set__policy")
    backup_set = CodeFilter(field_name="backup_set", model=BackupSet, label=_("Backup set"))
    finished_after = django_filters.IsoDateTimeFilter(
        "finished_at", "gte", label=_("Finished after")
    )
    finished_before = django_filters.IsoDateTimeFilter(
        "finished_at", "lt", label=_("Finished before")
    )


class VerificationFilter(RunFilter):
    reason = django_filters.MultipleChoiceFilter(choices=RunReason.choices, label=_("Reason"))

    class Meta:
        model = Verification
        fields: list[str] = []


class RestoreTestFilter(RunFilter):
    class Meta:
        model = RestoreTest
        fields: list[str] = []
