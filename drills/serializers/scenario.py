"""The library of drill scenarios in JSON; what happens in one is its script, below it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from bia.models import Process, Site, System
from drills.models import DrillScenario
from drills.serializers.drill import TYPES
from lib.api.fields import CodeField, StrictCharField
from lib.api.resources import BodySerializer, ResourceSerializer

LONGEST = 20_000


class ScenarioQuestionSerializer(BodySerializer):
    """What the drill is to answer; either language is enough."""

    en = StrictCharField(max_length=500, required=False, allow_blank=True, default="")
    zh = StrictCharField(max_length=500, required=False, allow_blank=True, default="")


class DrillScenarioSerializer(ResourceSerializer):
    """`types` are those it suits, none: all. Objectives, criteria, injects and expectations stand
    below it. Without a `code` the next number is taken. `template` names the shipped scenario,
    `what_if` the kept question of the analysis it came from."""

    name = serializers.CharField(read_only=True)
    trigger_en = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    trigger_zh = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    narrative_en = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    narrative_zh = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    questions = ScenarioQuestionSerializer(many=True, required=False)
    types = serializers.ListField(
        child=serializers.ChoiceField(choices=TYPES), required=False, max_length=3
    )
    processes = CodeField(queryset=Process.objects.all(), many=True, required=False)
    systems = CodeField(queryset=System.objects.all(), many=True, required=False)
    sites = CodeField(queryset=Site.objects.all(), many=True, required=False)

    class Meta:
        model = DrillScenario
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name", "name_en"),
            *("name_zh", "hazard", "trigger_en", "trigger_zh", "narrative_en", "narrative_zh"),
            *("questions", "types", "duration_s", "processes", "systems", "sites", "source"),
            *("template", "what_if", "is_active"),
        )
        read_only_fields = ("id", "version", "created_at", "updated_at", "template", "what_if")
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []

    def validate_questions(self, rows: Any) -> list[dict[str, str]]:
        return [dict(one) for one in rows]


class ScenarioCopySerializer(BodySerializer):
    """Names of the copy; left out, those of the first with a mark."""

    code = StrictCharField(max_length=64, required=False, allow_blank=True)
    name_en = StrictCharField(max_length=200, required=False, allow_blank=True)
    name_zh = StrictCharField(max_length=200, required=False, allow_blank=True)
