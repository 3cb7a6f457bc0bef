"""Filters of backup sets."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backups.models import BackupLocation, BackupPolicy, BackupSet, Method, SetState
from bia.filters.parts import CodeFilter
from bia.models import Site, System
from lib.filters import CodeFilter as TypedCodeFilter


def locations(request: Any) -> QuerySet[Any]:
    return BackupLocation.objects.filter(production=False)


def sites(request: Any) -> QuerySet[Any]:
    return Site.objects.all()


def of_system(field: str) -> CodeFilter:
    """Typed with suggestions: a menu of a thousand systems would be most of the page."""
    return CodeFilter(field_name=field, model=System, label=_("System"))


def of_policy(field: str) -> TypedCodeFilter:
    return TypedCodeFilter(
        field_name=field, model=BackupPolicy, label=pgettext_lazy("backup", "Policy")
    )


class BackupSetFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=SetState.choices, label=_("State"))
    restorable = django_filters.BooleanFilter(label=_("Restorable"))
    quarantined = django_filters.BooleanFilter(
        "quarantined_at", "isnull", exclude=True, label=_("In quarantine")
    )
    kind = django_filters.MultipleChoiceFilter(choices=Method.choices, label=_("Kind"))
    system = of_system("policy__system")
    policy = of_policy("policy")
    location = django_filters.ModelChoiceFilter(
        to_field_name="code", queryset=locations, method="at_location", label=_("Location")
    )
    arrived_after = django_filters.IsoDateTimeFilter("arrived_at", "gte", label=_("Arrived after"))
    arrived_before = django_filters.IsoDateTimeFilter("arrived_at", "lt", label=_("Arrived before"))

    class Meta:
        model = BackupSet
        fields: list[str] = []

    def at_location(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Without a join: a set at a location stays one row."""
        return rows.filter(Q(pk__in=value.copies.values("backup_set_id")))
