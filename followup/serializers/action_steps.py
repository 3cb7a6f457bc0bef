"""Bodies of what is done to an action, and the lists below it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from followup.models import ActionEntry, Evidence, Retest
from followup.serializers.action import LONGEST_TEXT
from lib.api.fields import (
    DurationField,
    InstantField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import BodySerializer


class StepSerializer(BodySerializer):
    """`at`: when it happened (default: now); `version` refuses when somebody was faster."""

    at = InstantField(required=False)
    version = StrictIntegerField(required=False, min_value=1, max_value=2**31 - 1)


class DueOn(serializers.DateField):
    def __init__(self, **options: Any):
        super().__init__(required=False, allow_null=True, **options)


class OpeningSerializer(StepSerializer):
    due_on = DueOn()


class CompletionSerializer(StepSerializer):
    evidence = StrictCharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)


class VerificationSerializer(StepSerializer):
    note = StrictCharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)


class ReasonSerializer(StepSerializer):
    reason = StrictCharField(max_length=LONGEST_TEXT)


class ReasonAndDaySerializer(ReasonSerializer):
    """`due_on` is needed when the present due date is past."""

    due_on = DueOn()


class WithdrawalSerializer(StepSerializer):
    reason = StrictCharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    due_on = DueOn()


class PostponementBodySerializer(StepSerializer):
    to_on = serializers.DateField()
    reason = StrictCharField(max_length=500)


class RiskAcceptanceSerializer(ReasonSerializer):
    expires_on = serializers.DateField()


class RetestBodySerializer(StepSerializer):
    passed = StrictBooleanField()
    note = StrictCharField(max_length=500)
    value_s = DurationField(required=False, allow_null=True)
    confidence = StrictCharField(
        required=False, max_length=10, help_text="measured (default), estimated or simulated"
    )


class RetestSerializer(serializers.ModelSerializer[Retest]):
    """`proves`: it was really measured, and passed."""

    by = serializers.CharField(source="by.username", allow_null=True, default=None)
    proves = serializers.BooleanField()
    confidence = serializers.CharField()
    value_s = serializers.IntegerField(allow_null=True)
    limit_s = serializers.IntegerField(allow_null=True)

    class Meta:
        model = Retest
        fields = [
            *("id", "source", "at", "passed", "proves", "value_s", "limit_s", "confidence"),
            *("note", "recorded_at", "by"),
        ]
        read_only_fields = fields


class EvidenceBodySerializer(StepSerializer):
    text = StrictCharField(max_length=500)
    url = serializers.URLField(max_length=500, required=False, allow_blank=True)
    file = serializers.FileField(required=False, allow_empty_file=True)


class ActionEvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """`file` is the address of the file, null without one."""

    by = serializers.CharField(source="by.username")
    url = serializers.CharField(allow_blank=True)
    file = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields = [
            *("id", "text", "url", "file", "file_name", "content_type", "size_bytes", "sha256"),
            *("by", "at"),
        ]
        read_only_fields = fields

    def get_file(self, row: Evidence) -> str | None:
        view, request = self.context.get("view"), self.context.get("request")
        if not row.file_name or view is None or request is None:
            return None
        path: str = view.reverse_action("file", args=[row.action.code, row.pk])
        address: str = request.build_absolute_uri(path)
        return address


class EntrySerializer(serializers.ModelSerializer[ActionEntry]):
    """`at` is claimed, `recorded_at` the server's; `digest` chains to the entry before."""

    actor = serializers.CharField(source="actor.username", allow_null=True, default=None)
    payload = serializers.DictField()
    corrects = serializers.IntegerField(source="corrects.seq", allow_null=True, default=None)

    class Meta:
        model = ActionEntry
        fields = [
            *("seq", "type", "at", "recorded_at", "actor", "source", "text", "payload"),
            *("corrects", "previous_digest", "digest"),
        ]
        read_only_fields = fields


class FiguresSerializer(serializers.Serializer[Any]):
    """`on_time` is a share with 4 decimals (null: nothing was due yet)."""

    total = serializers.IntegerField()
    open = serializers.IntegerField()
    to_verify = serializers.IntegerField()
    overdue = serializers.IntegerField()
    overdue_by_priority = serializers.DictField(child=serializers.IntegerField())
    overdue_core_p1 = serializers.IntegerField()
    due = serializers.IntegerField()
    done_on_time = serializers.IntegerField()
    on_time = serializers.SerializerMethodField()
    on_time_original = serializers.SerializerMethodField()
    median_age_days = serializers.FloatField(allow_null=True)
    verified = serializers.IntegerField()
    ineffective = serializers.IntegerField()
    accepted_risks = serializers.IntegerField()
    by_state = serializers.DictField(child=serializers.IntegerField())

    def get_on_time(self, row: Any) -> str | None:
        return _share(row.on_time)

    def get_on_time_original(self, row: Any) -> str | None:
        return _share(row.on_time_original)


def _share(value: Any) -> str | None:
    return None if value is None else f"{float(value):.4f}"


class DepartmentFiguresSerializer(serializers.Serializer[Any]):
    department = serializers.CharField(source="code")
    name = serializers.CharField()
    figures = FiguresSerializer()


class KpisSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    all = FiguresSerializer()
    by_department = DepartmentFiguresSerializer(many=True)
