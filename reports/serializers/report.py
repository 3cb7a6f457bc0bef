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
from lib.api.fields import InstantField, StrictBooleanField, StrictCharField
from lib.api.resources import ResourceSerializer
from reports.models import Report, ReportFormat, ReportState
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
    """What is not given does not limit. Codes are checked by the service."""

    department = StrictCharField(required=False, allow_null=True, max_length=64)
    tier = StrictCharField(required=False, allow_null=True, max_length=64)
    critical = StrictBooleanField(required=False, allow_null=True)
    processes = serializers.ListField(
        child=StrictCharField(max_length=64), required=False, allow_null=True, max_length=1000
    )
    drafts = StrictBooleanField(required=False, allow_null=True)
    systems = serializers.ListField(
        child=StrictCharField(max_length=64), required=False, allow_null=True, max_length=1000
    )
    since = StrictCharField(required=False, allow_null=True, max_length=10)
    plan = StrictCharField(required=False, allow_null=True, max_length=64)
    version = StrictCharField(required=False, allow_null=True, max_length=21)
    bilingual = StrictBooleanField(required=False, allow_null=True)
    size = StrictCharField(required=False, allow_null=True, max_length=10)
    incident = StrictCharField(required=False, allow_null=True, max_length=30)
    grade = StrictCharField(required=False, allow_null=True, max_length=4)
    system = StrictCharField(required=False, allow_null=True, max_length=64)
    category = StrictCharField(required=False, allow_null=True, max_length=20)

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
    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    as_of = AsOfField(required=False, allow_null=True)
    filters = ReportFiltersSerializer(required=False)
    state = serializers.ChoiceField(choices=ReportState.choices, read_only=True)
    requested_by: serializers.SlugRelatedField[User] = serializers.SlugRelatedField(
        slug_field="username", read_only=True
    )
    error = serializers.SerializerMethodField()
    file_url = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields = (
            "id", "code", "version", "created_at", "updated_at", "url",
            "kind", "format", "language", "as_of", "filters",
            "state", "progress", "requested_by", "started_at", "finished_at", "error",
            "size_bytes", "sha256", "file_url",
        )  # fmt: skip
        read_only_fields = (
            "code", "version", "progress", "started_at", "finished_at", "size_bytes", "sha256",
        )  # fmt: skip

    def get_error(self, report: Report) -> str:
        return gettext(report.error) if report.error else ""

    def get_file_url(self, report: Report) -> str | None:
        if report.state != ReportState.DONE:
            return None
        return f"{self.get_url(report)}file/"
