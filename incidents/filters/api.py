"""Filters of `/api/v1/incidents/`."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django_filters.fields import IsoDateTimeField

from incidents.models import OPEN, Category, Incident, Mode, Origin, Status
from lib.api.fields import InstantField
from lib.records import CODE_PATTERN


class CodeFilter(django_filters.CharFilter):
    """A code: what cannot be one finds nothing."""

    def filter(self, rows: Any, value: Any) -> Any:
        import re

        if value and not re.match(CODE_PATTERN, value):
            return rows.none()
        return super().filter(rows, value)


class ExactInstantField(IsoDateTimeField):
    """ISO 8601 with an offset, as in bodies: nobody guesses whose ten o'clock is meant."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if isinstance(value, str) and found is not None:
            try:
                read = parse_datetime(value.strip())
            except ValueError:
                read = None
            if read is None or read.tzinfo is None:
                raise ValidationError(InstantField.default_error_messages["naive"], "naive")
        try:
            # The database knows no offset beyond 16 hours, though ISO 8601 does.
            return None if found is None else found.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], "invalid") from error


class InstantFilter(django_filters.IsoDateTimeFilter):
    field_class = ExactInstantField


class IncidentApiFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    open = django_filters.BooleanFilter(method="is_open", label=_("Open"))
    mode = django_filters.ChoiceFilter(choices=Mode.choices)
    category = django_filters.ChoiceFilter(choices=Category.choices)
    origin = django_filters.ChoiceFilter(choices=Origin.choices)
    source = django_filters.ChoiceFilter(field_name="origin", choices=Origin.choices)
    drill = django_filters.CharFilter(field_name="drill_code")
    grade = CodeFilter(field_name="grade__code")
    worst_grade = CodeFilter(field_name="worst_grade__code")
    system = CodeFilter(field_name="systems__code", distinct=True)
    process = CodeFilter(field_name="impacts__process__code", distinct=True)
    external_id = django_filters.CharFilter(field_name="external_id")
    parent = CodeFilter(field_name="parent__number")
    recurrence_of = CodeFilter(field_name="recurrence_of__number")
    declared_from = InstantFilter(field_name="declared_at", lookup_expr="gte")
    declared_until = InstantFilter(field_name="declared_at", lookup_expr="lt")

    class Meta:
        model = Incident
        fields: tuple[str, ...] = ()

    def is_open(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.filter(status__in=OPEN) if value else rows.exclude(status__in=OPEN)
