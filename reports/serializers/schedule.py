"""A schedule of reports as the API takes and gives it."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext
from rest_framework import serializers

from accounts.models import User
from lib.api.fields import StrictCharField
from lib.api.resources import ResourceSerializer
from reports.models import AsOfRule, ReportFormat, ReportSchedule, ReportVariant, ScheduleEvery
from reports.serializers.report import ReportFiltersSerializer


class ScheduleSerializer(ResourceSerializer):
    """`starts_on` and `at_time` are where the organisation is; `language` "": each recipient's
    own; `paused_because`: why it stopped by itself, in the reader's language."""

    kind = StrictCharField(max_length=20)
    format = serializers.ChoiceField(choices=ReportFormat.choices, default="pdf")
    variant = serializers.ChoiceField(choices=ReportVariant.choices, default="reading")
    language = serializers.ChoiceField(
        choices=settings.LANGUAGES, allow_blank=True, default="", required=False
    )
    filters = ReportFiltersSerializer(required=False)
    as_of_rule = serializers.ChoiceField(choices=AsOfRule.choices, default="now")
    every = serializers.ChoiceField(choices=ScheduleEvery.choices)
    recipients: serializers.SlugRelatedField[User] = serializers.SlugRelatedField(
        slug_field="username", many=True, required=False,
        queryset=User.objects.filter(is_active=True, is_service=False),
    )  # fmt: skip
    owned_by: serializers.SlugRelatedField[User] = serializers.SlugRelatedField(
        slug_field="username", read_only=True
    )
    paused_because = serializers.SerializerMethodField()

    class Meta:
        model = ReportSchedule
        fields = (
            "id", "code", "version", "created_at", "updated_at", "url",
            "name", "owned_by", "kind", "format", "variant", "language", "filters", "as_of_rule",
            "every", "starts_on", "at_time", "next_due_at", "last_run_at", "active",
            "paused_because", "recipients",
        )  # fmt: skip
        read_only_fields = ("code", "version", "next_due_at", "last_run_at")

    def get_paused_because(self, schedule: ReportSchedule) -> str:
        return gettext(schedule.paused_because) if schedule.paused_because else ""
