"""Level assessments, architectures and recovery strategies in JSON."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.models import Assessment, System
from governance.models import Architecture, LevelAssessment, Strategy
from governance.services.levels import Stand, stand_of
from lib.api.fields import CodeField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer

READ_ONLY = ("id", "version", "created_at", "updated_at")
LONG = 10_000


class ElementRatingSerializer(BodySerializer):
    """`level` null: not looked at; 0: not even the first."""

    element = StrictCharField(max_length=30)
    level = StrictIntegerField(min_value=0, max_value=6, allow_null=True, required=False)
    note = StrictCharField(max_length=LONG, allow_blank=True, required=False)


class ShortfallSerializer(serializers.Serializer[Any]):
    element = serializers.CharField()
    has = serializers.IntegerField()
    needs = serializers.IntegerField()


class LevelAssessmentSerializer(ResourceSerializer):
    """`ratings` rates the elements it names. `achieved` is the lowest of the seven, null while one
    was not looked at; `needed` what the analysis asks of the system. Both are as they are now in a
    draft, and frozen in a confirmed one. `below`: less than needed is reached, or no level is
    enough."""

    system = CodeField(queryset=System.objects.all())
    catalogue = serializers.CharField(
        source="catalogue.code", allow_null=True, default=None, read_only=True
    )
    ratings = ElementRatingSerializer(many=True, required=False)
    created_by = serializers.CharField(source="created_by.username", read_only=True)
    confirmed_by = serializers.CharField(
        source="confirmed_by.username", allow_null=True, default=None, read_only=True
    )
    needed = serializers.SerializerMethodField()
    achieved = serializers.SerializerMethodField()
    below = serializers.SerializerMethodField()
    shortfalls = serializers.SerializerMethodField()

    class Meta:
        model = LevelAssessment
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "system", "catalogue"),
            *("state", "assessed_on", "note", "ratings", "needed", "achieved", "below"),
            *("shortfalls", "created_by", "confirmed_by", "confirmed_at"),
        )
        read_only_fields = (*READ_ONLY, "state", "confirmed_at")
        extra_kwargs = {"code": {"required": False}, "assessed_on": {"required": False}}
        validators: list[Any] = []

    def to_representation(self, row: LevelAssessment) -> dict[str, Any]:
        told = super().to_representation(row)
        ratings = row.ratings.select_related("element").order_by("element__order")
        told["ratings"] = [
            {"element": one.element.code, "level": one.level, "note": one.note} for one in ratings
        ]
        return told

    def _stand(self, row: LevelAssessment) -> Stand:
        key = (row.pk, row.version)
        context: Any = self.context
        known: dict[Any, Stand] = context.setdefault("stands", {})
        if key not in known:
            known[key] = stand_of(row, timezone.now())
        return known[key]

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_needed(self, row: LevelAssessment) -> int | None:
        return self._stand(row).needed

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_achieved(self, row: LevelAssessment) -> int | None:
        return self._stand(row).held.level

    @extend_schema_field({"type": "boolean"})
    def get_below(self, row: LevelAssessment) -> bool:
        return self._stand(row).missed

    @extend_schema_field(ShortfallSerializer(many=True))
    def get_shortfalls(self, row: LevelAssessment) -> list[dict[str, Any]]:
        return [
            {"element": one.element, "has": one.has, "needs": one.needs}
            for one in self._stand(row).shortfalls
        ]


class PointSerializer(BodySerializer):
    en = StrictCharField(max_length=1_000, allow_blank=True)
    zh = StrictCharField(max_length=1_000, allow_blank=True)


class ArchitectureSerializer(ResourceSerializer):
    """Ranges from the best to the worst case; `far_…` towards the remote centre, all or none.
    `cost_…` are multiples of the production centre's; `points` what building it takes."""

    name = serializers.CharField(read_only=True)
    points = PointSerializer(many=True, required=False)

    class Meta:
        model = Architecture
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name", "name_en"),
            *("name_zh", "order", "rto_best_s", "rto_worst_s", "rpo_best_s", "rpo_worst_s"),
            *("far_rto_best_s", "far_rto_worst_s", "far_rpo_best_s", "far_rpo_worst_s"),
            *("cost_least", "cost_most", "covers_region", "distance_en", "distance_zh"),
            *("pros_en", "pros_zh", "cons_en", "cons_zh", "suits_en", "suits_zh", "points"),
            "is_active",
        )
        read_only_fields = READ_ONLY

    def validate_points(self, rows: list[dict[str, Any]]) -> list[dict[str, str]]:
        return [{"en": one["en"], "zh": one["zh"]} for one in rows]


class StrategySerializer(ResourceSerializer):
    """`state` follows from the nouns below it; an approved strategy retires the one before."""

    system = CodeField(queryset=System.objects.all())
    architecture = CodeField(queryset=Architecture.objects.all())
    assessments = CodeField(queryset=Assessment.objects.all(), many=True)
    level = StrictIntegerField(min_value=1, max_value=6, required=False, allow_null=True)
    reason = StrictCharField(max_length=LONG)
    proposed_by = serializers.CharField(source="proposed_by.username", read_only=True)
    approved_by = serializers.CharField(
        source="approved_by.username", allow_null=True, default=None, read_only=True
    )

    class Meta:
        model = Strategy
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "system"),
            *("architecture", "level", "rto_s", "rpo_s", "annual_cost", "automatic", "reason"),
            *("assessments", "state", "proposed_by", "approved_by", "approved_at"),
            "decision_reason",
        )
        read_only_fields = (*READ_ONLY, "state", "approved_at", "decision_reason")
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []
