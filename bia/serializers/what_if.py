"""What-if in JSON: question, answer, and kept scenarios."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.analysis.what_if import Inputs
from bia.domain.graph.recovery import MOST_TEAMS
from bia.domain.outage.events import KINDS
from bia.domain.outage.loss import LONGEST_S
from bia.models import Scenario
from bia.serializers.calculator_fields import DecimalOutField, share_field
from lib.api.fields import (
    CodeField,
    DurationField,
    InstantField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import BodySerializer, ResourceSerializer

MOST_FAILED = 1_000
MOST_SAMPLES = 500
FIRST = datetime(2000, 1, 1, tzinfo=UTC)
LAST = datetime(2200, 1, 1, tzinfo=UTC)
STATUSES = ("met", "rto_miss", "mtd_breach", "no_target", "unknown")


def _duration(words: Any = None) -> DurationField:
    return DurationField(allow_null=True, default=None, max_value=LONGEST_S, help_text=words)


class QuestionSerializer(BodySerializer):
    """`failed`: nodes as kind:code, or classes: kind:application, importance:core."""

    failed = serializers.ListField(
        child=StrictCharField(max_length=100), default=list, max_length=MOST_FAILED
    )
    start = InstantField(
        allow_null=True, default=None, help_text=_("With it, peak times count; null: they do not.")
    )
    duration_s = _duration(_("All is back exactly then; null: when it is restored."))
    teams = StrictIntegerField(
        allow_null=True,
        default=None,
        min_value=1,
        max_value=MOST_TEAMS,
        help_text=_("Null: as many as are wanted."),
    )
    decision_s = DurationField(allow_null=True, default=0, max_value=LONGEST_S)
    sample_at_s = serializers.ListField(
        child=DurationField(max_value=LONGEST_S), default=list, max_length=MOST_SAMPLES
    )
    restore_point_shift_s = _duration(_("Data come back from a point so much earlier."))
    staff_share = share_field(default=Decimal(1))

    def validate_start(self, start: datetime | None) -> datetime | None:
        if start is not None and not FIRST <= start < LAST:
            raise serializers.ValidationError(_("Give an instant between 2000 and 2199."))
        return start


@extend_schema_field(
    {"oneOf": [{"type": "string"}, {"type": "object"}], "example": "SCN-2026-0001"}
)
class VariantField(serializers.Field[Any, Any, Any, Any]):
    """Code of a kept scenario, or another question in full."""

    default_error_messages = {
        "invalid": _("Give the code of a scenario or a question."),
        "does_not_exist": _("There is no object with the code “{value}”."),
    }

    def to_internal_value(self, data: Any) -> Inputs | Scenario:
        if isinstance(data, dict):
            question = QuestionSerializer(data=data)
            question.is_valid(raise_exception=True)
            return Inputs.of(question.validated_data)
        if not isinstance(data, str):
            self.fail("invalid")
        rows = Scenario.objects.visible_to(self.context["request"].user)
        row = None if "\0" in data else rows.filter(code=data).first()
        if row is None:
            self.fail("does_not_exist", value=data[:100])
        return row

    def to_representation(self, value: Any) -> Any:
        return value


class WhatIfQuestionSerializer(QuestionSerializer):
    variant_of = VariantField(allow_null=True, default=None)


class InputsSerializer(QuestionSerializer):
    """The question of a kept scenario, given back as it was kept."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        return Inputs.of(super().to_internal_value(data)).as_json()

    def to_representation(self, instance: Any) -> Any:
        return instance


class ScenarioSerializer(ResourceSerializer):
    inputs = InputsSerializer(required=True)
    variant_of = CodeField(queryset=Scenario.objects.all(), required=False, allow_null=True)
    created_by = serializers.CharField(source="created_by.username", read_only=True)

    class Meta:
        model = Scenario
        fields = [
            *("id", "code", "version", "created_at", "updated_at", "url"),
            *("name", "description", "inputs", "variant_of", "created_by"),
        ]
        read_only_fields = ["id", "version", "created_at", "updated_at", "url"]
        extra_kwargs = {"code": {"required": False}}


class EventSerializer(serializers.Serializer[Any]):
    at_s = serializers.IntegerField()
    subject = serializers.CharField(allow_null=True, help_text=_("Null: the outage as a whole."))
    kind = serializers.ChoiceField(KINDS)


class OutageSerializer(serializers.Serializer[Any]):
    process = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    affected = serializers.BooleanField()
    down_s = serializers.IntegerField(help_text=_("Seconds below its minimum capacity."))
    resumes_s = serializers.IntegerField(
        allow_null=True, help_text=_("For good from then on; null: nobody knows when.")
    )
    back_s = serializers.IntegerField(allow_null=True, help_text=_("Back in full."))
    status = serializers.ChoiceField(STATUSES)
    rto_passed_s = serializers.IntegerField(allow_null=True)
    mtd_passed_s = serializers.IntegerField(allow_null=True)
    workaround_s = serializers.IntegerField()
    workaround_capacity = DecimalOutField(allow_null=True)
    held_by = serializers.CharField(allow_null=True)
    lower_bound = serializers.BooleanField(
        help_text=_("Something without a restore duration counts as 0.")
    )
    data_loss_s = serializers.IntegerField(allow_null=True)
    rpo_missed = serializers.BooleanField()
    loss = DecimalOutField()
    because = serializers.CharField()


class LossAtSerializer(serializers.Serializer[Any]):
    at_s = serializers.IntegerField()
    loss = DecimalOutField()


class BreachSerializer(serializers.Serializer[Any]):
    process = serializers.CharField()
    kind = serializers.ChoiceField(["rto", "mtd", "rpo"])
    at_s = serializers.IntegerField()


class ExpensiveSerializer(serializers.Serializer[Any]):
    node = serializers.CharField(allow_null=True)
    loss = DecimalOutField()
    processes = serializers.IntegerField()


class TaskSerializer(serializers.Serializer[Any]):
    node = serializers.CharField()
    team = serializers.IntegerField()
    start_s = serializers.IntegerField()
    finish_s = serializers.IntegerField()


class AnswerSerializer(serializers.Serializer[Any]):
    """Described here, built as plain values (bia/what_ifs/answer.py): there may be many rows."""

    failed = serializers.ListField(child=serializers.CharField())
    events = EventSerializer(many=True)
    processes = OutageSerializer(many=True)
    loss = LossAtSerializer(many=True)
    total = DecimalOutField()
    currency = serializers.CharField()
    whole = serializers.BooleanField(
        help_text=_("False: something never comes back; the loss counts up to horizon_s.")
    )
    horizon_s = serializers.IntegerField()
    breaches = BreachSerializer(many=True)
    most_expensive = ExpensiveSerializer(many=True)
    schedule = TaskSerializer(many=True)
    hidden_processes = serializers.IntegerField(
        help_text=_("Hit, but not yours to see; the totals count them.")
    )


class ComparedSerializer(AnswerSerializer):
    code = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    difference = DecimalOutField(help_text=_("Its total less this one's."))


class WhatIfAnswerSerializer(AnswerSerializer):
    comparison = ComparedSerializer(allow_null=True)
