"""A report as the API takes and gives it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from lib.api.fields import InstantField, StrictCharField
from lib.api.resources import ResourceSerializer
from reports.kinds import KINDS
from reports.models import Report, ReportFormat, ReportSchedule, ReportState, ReportVariant
from reports.services.requests import end_of_day


@extend_schema_field(OpenApiTypes.DATETIME)
class AsOfField(InstantField):
    """An instant with its offset, or a day (2026-01-31), which stands for its end."""

    def to_internal_value(self, value: Any) -> datetime:
        try:
            day = parse_date(value) if isinstance(value, str) and len(value) == 10 else None
        except ValueError:
            day = None
        if day is not None:
            return end_of_day(day, timezone.now())
        return super().to_internal_value(value)


class ReportFiltersSerializer(serializers.Serializer[Any]):
    """Every filter of every kind; which kind takes which, and the codes, the service checks."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        every = {one.name: one for kind in KINDS.values() for one in kind.filters}
        return {name: one.api_field() for name, one in every.items()}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(map(str, data)) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {name: [gettext("There is no such field.")] for name in unknown}
                )
        return super().to_internal_value(data)

    def to_representation(self, stored: Any) -> dict[str, Any]:
        """Only what was asked for."""
        return dict(stored)


class ReportSerializer(ResourceSerializer):
    """`progress` in percent; `error` in the reader's language; `file_url` once it is done."""

    kind = StrictCharField(max_length=20)
    format = serializers.ChoiceField(choices=ReportFormat.choices, default="pdf")
    variant = serializers.ChoiceField(choices=ReportVariant.choices, default="reading")
    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    as_of = AsOfField(required=False, allow_null=True)
    filters = ReportFiltersSerializer(required=False)
    state = serializers.ChoiceField(choices=ReportState.choices, read_only=True)
    requested_by: serializers.SlugRelatedField[User] = serializers.SlugRelatedField(
        slug_field="username", read_only=True
    )
    schedule: serializers.SlugRelatedField[ReportSchedule] = serializers.SlugRelatedField(
        slug_field="code", read_only=True, allow_null=True
    )
    error = serializers.SerializerMethodField()
    file_url = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields = (
            "id", "code", "version", "created_at", "updated_at", "url",
            "kind", "format", "variant", "language", "as_of", "filters",
            "state", "progress", "requested_by", "started_at", "finished_at", "error",
            "page_count", "size_bytes", "sha256", "file_url", "schedule",
        )  # fmt: skip
        read_only_fields = (
            "code", "version", "progress", "started_at", "finished_at", "page_count", "size_bytes",
            "sha256",
        )  # fmt: skip

    def get_error(self, report: Report) -> str:
        return gettext(report.error) if report.error else ""

    def get_file_url(self, report: Report) -> str | None:
        if report.state != ReportState.DONE:
            return None
        return f"{self.get_url(report)}file/"
