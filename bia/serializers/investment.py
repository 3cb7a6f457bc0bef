"""Recovery options and loss profiles in JSON, and the choice of levels over the register."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.domain.losses.simulation import FEWEST_RUNS, MAX_SEED, MOST_RUNS
from bia.models import LossProfile, Process, RecoveryOption, System
from bia.serializers.calculator_fields import DecimalInField, DecimalOutField, RowsField
from bia.serializers.calculator_losses import LossPenaltySerializer, LossSegmentSerializer
from bia.serializers.calculator_portfolio import (
    MINIMISE,
    OBJECTIVES,
    LevelOptionSerializer,
    PortfolioAnswerSerializer,
)
from lib.api.fields import CodeField, StrictCharField, StrictIntegerField
from lib.api.resources import ResourceSerializer

MOST_ROWS = 50


class VisibleProcessField(CodeField):
    """A process by its code; one that the asker may not see is not there."""

    def get_queryset(self) -> Any:
        request = self.context.get("request")
        rows = Process.objects.all()
        return rows if request is None else rows.visible_to(request.user)


class RecoveryOptionSerializer(ResourceSerializer):
    """`code` is the system's with the level: `dispatch.5`."""

    code = serializers.CharField(read_only=True)
    system = CodeField(queryset=System.objects.all())
    level = StrictIntegerField(min_value=1, max_value=6)
    annual_cost = serializers.DecimalField(max_digits=18, decimal_places=2, min_value=Decimal(0))

    class Meta:
        model = RecoveryOption
        fields = [
            *("id", "code", "version", "created_at", "updated_at", "url"),
            *("system", "level", "annual_cost", "rto_s", "rpo_s", "note"),
        ]
        read_only_fields = ["id", "version", "created_at", "updated_at", "url"]
        validators: list[Any] = []


class PeakSerializer(serializers.Serializer[Any]):
    label = StrictCharField(  # type: ignore[assignment]  # the framework takes it off the class
        max_length=100, allow_blank=True, default=""
    )
    month_days = serializers.ListField(
        child=StrictIntegerField(min_value=-1, max_value=31), default=list, max_length=31
    )
    weekdays = serializers.ListField(
        child=StrictIntegerField(min_value=1, max_value=7), default=list, max_length=7
    )
    from_hour = StrictIntegerField(min_value=0, max_value=23, default=0)
    until_hour = StrictIntegerField(min_value=1, max_value=24, default=24)
    factor = DecimalInField()


class LossProfileSerializer(ResourceSerializer):
    """`code` is the process's; `result` is the stored simulation with its seed and inputs."""

    code = serializers.CharField(read_only=True)
    process = VisibleProcessField(queryset=Process.objects.all())
    segments = RowsField(child=LossSegmentSerializer(), required=False, max_length=MOST_ROWS)
    penalties = RowsField(child=LossPenaltySerializer(), required=False, max_length=MOST_ROWS)
    peaks = RowsField(child=PeakSerializer(), required=False, max_length=MOST_ROWS)
    seed = StrictIntegerField(min_value=0, max_value=MAX_SEED, required=False)
    runs = StrictIntegerField(min_value=FEWEST_RUNS, max_value=MOST_RUNS, required=False)
    result = serializers.SerializerMethodField()

    class Meta:
        model = LossProfile
        fields = [
            *("id", "code", "version", "created_at", "updated_at", "url"),
            *("process", "basis", "segments", "penalties", "peaks", "per_year"),
            *("low_s", "high_s", "seed", "runs", "result", "simulated_at"),
        ]
        read_only_fields = ["id", "version", "created_at", "updated_at", "url", "simulated_at"]
        extra_kwargs: dict[str, Any] = {"process": {"validators": []}}

    @extend_schema_field({"type": "object", "nullable": True, "additionalProperties": True})
    def get_result(self, row: LossProfile) -> Any:
        return row.result

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for name in ("segments", "penalties", "peaks"):
            if name in attrs:
                attrs[name] = [plain_row(row) for row in attrs[name]]
        return attrs


def plain_row(row: dict[str, Any]) -> dict[str, Any]:
    """Decimals as text, as the row is kept."""
    exact = ("rate_per_hour", "amount", "factor")
    return {name: f"{value:f}" if name in exact else value for name, value in row.items()}


class PortfolioQuerySerializer(serializers.Serializer[Any]):
    """What `GET /analysis/portfolio/` is asked."""

    budget = DecimalInField(allow_null=True, default=None)
    objectives = serializers.ChoiceField(choices=OBJECTIVES, default="hard")
    minimise = serializers.ChoiceField(choices=MINIMISE, default="cost")
    incidents_per_year = DecimalInField(default=Decimal(1))


class OfferedSystemSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The system's code.")
    name = serializers.CharField()
    required_rto_s = serializers.IntegerField(allow_null=True)
    required_rpo_s = serializers.IntegerField(allow_null=True)
    present_level = serializers.IntegerField(allow_null=True)
    level = serializers.IntegerField(allow_null=True)
    cost = DecimalOutField(allow_null=True)
    expected_loss = DecimalOutField(allow_null=True)
    because = serializers.CharField(allow_null=True)
    options = LevelOptionSerializer(many=True)


class StoredPortfolioSerializer(PortfolioAnswerSerializer):
    systems = OfferedSystemSerializer(many=True)
    currency = serializers.CharField()
