"""Inspection lists and rounds in JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.models import Site, System
from followup.models import CorrectiveAction
from governance.models import (
    Inspection,
    InspectionList,
    InspectionPoint,
    InspectionResult,
    Outcome,
)
from governance.services.inspection_lists import EVIDENCE
from incidents.models import Incident
from lib.api.fields import CodeField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer

LONG = 5_000


class InspectionPointSerializer(BodySerializer):
    """`evidence` "backups": an answer is proposed from the backups of `system`, of all without
    one. A point of the same names is the same point; to rename one, send its `id` along."""

    id = StrictIntegerField(min_value=1, required=False)
    name_en = StrictCharField(max_length=200, required=False, allow_blank=True)
    name_zh = StrictCharField(max_length=200, required=False, allow_blank=True)
    text_en = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    text_zh = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    system = CodeField(queryset=System.objects.all(), required=False, allow_null=True)
    unit = StrictCharField(max_length=30, required=False, allow_blank=True)
    evidence = serializers.ChoiceField(choices=EVIDENCE, required=False, allow_blank=True)

    def to_representation(self, row: InspectionPoint) -> dict[str, Any]:
        names = [str(name) for name in self.fields if str(name) not in ("id", "system")]
        values: dict[str, Any] = {name: getattr(row, name) for name in names}
        return values | {"system": row.system.code if row.system else None}


class InspectionListSerializer(ResourceSerializer):
    """`points` replaces all of them, in this order; one a round has looked at stays."""

    name = serializers.CharField(read_only=True)
    name_en = StrictCharField(max_length=200, required=False, allow_blank=True)
    name_zh = StrictCharField(max_length=200, required=False, allow_blank=True)
    site = CodeField(queryset=Site.objects.all(), required=False, allow_null=True)
    every_days = StrictIntegerField(min_value=1, max_value=366, required=False, allow_null=True)
    points = InspectionPointSerializer(many=True, required=False)
    point_ids = serializers.SerializerMethodField()

    class Meta:
        model = InspectionList
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name", "name_en"),
            *("name_zh", "site", "every_days", "working_days_only", "is_active", "points"),
            "point_ids",
        )
        read_only_fields = ("id", "version", "created_at", "updated_at")
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_point_ids(self, row: InspectionList) -> list[int]:
        """In the order of `points`."""
        return [one.pk for one in row.points.all()]


class InspectionResultSerializer(serializers.ModelSerializer[InspectionResult]):
    """`outcome` "": not answered yet."""

    point = serializers.IntegerField(source="point_id")
    name = serializers.CharField(source="point.name")
    unit = serializers.CharField(source="point.unit")
    incident = serializers.CharField(source="incident.number", allow_null=True, default=None)
    action = serializers.CharField(source="action.code", allow_null=True, default=None)

    class Meta:
        model = InspectionResult
        fields = ("id", "point", "name", "unit", "outcome", "value", "note", "incident", "action")
        read_only_fields = fields


class InspectionSerializer(ResourceSerializer):
    """One round; POST begins it, or goes on with the open one of that day. `day`: today when
    left out."""

    list = CodeField(queryset=InspectionList.objects.all())
    day = serializers.DateField(required=False)
    note = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    by = serializers.CharField(source="by.username", read_only=True)
    results = InspectionResultSerializer(many=True, read_only=True)

    class Meta:
        model = Inspection
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "list", "day"),
            *("state", "by", "finished_at", "note", "results"),
        )
        read_only_fields = ("id", "code", "version", "created_at", "updated_at", "state",
                            "finished_at")  # fmt: skip
        validators: list[Any] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None:
            attrs.pop("list", None)
            attrs.pop("day", None)
        return attrs


class InspectionAnswerSerializer(BodySerializer):
    """`warning` and `fault` need a `note`; `incident` or `action` is what follows from them."""

    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False, allow_blank=True)
    value = StrictCharField(max_length=100, required=False, allow_blank=True)
    note = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    incident = CodeField(
        slug_field="number", queryset=Incident.objects.all(), required=False, allow_null=True
    )
    action = CodeField(queryset=CorrectiveAction.objects.all(), required=False, allow_null=True)


class InspectionNoteSerializer(BodySerializer):
    note = StrictCharField(max_length=LONG, required=False, allow_blank=True)
