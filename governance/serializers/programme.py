"""Programmes, their templates and tasks, and recurring duties in JSON."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person
from governance.models import (
    Duty,
    DutyPeriod,
    Programme,
    ProgrammeTask,
    ProgrammeTemplate,
    TemplateTask,
)
from governance.services.occurring import DutyStand, duties_of
from lib.api.fields import CodeField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer

READ_ONLY = ("id", "version", "created_at", "updated_at")
DAYS = 3660
LONG = 10_000


class TemplateTaskSerializer(BodySerializer):
    """Days count from 1, the day the programme starts; `evidence` is a key of the evidence that
    shows when it is done."""

    name_en = StrictCharField(max_length=200, required=False, allow_blank=True)
    name_zh = StrictCharField(max_length=200, required=False, allow_blank=True)
    phase = StrictIntegerField(min_value=1, max_value=99)
    phase_en = StrictCharField(max_length=200, required=False, allow_blank=True)
    phase_zh = StrictCharField(max_length=200, required=False, allow_blank=True)
    first_day = StrictIntegerField(min_value=1, max_value=DAYS)
    last_day = StrictIntegerField(min_value=1, max_value=DAYS)
    evidence = StrictCharField(max_length=40, required=False, allow_blank=True)
    page = StrictCharField(max_length=60, required=False, allow_blank=True)

    def to_representation(self, row: TemplateTask) -> dict[str, Any]:
        return {str(name): getattr(row, str(name)) for name in self.fields}


class ProgrammeTemplateSerializer(ResourceSerializer):
    """`tasks` replaces all of them; programmes made of it stay as they are."""

    name = serializers.CharField(read_only=True)
    note_en = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    note_zh = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    tasks = TemplateTaskSerializer(many=True, required=False)

    class Meta:
        model = ProgrammeTemplate
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name", "name_en"),
            *("name_zh", "note_en", "note_zh", "is_active", "tasks"),
        )
        read_only_fields = READ_ONLY


class ProgrammeSerializer(ResourceSerializer):
    """With `template` it gets that template's tasks, dated from `start_on` (day 1). Changing
    `start_on` moves the tasks that are not done along."""

    template = CodeField(queryset=ProgrammeTemplate.objects.all(), required=False, allow_null=True)
    manager = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    title = StrictCharField(max_length=200, required=False, allow_blank=True)

    class Meta:
        model = Programme
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "title", "template"),
            *("start_on", "manager", "state", "closed_at", "closing_note"),
        )
        read_only_fields = (*READ_ONLY, "state", "closed_at", "closing_note")
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None:
            attrs.pop("template", None)
        return attrs


class ProgrammeTaskSerializer(ResourceSerializer):
    """A task of a programme. `starts_on` and `due_on` are local days, both included."""

    name = serializers.CharField(read_only=True)
    programme = CodeField(queryset=Programme.objects.all())
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    phase = StrictIntegerField(min_value=1, max_value=99, required=False)
    name_en = StrictCharField(max_length=200, required=False, allow_blank=True)
    name_zh = StrictCharField(max_length=200, required=False, allow_blank=True)
    note = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    done_by = serializers.CharField(
        source="done_by.username", allow_null=True, default=None, read_only=True
    )

    class Meta:
        model = ProgrammeTask
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "programme", "name"),
            *("name_en", "name_zh", "phase", "phase_en", "phase_zh", "starts_on", "due_on"),
            *("owner", "state", "evidence", "page", "note", "done_at", "done_by"),
        )
        read_only_fields = (*READ_ONLY, "state", "evidence", "page", "done_at")
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None:
            attrs.pop("programme", None)
        return attrs


class ClosingSerializer(BodySerializer):
    note = StrictCharField(max_length=LONG, required=False, allow_blank=True)


class GovernanceReasonSerializer(BodySerializer):
    reason = StrictCharField(max_length=LONG)


class TaskNoteSerializer(BodySerializer):
    note = StrictCharField(max_length=LONG, required=False, allow_blank=True)


class TaskDroppingSerializer(BodySerializer):
    note = StrictCharField(max_length=LONG)


class EmptySerializer(BodySerializer):
    pass


class DutyPeriodSerializer(serializers.Serializer[Any]):
    """`stand`: "done", "open" (it runs) or "late" (it is over)."""

    period = serializers.CharField()
    first = serializers.DateField()
    last = serializers.DateField()
    stand = serializers.ChoiceField(choices=("done", "open", "late"))
    on = serializers.ListField(child=serializers.DateField())


class DutySerializer(ResourceSerializer):
    """What comes back in every `period`. `periods` are those of the last year, read from what
    happened (`evidence`) and what people marked as done; `next_due` is the last day of the first
    one that still wants it. Those of a duty that is not in use are empty."""

    name = serializers.CharField(read_only=True)
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    period = serializers.ChoiceField(choices=DutyPeriod.choices)
    text_en = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    text_zh = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    next_due = serializers.SerializerMethodField()
    last_on = serializers.SerializerMethodField()
    late = serializers.SerializerMethodField()
    periods = serializers.SerializerMethodField()

    class Meta:
        model = Duty
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name", "name_en"),
            *("name_zh", "text_en", "text_zh", "period", "evidence", "starts_on", "owner"),
            *("order", "is_active", "next_due", "last_on", "late", "periods"),
        )
        read_only_fields = READ_ONLY

    def _stand(self, row: Duty) -> DutyStand | None:
        stands = self.context.get("stands")
        if stands is None:
            stands = {one.duty.pk: one for one in duties_of(at=timezone.now())}
            self.context["stands"] = stands  # type: ignore[index]
        found: DutyStand | None = stands.get(row.pk)
        return found

    @extend_schema_field({"type": "string", "format": "date", "nullable": True})
    def get_next_due(self, row: Duty) -> str | None:
        stand = self._stand(row)
        return stand.cadence.next_due.isoformat() if stand else None

    @extend_schema_field({"type": "string", "format": "date", "nullable": True})
    def get_last_on(self, row: Duty) -> str | None:
        stand = self._stand(row)
        last = stand.cadence.last_on if stand else None
        return last.isoformat() if last else None

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_late(self, row: Duty) -> int | None:
        stand = self._stand(row)
        return stand.cadence.late if stand else None

    @extend_schema_field(DutyPeriodSerializer(many=True))
    def get_periods(self, row: Duty) -> list[dict[str, Any]]:
        stand = self._stand(row)
        return [
            {
                "period": one.label, "first": one.span.first.isoformat(),
                "last": one.span.last.isoformat(), "stand": one.stand.value,
                "on": [day.isoformat() for day in one.on],
            }
            for one in (stand.cadence.periods if stand else ())
        ]  # fmt: skip


class DutyCompletionSerializer(BodySerializer):
    """Without `on` it is today."""

    on = serializers.DateField(required=False)
    note = StrictCharField(max_length=300, required=False, allow_blank=True)
