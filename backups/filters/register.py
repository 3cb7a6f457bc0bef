"""Filters of policies and storage locations."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backups.filters.backup_set import locations, of_system, sites
from backups.models import BackupLocation, BackupPolicy, Medium, Method, RhythmState


class PolicyFilter(django_filters.FilterSet):
    system = of_system("system")
    method = django_filters.MultipleChoiceFilter(
        choices=Method.choices, label=pgettext_lazy("backup", "Method")
    )
    active = django_filters.BooleanFilter(label=_("Active"))
    rhythm = django_filters.MultipleChoiceFilter(
        "state__rhythm", choices=RhythmState.choices, label=_("Rhythm")
    )
    location = django_filters.ModelChoiceFilter(
        to_field_name="code", queryset=locations, method="at_location", label=_("Location")
    )

    class Meta:
        model = BackupPolicy
        fields: list[str] = []

    def at_location(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(pk__in=value.places.values("policy_id"))


class LocationFilter(django_filters.FilterSet):
    medium = django_filters.MultipleChoiceFilter(
        choices=Medium.choices, label=pgettext_lazy("storage", "Medium")
    )
    site = django_filters.ModelChoiceFilter(to_field_name="code", queryset=sites, label=_("Site"))
    offsite = django_filters.BooleanFilter(label=_("Off-site"))
    immutable = django_filters.BooleanFilter(label=_("Immutable"))
    reachable = django_filters.BooleanFilter("state__reachable", label=_("Reachable"))
    paused = django_filters.BooleanFilter(label=_("Paused"))

    class Meta:
        model = BackupLocation
        fields: list[str] = []
