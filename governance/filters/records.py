"""Filters of records of the management system, for the list and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from governance.models import BcmsRecord, RecordKind, RecordState
from incidents.filters.api import CodeFilter


class BcmsRecordFilter(django_filters.FilterSet):
    kind = django_filters.MultipleChoiceFilter(choices=RecordKind.choices, label=_("Kind"))
    state = django_filters.MultipleChoiceFilter(choices=RecordState.choices, label=_("State"))
    owner = CodeFilter(field_name="owner__code", label=_("Owner"))
    must_be_read = django_filters.BooleanFilter(label=_("Everybody must have read it"))
    climate = django_filters.BooleanFilter(label=_("About climate change"))
    review_until = django_filters.DateFilter(
        field_name="next_review", lookup_expr="lte", label=_("Next review until")
    )
    held = django_filters.BooleanFilter(method="by_held", label=_("Audit was held"))

    class Meta:
        model = BcmsRecord
        fields: list[str] = []

    def by_held(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(kind=RecordKind.AUDIT.value, held_on__isnull=not value)
