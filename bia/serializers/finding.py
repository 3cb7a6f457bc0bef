"""Findings in JSON: numbers in `params`, words in the caller's language."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.findings.telling import Telling
from bia.models import Finding
from lib.api.fields import StrictCharField
from lib.api.resources import BodySerializer, ResourceSerializer

RECORD = ["id", "code", "version", "created_at", "updated_at", "url"]


class FindingSerializer(ResourceSerializer):
    """Read only: rules write findings. Without a request everything is named (webhooks)."""

    title = serializers.SerializerMethodField()
    because = serializers.SerializerMethodField()
    advice = serializers.SerializerMethodField()
    section = serializers.SerializerMethodField()
    subject_name = serializers.SerializerMethodField()
    process: Any = serializers.SlugRelatedField("code", read_only=True, allow_null=True)
    system: Any = serializers.SlugRelatedField("code", read_only=True, allow_null=True)
    critical = serializers.SerializerMethodField()
    params = serializers.SerializerMethodField()
    dismissed_by: Any = serializers.SlugRelatedField("username", read_only=True, allow_null=True)

    class Meta:
        model = Finding
        fields = [
            *RECORD,
            *("rule", "title", "severity", "state", "subject", "subject_name"),
            *("process", "system", "critical", "because", "advice", "section", "params"),
            *("raised_at", "cleared_at", "dismissed_at", "dismissed_by", "dismissal_reason"),
            *("dismissed_until",),
        ]
        read_only_fields = fields

    @cached_property
    def telling(self) -> Telling:
        root: Any = self.root
        known: Telling | None = getattr(root, "_telling", None)
        if known is None:
            request = self.context.get("request")
            known = root._telling = Telling(request.user if request else None, timezone.now())
        return known

    def get_title(self, row: Finding) -> str:
        return self.telling.title(row)

    def get_because(self, row: Finding) -> str:
        return self.telling.text(row)

    def get_advice(self, row: Finding) -> str:
        rule = self.telling.rule(row)
        return str(rule.advice) if rule else ""

    def get_section(self, row: Finding) -> str:
        """The section of docs/method.md that explains the rule."""
        rule = self.telling.rule(row)
        return rule.section if rule else ""

    def get_subject_name(self, row: Finding) -> str:
        return self.telling.subject(row).name

    def get_critical(self, row: Finding) -> bool:
        return bool(row.params.get("critical"))

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_params(self, row: Finding) -> dict[str, Any]:
        return self.telling.params(row)


class DismissalSerializer(BodySerializer):
    reason = StrictCharField(max_length=2000)
    until = serializers.DateField()


class CheckAnswerSerializer(serializers.Serializer[Any]):
    """What one run of the rules did."""

    raised = serializers.IntegerField()
    changed = serializers.IntegerField()
    cleared = serializers.IntegerField()
    skipped = serializers.BooleanField()
