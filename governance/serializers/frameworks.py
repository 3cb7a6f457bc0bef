"""Frameworks, requirements, evaluations and the maturity calculator in JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from accounts.models import Person
from governance.models import Evaluation, EvidenceLink, Framework
from governance.services.standings import Judged
from lib.api.fields import CodeField, StrictBooleanField, StrictCharField
from lib.api.resources import BodySerializer, ResourceSerializer

ANSWERS = (Decimal(0), Decimal("0.5"), Decimal(1))
LEVELS = ("2", "3", "4", "5")


class FrameworkSerializer(ResourceSerializer):
    """A checklist, a maturity model or the clauses of a standard."""

    name = serializers.CharField(read_only=True)
    note = serializers.CharField(read_only=True)

    class Meta:
        model = Framework
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name", "name_en"),
            *("name_zh", "kind", "edition", "superseded_on", "superseded_by", "order", "note"),
            "is_active",
        )
        read_only_fields = fields


class ProofSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    url = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)


class FoundSerializer(serializers.Serializer[Any]):
    """What the platform finds; `value` is a share from 0 to 1, null: nothing to judge."""

    value = serializers.DecimalField(
        max_digits=7, decimal_places=5, allow_null=True, normalize_output=True
    )
    words = serializers.CharField()
    count = serializers.IntegerField(allow_null=True)
    of = serializers.IntegerField(allow_null=True)
    url = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)
    proofs = ProofSerializer(many=True)


class EvidenceLinkSerializer(serializers.ModelSerializer[EvidenceLink]):
    added_by = serializers.CharField(source="added_by.username", read_only=True)

    class Meta:
        model = EvidenceLink
        fields = ("id", "title", "url", "subject", "added_by", "at")
        read_only_fields = fields


class LinkBodySerializer(BodySerializer):
    """A `url`, or a `subject` of the platform ("plan:DRP-01")."""

    title = StrictCharField(max_length=200)
    url = serializers.URLField(max_length=500, required=False, allow_blank=True)
    subject = StrictCharField(max_length=140, required=False, allow_blank=True)


class RequirementSerializer(serializers.Serializer[Any]):
    """One item, criterion or clause, and how it stands. `derived` is what the evidence gives,
    `decided` what a person says; `value` is the latter where there is one. `version` is that of
    the answer, 0 while nobody has said anything."""

    id = serializers.IntegerField(source="requirement.pk")
    code = serializers.CharField(source="requirement.code")
    url = serializers.SerializerMethodField()
    framework = serializers.CharField(source="requirement.framework.code")
    number = serializers.CharField(source="requirement.number")
    level = serializers.IntegerField(source="requirement.level", allow_null=True)
    name = serializers.CharField(source="requirement.name")
    group = serializers.CharField(source="requirement.group")
    text = serializers.CharField(source="requirement.text")
    maps_to = serializers.ListField(source="requirement.maps_to", child=serializers.CharField())
    version = serializers.SerializerMethodField()
    applicable = serializers.BooleanField()
    because = serializers.SerializerMethodField()
    derived = serializers.DecimalField(
        max_digits=2, decimal_places=1, allow_null=True, normalize_output=True
    )
    decided = serializers.DecimalField(
        max_digits=2, decimal_places=1, allow_null=True, normalize_output=True
    )
    value = serializers.DecimalField(
        max_digits=2, decimal_places=1, allow_null=True, normalize_output=True
    )
    is_gap = serializers.BooleanField()
    comment = serializers.SerializerMethodField()
    owner = serializers.SerializerMethodField()
    next_review = serializers.SerializerMethodField()
    decided_at = serializers.SerializerMethodField()
    decided_by = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()

    def get_url(self, one: Judged) -> str:
        path = reverse("requirement-detail", args=[one.requirement.code])
        request = self.context.get("request")
        return request.build_absolute_uri(path) if request else path

    def get_version(self, one: Judged) -> int:
        return one.standing.version if one.standing else 0

    def get_because(self, one: Judged) -> str:
        return one.standing.because if one.standing else ""

    def get_comment(self, one: Judged) -> str:
        return one.standing.comment if one.standing else ""

    @extend_schema_field({"type": "string", "nullable": True})
    def get_owner(self, one: Judged) -> str | None:
        owner = one.standing.owner if one.standing else None
        return owner.code if owner else None

    @extend_schema_field({"type": "string", "format": "date", "nullable": True})
    def get_next_review(self, one: Judged) -> Any:
        day = one.standing.next_review if one.standing else None
        return day.isoformat() if day else None

    @extend_schema_field({"type": "string", "format": "date-time", "nullable": True})
    def get_decided_at(self, one: Judged) -> Any:
        at = one.standing.decided_at if one.standing else None
        return serializers.DateTimeField().to_representation(at) if at else None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_decided_by(self, one: Judged) -> str | None:
        by = one.standing.decided_by if one.standing else None
        return by.username if by else None

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_evidence(self, one: Judged) -> dict[str, Any]:
        return {key: FoundSerializer(found).data for key, found in one.found.items()}


class StandingBodySerializer(BodySerializer):
    """What is not named stays as it is. `version` is the one that was read."""

    version = serializers.IntegerField(min_value=0)
    applicable = StrictBooleanField(required=False)
    because = StrictCharField(max_length=2000, required=False, allow_blank=True)
    decided = serializers.DecimalField(
        max_digits=2, decimal_places=1, min_value=0, max_value=5, required=False, allow_null=True
    )
    comment = StrictCharField(max_length=4000, required=False, allow_blank=True)
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    next_review = serializers.DateField(required=False, allow_null=True)


class EvaluationSerializer(ResourceSerializer):
    """How a framework stood, frozen. `digest` is the SHA-256 of `content` as canonical JSON (keys
    sorted, no spaces, UTF-8); lists leave `content` out."""

    framework = CodeField(queryset=Framework.objects.all())
    by = serializers.CharField(source="by.username", read_only=True, allow_null=True)
    note = StrictCharField(max_length=2000, required=False, allow_blank=True)

    class Meta:
        model = Evaluation
        fields: tuple[str, ...] = (
            *("id", "code", "url", "framework", "at", "by", "note", "level", "score", "share"),
            "digest",
        )
        read_only_fields = ("id", "code", "at", "level", "score", "share", "digest")


class WholeEvaluationSerializer(EvaluationSerializer):
    content = serializers.JSONField(read_only=True)

    class Meta(EvaluationSerializer.Meta):
        fields: tuple[str, ...] = (*EvaluationSerializer.Meta.fields, "content")


class MaturityQuestionSerializer(BodySerializer):
    """Level ("2" to "5") → answers of 0, 0.5 or 1."""

    criteria = serializers.DictField(
        child=serializers.ListField(
            child=serializers.DecimalField(
                max_digits=2, decimal_places=1, min_value=0, max_value=1
            ),
            max_length=100,
        )
    )

    def validate_criteria(self, given: dict[str, list[Decimal]]) -> dict[str, list[Decimal]]:
        wrong = [level for level in given if level not in LEVELS]
        if wrong:
            words = _("Levels with criteria are 2 to 5, not “%(level)s”.") % {"level": wrong[0]}
            raise serializers.ValidationError(words, code="no_such_level")
        for answers in given.values():
            if any(one not in ANSWERS for one in answers):
                words = _("The answer is 0, 0.5 or 1.")
                raise serializers.ValidationError(words, code="no_such_answer")
        return given


class MaturityAnswerSerializer(serializers.Serializer[Any]):
    level = serializers.IntegerField()
    score = serializers.DecimalField(max_digits=4, decimal_places=2)
