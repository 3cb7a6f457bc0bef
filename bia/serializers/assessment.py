"""Impact assessments in JSON: the grid, the decisions, and what is derived with its reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.assessment_words import words_of
from bia.domain.figures import share_text
from bia.domain.targets import margin
from bia.models import Assessment, Process
from bia.questionnaire import questions
from bia.serializers.score import ScoreField
from bia.services.catalogue import current_catalogue
from lib.api.fields import (
    CodeField,
    DurationField,
    InstantField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import ResourceSerializer

_FIXED = _("This cannot be changed; start another assessment.")
_UNKNOWN = _("There is no such field.")
READ_ONLY = [
    "number", "status", "based_on", "author", "submitted_by", "submitted_at", "approved_by",
    "approved_at", "return_reason", "mtd_derived_s", "mtd_proposed_s", "rto_proposed_s",
    "rpo_proposed_s", "tier", "margin", "because", "by_category", "warnings", "sha256",
    "catalogue",
]  # fmt: skip


class VisibleProcessField(CodeField):
    """A process by its code, among those the caller may see."""

    def get_queryset(self) -> Any:
        request = self.context.get("request")
        rows = Process.objects.select_related("department", "owner")
        return rows.visible_to(request.user) if request else rows


class AmountField(serializers.DecimalField):
    def __init__(self, **options: Any):
        super().__init__(max_digits=18, decimal_places=2, min_value=Decimal(0), **options)

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class RatingSerializer(serializers.Serializer[Any]):
    """One cell; null is "not rated", 0 is a rating."""

    category = serializers.SlugField(max_length=64)
    at_s = DurationField()
    score = ScoreField(required=False, allow_null=True, default=None)
    amount = AmountField(required=False, allow_null=True, default=None)
    text = StrictCharField(required=False, allow_blank=True, default="", max_length=500)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(map(str, data)) - set(self.fields))):
            raise serializers.ValidationError({name: [_UNKNOWN] for name in unknown})
        return super().to_internal_value(data)

    def to_representation(self, row: Any) -> Any:
        score = self.fields["score"]
        return {
            "category": row.category.code,
            "at_s": row.at_s,
            "score": None if row.score is None else score.to_representation(row.score),
            "amount": None if row.amount is None else f"{row.amount:.2f}",
            "text": row.text,
        }


class BecauseSerializer(serializers.Serializer[Any]):
    mtd = serializers.CharField()
    mtd_proposed = serializers.CharField()
    rto = serializers.CharField()
    rpo = serializers.CharField()
    tier = serializers.CharField()


BECAUSE = ("mtd", "mtd_proposed", "rto", "rpo", "tier")


class CategoryAnswerSerializer(serializers.Serializer[Any]):
    category = serializers.CharField()
    mtd_s = serializers.IntegerField(allow_null=True)
    because = serializers.CharField()


class WarningSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


_ANSWERS = {
    "type": "object",
    "description": "By question code; null removes an answer. Codes: "
    + ", ".join(sorted(questions())),
    "additionalProperties": {},
}


@extend_schema_field(_ANSWERS)
class AnswersField(serializers.DictField):
    pass


class AssessmentSerializer(ResourceSerializer):
    """`ratings` is the whole grid; `answers` are merged by question."""

    process = VisibleProcessField(queryset=Process.objects.all())
    based_on = CodeField(read_only=True, allow_null=True)
    tier = CodeField(read_only=True, allow_null=True)
    catalogue = serializers.IntegerField(
        source="catalogue.number", read_only=True, allow_null=True, default=None
    )
    author = serializers.CharField(source="author.username", read_only=True)
    submitted_by = serializers.SerializerMethodField()
    approved_by = serializers.SerializerMethodField()
    threshold = ScoreField(required=False)
    ratings = RatingSerializer(many=True, required=False)
    answers = AnswersField(required=False)
    margin = serializers.SerializerMethodField()
    because = serializers.SerializerMethodField()
    by_category = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()
    sha256 = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = [
            *("id", "code", "version", "created_at", "updated_at", "url", "process"),
            *("policy", "threshold", "ratings", "mtd_s", "rto_s", "rpo_s", "wrt_s"),
            *("wrt_blocking", "mbco_percent", "rationale", "answers"),
            *READ_ONLY,
        ]
        read_only_fields = ["id", "version", "created_at", "updated_at", "url", *READ_ONLY]
        # "One in work, one approved" is the service's to say (409); the serializer would ask for
        # the state that is not written yet.
        validators: list[Any] = []
        extra_kwargs = {
            "code": {"required": False},
            "mbco_percent": {"min_value": Decimal(0), "max_value": Decimal(100)},
        }

    def validate_code(self, code: str) -> str:
        if self.instance is not None and code != self.instance.code:
            raise serializers.ValidationError(_FIXED, code="fixed")
        return code

    def validate_process(self, process: Process) -> Process:
        if self.instance is not None and process.pk != self.instance.process_id:
            raise serializers.ValidationError(_FIXED, code="fixed")
        return process

    def validate(self, attributes: Any) -> Any:
        if self.instance is not None:
            attributes.pop("code", None)
            attributes.pop("process", None)
        return attributes

    def get_submitted_by(self, row: Assessment) -> str | None:
        return row.submitted_by.username if row.submitted_by else None

    def get_approved_by(self, row: Assessment) -> str | None:
        return row.approved_by.username if row.approved_by else None

    def get_margin(self, row: Assessment) -> str | None:
        return share_text(margin(row.mtd_s, row.rto_s))

    @extend_schema_field(BecauseSerializer)
    def get_because(self, row: Assessment) -> dict[str, str]:
        words = self._words(row)
        return {name: getattr(words, name) for name in BECAUSE}

    @extend_schema_field(CategoryAnswerSerializer(many=True))
    def get_by_category(self, row: Assessment) -> list[dict[str, Any]]:
        return [
            {"category": one.category, "mtd_s": one.mtd_s, "because": one.because}
            for one in self._words(row).by_category
        ]

    @extend_schema_field(WarningSerializer(many=True))
    def get_warnings(self, row: Assessment) -> list[dict[str, str]]:
        return [{"code": code, "detail": words} for code, words in self._words(row).warnings]

    def get_sha256(self, row: Assessment) -> str | None:
        try:
            return row.snapshot.digest
        except ObjectDoesNotExist:
            return None

    def _words(self, row: Assessment) -> Any:
        context: Any = self.context
        if "catalogue" not in context:
            context["catalogue"] = current_catalogue()
        return words_of(row.because, context["catalogue"])


class TransitionSerializer(serializers.Serializer[Any]):
    """`at` defaults to now; `version` refuses when somebody changed the assessment since."""

    at = InstantField(required=False)
    version = StrictIntegerField(required=False, min_value=1)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(map(str, data)) - set(self.fields))):
            raise serializers.ValidationError({name: [_UNKNOWN] for name in unknown})
        return super().to_internal_value(data)


class ReturnSerializer(TransitionSerializer):
    reason = StrictCharField(max_length=5000)


class ConfirmationSerializer(TransitionSerializer):
    note = StrictCharField(max_length=500, required=False, allow_blank=True, default="")


class ConfirmedSerializer(serializers.Serializer[Any]):
    assessment = serializers.CharField()
    at = serializers.DateTimeField()
    note = serializers.CharField()
    review_due = serializers.DateField()


class MajorChangeSerializer(TransitionSerializer):
    process = VisibleProcessField(queryset=Process.objects.all())
    reason = StrictCharField(max_length=500)


class DifferenceSerializer(serializers.Serializer[Any]):
    section = serializers.ChoiceField(["fields", "ratings", "answers", "register"])
    kind = serializers.ChoiceField(["added", "removed", "changed"])
    key = serializers.ListField(child=serializers.CharField())
    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class DifferencesSerializer(serializers.Serializer[Any]):
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField()
    differences = DifferenceSerializer(many=True)
