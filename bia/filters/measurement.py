"""Filters of measurements."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bia.models import Measurement


class MeasurementFilter(django_filters.FilterSet):
    subject = django_filters.CharFilter(method="of_subject", label=_("Subject"))
    at_after = django_filters.IsoDateTimeFilter("at", "gte")
    at_before = django_filters.IsoDateTimeFilter("at", "lte")

    class Meta:
        model = Measurement
        fields = ["kind", "confidence"]

    def of_subject(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        kind, _colon, code = value.partition(":")
        if kind == "process":
            return rows.filter(process__code=code)
        return rows.filter(system__code=code) if kind in ("system", "team") else rows.none()
