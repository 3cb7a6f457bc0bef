"""Situation reports, decisions and messages in JSON."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from rest_framework import serializers

from incidents.models import Audience, CommsMessage, CommsTemplate, Decision, SituationReport
from incidents.serializers.incident import LONGEST
from incidents.serializers.second_names import SecondNamesSerializer
from lib.api.fields import (
    CodeField,
    InstantField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import BodySerializer, ResourceSerializer
from plans.models import ResponseRole


class SituationReportSerializer(serializers.ModelSerializer[SituationReport]):
    """`due_at` null: none was due. `late_s` seconds after it; `facts` what was known then. `next`
    is `next_steps`, `needs_decision` `needs`, `etr` `expected_recovery_at`."""

    incident = serializers.CharField(source="incident.number", read_only=True)
    by = serializers.CharField(source="by.username", read_only=True)
    facts = serializers.DictField()
    late_s = serializers.IntegerField()
    next = serializers.CharField(source="next_steps", read_only=True)
    needs_decision = serializers.CharField(source="needs", read_only=True)
    etr = serializers.DateTimeField(source="expected_recovery_at", allow_null=True, read_only=True)

    class Meta:
        model = SituationReport
        fields = (
            *("id", "incident", "number", "due_at", "submitted_at", "recorded_at", "late_s", "by"),
            *("no_change", "happened", "done", "next_steps", "next", "needs", "needs_decision"),
            *("affected", "expected_recovery_at", "etr", "language", "facts"),
        )
        read_only_fields = fields


class ReportBodySerializer(SecondNamesSerializer):
    """`no_change` needs nothing else, twice in a row."""

    second_names: ClassVar[dict[str, str]] = {
        "next": "next_steps", "needs_decision": "needs", "etr": "expected_recovery_at",
    }  # fmt: skip
    at = InstantField(required=False)
    no_change = StrictBooleanField(required=False)
    happened = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    done = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    next_steps = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    next = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    needs = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    needs_decision = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    affected = StrictCharField(max_length=300, required=False, allow_blank=True)
    expected_recovery_at = InstantField(required=False, allow_null=True)
    etr = InstantField(required=False, allow_null=True)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)


class IncidentDecisionSerializer(serializers.ModelSerializer[Decision]):
    level = serializers.CharField(source="level.code", allow_null=True, default=None)
    by = serializers.CharField(source="by.username", read_only=True)
    options = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Decision
        fields = (
            *("id", "question", "options", "choice", "rationale", "level", "at", "recorded_at"),
            "by",
        )
        read_only_fields = fields


class DecisionBodySerializer(BodySerializer):
    """`level`: the role at whose level it was decided."""

    at = InstantField(required=False)
    question = StrictCharField(max_length=300)
    options = serializers.ListField(
        child=StrictCharField(max_length=300), required=False, max_length=20
    )
    choice = StrictCharField(max_length=300)
    rationale = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    level = CodeField(queryset=ResponseRole.objects.all(), required=False, allow_null=True)


class MessageSerializer(serializers.ModelSerializer[CommsMessage]):
    """`channel`: "platform", or by hand which way it left."""

    template = serializers.CharField(source="template.code", allow_null=True, default=None)
    drafted_by = serializers.CharField(source="drafted_by.username", read_only=True)
    decided_by = serializers.CharField(source="decided_by.username", allow_null=True, default=None)
    sent_by = serializers.CharField(source="sent_by.username", allow_null=True, default=None)

    class Meta:
        model = CommsMessage
        fields = (
            *("id", "number", "version", "audience", "template", "subject_en", "subject_zh"),
            *("body_en", "body_zh", "channel", "state", "drafted_by", "drafted_at", "decided_by"),
            *("decided_at", "comment", "sent_at", "sent_by", "recipients"),
        )
        read_only_fields = fields


class MessageDraftSerializer(BodySerializer):
    """With `template` its texts are filled in; texts given here stand instead."""

    at = InstantField(required=False)
    audience = serializers.ChoiceField(choices=Audience.choices)
    template = CodeField(
        queryset=CommsTemplate.objects.filter(is_active=True), required=False, allow_null=True
    )
    subject_en = StrictCharField(max_length=200, required=False, allow_blank=True)
    subject_zh = StrictCharField(max_length=200, required=False, allow_blank=True)
    body_en = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    body_zh = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)


class MessageChangeSerializer(BodySerializer):
    version = StrictIntegerField(min_value=0, max_value=2**31 - 1)
    subject_en = StrictCharField(max_length=200, required=False, allow_blank=True)
    subject_zh = StrictCharField(max_length=200, required=False, allow_blank=True)
    body_en = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    body_zh = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)


class MessageStepSerializer(BodySerializer):
    """`version`: the one whose texts were read; other texts meanwhile are a conflict."""

    at = InstantField(required=False)
    version = StrictIntegerField(min_value=0, max_value=2**31 - 1)


class CommentSerializer(MessageStepSerializer):
    comment = StrictCharField(max_length=500, required=False, allow_blank=True)


class DispatchSerializer(MessageStepSerializer):
    """Without `channel` the platform sends it to the people it knows."""

    channel = StrictCharField(max_length=200, required=False, allow_blank=True)


class CommsTemplateSerializer(ResourceSerializer):
    """Places in the texts: {number}, {title}, {systems}, {processes}, {since}, {expected},
    {now}."""

    class Meta:
        model = CommsTemplate
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name_en", "name_zh"),
            *("audience", "moment", "subject_en", "subject_zh", "body_en", "body_zh"),
            *("is_active", "position"),
        )
        read_only_fields = ("id", "version", "created_at", "updated_at")
