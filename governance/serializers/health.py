"""Programme health in JSON: as it stands, as it stood, the settings, the calculator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bia.serializers.calculator_fields import DecimalInField, DecimalOutField, RowsField
from governance.models import Band, GovernanceSettings
from governance.services.health import PARTS
from lib.api.fields import StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer

KEYS = [one.key for one in PARTS]
CAPS = ("tier1_mtd_breach", "tier1_never_tested")


class HealthIndicatorSerializer(serializers.Serializer[Any]):
    """`value` from 0 to 100; null: nothing to judge, its weight is left out."""

    key = serializers.ChoiceField(choices=KEYS)
    label = serializers.CharField()  # type: ignore[assignment]
    weight = serializers.IntegerField()
    value = serializers.CharField(allow_null=True)
    words = serializers.CharField()


class HealthCapSerializer(serializers.Serializer[Any]):
    """Why it cannot be green, with the codes of the processes."""

    code = serializers.ChoiceField(choices=CAPS)
    processes = serializers.ListField(child=serializers.CharField())


class ProgrammeHealthSerializer(serializers.Serializer[Any]):
    """`value` and `band` null: nothing can be judged yet. `capped`: the figure alone is green."""

    at = serializers.DateTimeField()
    value = serializers.CharField(allow_null=True)
    band = serializers.ChoiceField(choices=Band.choices, allow_null=True)
    capped = serializers.BooleanField()
    caps = HealthCapSerializer(many=True)
    indicators = HealthIndicatorSerializer(many=True)


class HealthSnapshotIndicatorSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    weight = serializers.IntegerField()
    value = serializers.CharField(allow_null=True)


class HealthSnapshotSerializer(serializers.Serializer[Any]):
    """One day of the organisation; days nobody looked at are missing."""

    day = serializers.DateField()
    at = serializers.DateTimeField()
    value = serializers.CharField(allow_null=True)
    band = serializers.ChoiceField(choices=Band.choices)
    caps = HealthCapSerializer(many=True)
    indicators = HealthSnapshotIndicatorSerializer(many=True)


class GovernanceSettingsSerializer(ResourceSerializer):
    url = None  # type: ignore[assignment]

    class Meta:
        model = GovernanceSettings
        fields = (
            *("version", "updated_at", "weight_bia", "weight_plans", "weight_gaps"),
            *("weight_drills", "weight_backups", "weight_actions", "weight_training"),
            *("green_from", "amber_from", "remind_days"),
        )
        read_only_fields = ("version", "updated_at")
        validators: list[Any] = []


class HealthPartSerializer(BodySerializer):
    key = StrictCharField(max_length=40)
    weight = DecimalInField()
    value = DecimalInField(
        allow_null=True, limit=Decimal(100), help_text=_("Null: nothing to judge.")
    )


class HealthQuestionSerializer(BodySerializer):
    indicators = RowsField(child=HealthPartSerializer(), max_length=50)
    caps = serializers.ListField(
        child=serializers.ChoiceField(choices=CAPS), default=list, max_length=2
    )
    green_from = StrictIntegerField(min_value=0, max_value=100, default=85)
    amber_from = StrictIntegerField(min_value=0, max_value=100, default=70)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["green_from"] < attrs["amber_from"]:
            raise serializers.ValidationError({"green_from": [_("Green begins below amber.")]})
        return attrs


class HealthAnswerSerializer(serializers.Serializer[Any]):
    """`shares`: what each weight comes to of those that count, from 0 to 1."""

    value = DecimalOutField(allow_null=True)
    band = serializers.ChoiceField(choices=Band.choices, allow_null=True)
    capped = serializers.BooleanField()
    shares = serializers.DictField(child=serializers.CharField())
