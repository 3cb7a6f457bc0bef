"""Activations, their tasks and their timeline in JSON; bodies of what is done to them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person, User
from lib.api.fields import (
    CodeField,
    DurationField,
    InstantField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import BodySerializer, ResourceSerializer
from plans.models import (
    ActivationEvent,
    Completes,
    PlanActivation,
    ResponseRole,
    TaskRun,
)
from plans.planned_durations import actual_s

LONGEST = 5000


def login(user: User | None) -> str | None:
    return user.username if user is not None else None


class ActivationSerializer(ResourceSerializer):
    """`plan_version` is the number that was in force; `tasks_ended` are done or skipped."""

    plan = serializers.CharField(source="plan.code", read_only=True)
    plan_version = serializers.CharField(source="plan_version.number", read_only=True)
    commander = serializers.CharField(source="commander.code", allow_null=True, default=None)
    activated_by = serializers.CharField(source="activated_by.username", read_only=True)
    integrity_by = serializers.SerializerMethodField()
    tasks_all = serializers.IntegerField(read_only=True)
    tasks_ended = serializers.IntegerField(read_only=True)

    class Meta:
        model = PlanActivation
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "plan"),
            *("plan_version", "subject_kind", "subject_code", "exercise", "state", "reason"),
            *("commander", "activated_at", "recorded_at", "activated_by", "level"),
            *("restored_at", "integrity_at", "integrity_by", "ended_at", "outcome", "rating"),
            *("tasks_all", "tasks_ended"),
        )
        read_only_fields = fields

    @extend_schema_field({"type": "string", "nullable": True})
    def get_integrity_by(self, row: PlanActivation) -> str | None:
        return login(row.integrity_by)


class TaskRunSerializer(serializers.ModelSerializer[TaskRun]):
    """`duration_s` is planned, `actual_s` what it took; `amended` are changes on the spot."""

    role = serializers.CharField(source="role.code", allow_null=True, default=None)
    backup_role = serializers.CharField(source="backup_role.code", allow_null=True, default=None)
    assignee = serializers.CharField(source="assignee.code", allow_null=True, default=None)
    ended_by = serializers.SerializerMethodField()
    needs = serializers.ListField(child=serializers.IntegerField())
    amended = serializers.DictField()
    duration_s = serializers.IntegerField(allow_null=True)
    limit_s = serializers.IntegerField(allow_null=True)
    actual_s = serializers.SerializerMethodField()

    class Meta:
        model = TaskRun
        fields = (
            *("number", "version", "title_en", "title_zh", "instructions_en", "instructions_zh"),
            *("verification_en", "verification_zh", "rollback_en", "rollback_zh", "role"),
            *("backup_role", "assignee", "phase", "needs", "duration_s", "limit_s", "completes"),
            *("counts_in_time", "evidence_required", "state", "opened_at", "started_at"),
            *("ended_at", "ended_by", "actual_s", "result", "evidence", "is_amendment", "amended"),
        )
        read_only_fields = fields

    @extend_schema_field({"type": "string", "nullable": True})
    def get_ended_by(self, row: TaskRun) -> str | None:
        return login(row.ended_by)

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_actual_s(self, row: TaskRun) -> int | None:
        if row.state != "done":
            return None
        return actual_s(row.opened_at, row.started_at, row.ended_at)


class ActivationEventSerializer(serializers.ModelSerializer[ActivationEvent]):
    """`at` is claimed, `recorded_at` the server's; `digest` chains to the entry before."""

    actor = serializers.CharField(source="actor.username", allow_null=True, default=None)
    payload = serializers.DictField()

    class Meta:
        model = ActivationEvent
        fields = (
            *("seq", "type", "at", "recorded_at", "actor", "source", "text", "payload"),
            *("previous_digest", "digest"),
        )
        read_only_fields = fields


class ActivationMomentSerializer(BodySerializer):
    """`at`: when it happened (default: now)."""

    at = InstantField(required=False)


class ActivateSerializer(ActivationMomentSerializer):
    """`separately` begins another one although the plan is being carried out already;
    `subject_*` is the event it belongs to, for which it is begun once."""

    reason = StrictCharField(max_length=LONGEST)
    commander = CodeField(
        queryset=Person.objects.filter(is_active=True), required=False, allow_null=True
    )
    exercise = StrictBooleanField(required=False)
    separately = StrictBooleanField(required=False)
    subject_kind = StrictCharField(max_length=30, required=False, allow_blank=True)
    subject_code = StrictCharField(max_length=100, required=False, allow_blank=True)


class TaskCompletionSerializer(ActivationMomentSerializer):
    """`evidence` where the task asks for it."""

    result = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    evidence = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)


class TaskReasonSerializer(ActivationMomentSerializer):
    reason = StrictCharField(max_length=LONGEST)


class TaskReopeningSerializer(ActivationMomentSerializer):
    reason = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)


class ActivationIntegritySerializer(ActivationMomentSerializer):
    note = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)


class ActivationEndSerializer(ActivationMomentSerializer):
    outcome = StrictCharField(max_length=LONGEST)
    rating = StrictIntegerField(min_value=1, max_value=5, required=False, allow_null=True)


class ActivationCommanderSerializer(ActivationMomentSerializer):
    commander = CodeField(queryset=Person.objects.filter(is_active=True), allow_null=True)


class ActivationNoteSerializer(ActivationMomentSerializer):
    text = StrictCharField(max_length=LONGEST)
    task = StrictIntegerField(min_value=1, max_value=2**31 - 1, required=False)


class TaskRunBodySerializer(ActivationMomentSerializer):
    """Fields of a task as it is carried out; the plan stays as it is."""

    title_en = StrictCharField(max_length=200, required=False, allow_blank=True)
    title_zh = StrictCharField(max_length=200, required=False, allow_blank=True)
    instructions_en = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    instructions_zh = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    role = CodeField(queryset=ResponseRole.objects.all(), required=False, allow_null=True)
    backup_role = CodeField(queryset=ResponseRole.objects.all(), required=False, allow_null=True)
    assignee = CodeField(
        queryset=Person.objects.filter(is_active=True), required=False, allow_null=True
    )
    duration_s = DurationField(required=False, allow_null=True)
    limit_s = DurationField(required=False, allow_null=True)
    completes = serializers.ChoiceField(choices=Completes.choices, required=False)
    counts_in_time = StrictBooleanField(required=False)
    needs = serializers.ListField(
        child=StrictIntegerField(min_value=1, max_value=2**31 - 1), required=False, max_length=500
    )
    reason = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)

    def split(self) -> dict[str, Any]:
        """What a verb takes: the task's fields, and the rest beside them."""
        values = dict(self.validated_data)
        apart = {name: values.pop(name) for name in ("reason", "at", "version") if name in values}
        return {"fields": values} | apart


class TaskRunChangeSerializer(TaskRunBodySerializer):
    """`version` refuses when somebody was faster."""

    version = StrictIntegerField(min_value=1, max_value=2**31 - 1)


class FeasibilityReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    params = serializers.DictField()
    text = serializers.CharField()


class FeasibilityLimitsSerializer(serializers.Serializer[Any]):
    """`source`: "card" (the response card in force) or "policy" (the clocks)."""

    notify_s = serializers.IntegerField()
    assess_s = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]


class FeasibilityProcessSerializer(serializers.Serializer[Any]):
    process = serializers.CharField()
    rto_s = serializers.IntegerField(allow_null=True)
    mtd_s = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=["none", "green", "amber", "red"])
    slack_s = serializers.IntegerField(allow_null=True)
    because = FeasibilityReasonSerializer(many=True)


class FeasibilityTaskSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    start_s = serializers.IntegerField()
    end_s = serializers.IntegerField()
    latest_start_s = serializers.IntegerField()
    latest_end_s = serializers.IntegerField()
    slack_s = serializers.IntegerField()
    counts = serializers.BooleanField()
    on_critical_path = serializers.BooleanField()


class FeasibilitySerializer(serializers.Serializer[Any]):
    """Seconds; tasks count from the activation. Null totals: tasks wait for each other."""

    status = serializers.ChoiceField(choices=["none", "green", "amber", "red"])
    limits = FeasibilityLimitsSerializer()
    pre_authorised = serializers.BooleanField(allow_null=True)
    path_s = serializers.IntegerField(allow_null=True)
    total_s = serializers.IntegerField(allow_null=True)
    staffed_s = serializers.IntegerField(allow_null=True)
    critical = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    processes = FeasibilityProcessSerializer(many=True)
    tasks = FeasibilityTaskSerializer(many=True)
    reasons = FeasibilityReasonSerializer(many=True)
    notes = FeasibilityReasonSerializer(many=True)
