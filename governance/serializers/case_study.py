"""Cases of the library in JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.models import CaseStudy
from governance.services.case_studies import figures_of_study
from incidents.models import Incident
from lib.api.fields import CodeField, StrictCharField
from lib.api.resources import ResourceSerializer

LONG = 20_000


class StudyFiguresSerializer(serializers.Serializer[Any]):
    """What follows from the stated figures; percentages as texts, null where one is missing.
    `margin` is below 0 where the target was missed."""

    met = serializers.BooleanField(allow_null=True)
    margin = serializers.CharField(allow_null=True)
    improvement = serializers.CharField(allow_null=True)
    improvement_planned = serializers.CharField(allow_null=True)
    lost = serializers.CharField(allow_null=True)
    outage_h = serializers.CharField(allow_null=True)


class CaseStudySerializer(ResourceSerializer):
    """`incident` is an own one, closed. `figures` are computed."""

    name = serializers.CharField(read_only=True)
    name_en = StrictCharField(max_length=200, required=False, allow_blank=True)
    name_zh = StrictCharField(max_length=200, required=False, allow_blank=True)
    story_en = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    story_zh = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    lesson_en = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    lesson_zh = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    tags = serializers.ListField(
        child=StrictCharField(max_length=40), required=False, max_length=10
    )
    incident = CodeField(
        slug_field="number", queryset=Incident.objects.all(), required=False, allow_null=True
    )
    figures = serializers.SerializerMethodField()

    class Meta:
        model = CaseStudy
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name", "name_en"),
            *("name_zh", "happened_on", "when_words", "story_en", "story_zh", "lesson_en"),
            *("lesson_zh", "source_en", "source_zh", "confirmed", "outage_s", "baseline_s"),
            *("target_s", "recovered_percent", "loss", "loss_words", "incident", "tags"),
            "figures",
        )
        read_only_fields = ("id", "version", "created_at", "updated_at")
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []

    @extend_schema_field(StudyFiguresSerializer)
    def get_figures(self, row: CaseStudy) -> dict[str, Any]:
        found = figures_of_study(row)
        answer: dict[str, Any] = {
            name: None if (value := getattr(found, name)) is None else format(value, "f")
            for name in ("margin", "improvement", "improvement_planned", "lost", "outage_h")
        }
        return answer | {"met": found.met}
