"""Versions of plans in JSON: head, signatures, readings. The content is their document."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person, User
from lib.api.fields import CodeField, StrictBooleanField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer
from plans.models import ApprovalStep, IncidentGrade, PlanVersion, Reading


def login(user: User | None) -> str | None:
    return user.username if user is not None else None


class SignatureSerializer(serializers.ModelSerializer[ApprovalStep]):
    """`verdict` is "" while the signature waits."""

    person = serializers.CharField(source="person.code", allow_null=True, default=None)
    delegate = serializers.CharField(source="delegate.code", allow_null=True, default=None)
    decided_by = serializers.SerializerMethodField()

    class Meta:
        model = ApprovalStep
        fields = (
            *("round", "position", "kind", "person", "delegate", "verdict", "decided_by"),
            *("decided_at", "comment", "accepts_infeasible", "sha256", "warnings"),
        )
        read_only_fields = fields

    @extend_schema_field({"type": "string", "nullable": True})
    def get_decided_by(self, row: ApprovalStep) -> str | None:
        return login(row.decided_by)


class VersionSerializer(ResourceSerializer):
    """`code` is the key "rescue-workaround@2.1"; `version` counts the edits."""

    code = serializers.CharField(source="key", read_only=True)
    plan = serializers.CharField(source="plan.code", read_only=True)
    number = serializers.CharField(read_only=True)
    based_on = serializers.SerializerMethodField()
    serves_grade = CodeField(queryset=IncidentGrade.objects.all(), required=False, allow_null=True)
    author = serializers.CharField(source="author.username", read_only=True)
    submitted_by = serializers.SerializerMethodField()
    published_by = serializers.SerializerMethodField()
    ended_by = serializers.SerializerMethodField()
    approvals = SignatureSerializer(many=True, read_only=True)

    class Meta:
        model = PlanVersion
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "plan", "number"),
            *("status", "based_on", "contacts_only", "change_summary", "serves_grade"),
            *("pre_authorised", "authorisation_en", "authorisation_zh", "group_name"),
            *("group_url", "author", "submitted_by", "submitted_at", "sha256"),
            *("returned_because", "approved_at", "effective_at", "published_by", "ended_at"),
            *("ended_by", "end_reason", "approvals"),
        )
        read_only_fields = (
            *("id", "version", "created_at", "updated_at", "status", "contacts_only"),
            *("submitted_at", "sha256", "returned_because", "approved_at", "effective_at"),
            *("ended_at", "end_reason"),
        )
        validators: list[Any] = []

    def get_url(self, row: PlanVersion) -> str:
        view, request = self.context.get("view"), self.context.get("request")
        if view is None or request is None:
            return ""
        path = view.reverse_action("detail", args=[row.plan.code, row.number])
        return str(request.build_absolute_uri(path))

    @extend_schema_field({"type": "string", "nullable": True, "example": "1.0"})
    def get_based_on(self, row: PlanVersion) -> str | None:
        return row.based_on.number if row.based_on else None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_submitted_by(self, row: PlanVersion) -> str | None:
        return login(row.submitted_by)

    @extend_schema_field({"type": "string", "nullable": True})
    def get_published_by(self, row: PlanVersion) -> str | None:
        return login(row.published_by)

    @extend_schema_field({"type": "string", "nullable": True})
    def get_ended_by(self, row: PlanVersion) -> str | None:
        return login(row.ended_by)


class NewVersionSerializer(BodySerializer):
    """A version of contacts only has the next minor number and a shorter way to force."""

    contacts_only = StrictBooleanField(required=False, default=False)
    change_summary = StrictCharField(max_length=5000, required=False, allow_blank=True, default="")


class StepBodySerializer(BodySerializer):
    """`version` refuses when somebody changed the version since it was read."""

    version = StrictIntegerField(required=False, min_value=1)


class PlanSubmissionSerializer(StepBodySerializer):
    """`reviewers` sign beside the owner; `delegates` name by kind of step who may sign too."""

    reviewers = CodeField(queryset=Person.objects.all(), many=True, required=False)
    delegates = serializers.DictField(
        child=CodeField(queryset=Person.objects.all()), required=False
    )


class PlanApprovalSerializer(StepBodySerializer):
    """`sha256` is that of what was read; a red feasibility is accepted with a comment only."""

    sha256 = StrictCharField(max_length=64, required=False, allow_blank=True, default="")
    comment = StrictCharField(max_length=5000, required=False, allow_blank=True, default="")
    accepts_infeasible = StrictBooleanField(required=False, default=False)


class PlanReturnSerializer(StepBodySerializer):
    reason = StrictCharField(max_length=5000, required=False, allow_blank=True, default="")


class PlanDocumentSerializer(serializers.Serializer[Any]):
    """`digest` is what a signature would name now, `sha256` what was handed in ("": nothing)."""

    document = serializers.DictField()
    digest = serializers.CharField()
    sha256 = serializers.CharField(allow_blank=True)


class PlanFieldChangeSerializer(serializers.Serializer[Any]):
    """`language` is "en" or "zh" for a text in both, else ""."""

    name = serializers.CharField()
    language = serializers.CharField(allow_blank=True)
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class PlanPartChangeSerializer(serializers.Serializer[Any]):
    """`key` names the row within its part; added and removed rows have no `changes`."""

    part = serializers.CharField()
    key = serializers.ListField()
    kind = serializers.ChoiceField(choices=["added", "removed", "changed", "moved"])
    changes = PlanFieldChangeSerializer(many=True, source="fields")


class PlanDifferencesSerializer(serializers.Serializer[Any]):
    """From `before` (a number; null for the first version) to `after`."""

    before = serializers.CharField(allow_null=True)
    after = serializers.CharField()
    differences = PlanPartChangeSerializer(many=True)


class ObstacleSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField()


class ObstaclesSerializer(serializers.Serializer[Any]):
    """`problems` stop a submission; `warnings` are shown to whoever signs."""

    problems = ObstacleSerializer(many=True)
    warnings = ObstacleSerializer(many=True)


class ReadingSerializer(ResourceSerializer):
    plan = serializers.CharField(source="plan_version.plan.code", read_only=True)
    number = serializers.CharField(source="plan_version.number", read_only=True)
    person = serializers.CharField(source="person.code", read_only=True)

    class Meta:
        model = Reading
        fields = (*("id", "plan", "number", "person", "asked_at", "due_on", "read_at", "question"),)
        read_only_fields = fields


class AskReadersSerializer(BodySerializer):
    """Without `people` everybody whom the version names is asked."""

    people = CodeField(queryset=Person.objects.all(), many=True, required=False)
    due_on = serializers.DateField(required=False)


class QuestionSerializer(BodySerializer):
    question = StrictCharField(max_length=5000, required=False, allow_blank=True, default="")
