"""The catalogues in JSON. Rows without an own version carry the catalogue's number."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.models import (
    ImpactAnchor,
    ImpactCategory,
    ImpactLevel,
    LadderStep,
    Tier,
    TimeBand,
)
from bia.serializers.score import ScoreField
from lib.api.fields import StrictCharField, StrictIntegerField
from lib.api.resources import ResourceSerializer

RECORD = ["id", "code", "version", "created_at", "updated_at", "url"]
FRESH = ["id", "version", "created_at", "updated_at", "url"]


class TierSerializer(ResourceSerializer):
    """`order` follows from `max_rto_s`; null holds every RTO."""

    class Meta:
        model = Tier
        fields = [
            *RECORD,
            *("name_en", "name_zh", "importance_en", "importance_zh", "order", "max_rto_s"),
            *("min_margin", "colour", "regulatory_floor", "active"),
        ]
        read_only_fields = [*FRESH, "order"]


class AnchorSerializer(serializers.ModelSerializer[ImpactAnchor]):
    """What one score means in a category."""

    score = StrictIntegerField(source="level.score", min_value=0, max_value=32767)
    text_en = StrictCharField(max_length=300, allow_blank=True)
    text_zh = StrictCharField(max_length=300, allow_blank=True)

    class Meta:
        model = ImpactAnchor
        fields = ["score", "text_en", "text_zh"]


class ImpactCategorySerializer(ResourceSerializer):
    anchors = AnchorSerializer(many=True, required=False)
    threshold = ScoreField(required=False, allow_null=True)

    class Meta:
        model = ImpactCategory
        fields = [
            *RECORD,
            *("name_en", "name_zh", "order", "unit", "threshold", "threshold_amount"),
            *("life_safety", "active", "anchors"),
        ]
        read_only_fields = FRESH


class _NumberedSerializer(ResourceSerializer):
    """`code` is the row's own number; version and instants are those of the whole catalogue."""

    code = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()
    created_at = serializers.SerializerMethodField()
    updated_at = serializers.SerializerMethodField()

    @extend_schema_field(str)
    def get_code(self, row: Any) -> str:
        return str(getattr(row, self.context["view"].lookup_field))

    @extend_schema_field(int)
    def get_version(self, row: Any) -> int | None:
        number: int | None = self.context["view"].number
        return number

    @extend_schema_field({"type": "string", "format": "date-time", "nullable": True})
    def get_created_at(self, row: Any) -> str | None:
        return self._instant("created_at")

    @extend_schema_field({"type": "string", "format": "date-time", "nullable": True})
    def get_updated_at(self, row: Any) -> str | None:
        return self._instant("updated_at")

    def _instant(self, name: str) -> str | None:
        instant = self.context["view"].instants[name]
        if instant is None:
            return None
        text: str = serializers.DateTimeField().to_representation(instant)
        return text


class ImpactLevelSerializer(_NumberedSerializer):
    class Meta:
        model = ImpactLevel
        fields = [
            *RECORD,
            *("score", "name_en", "name_zh", "amount_from", "colour"),
        ]
        read_only_fields = ["id"]


class TimeBandSerializer(_NumberedSerializer):
    class Meta:
        model = TimeBand
        fields = [*RECORD, "at_s", "active"]
        read_only_fields = ["id"]


class LadderStepSerializer(_NumberedSerializer):
    class Meta:
        model = LadderStep
        fields = [*RECORD, "at_s"]
        read_only_fields = ["id"]
