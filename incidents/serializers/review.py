"""The review of an incident in JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from incidents.models import PlanVerdict, Review, Visibility
from incidents.serializers.incident import LONGEST
from lib.api.fields import InstantField, StrictBooleanField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """`whys` are answers, each asking about the one before; `scores` by dimension, one left out
    is not evaluated. `facts` is frozen at submission, `digest` its SHA-256; entries of its timeline
    that the reader may not see are left out, `kept_back` says how many."""

    incident = serializers.CharField(source="incident.number", read_only=True)
    author = serializers.CharField(source="author.username", allow_null=True, default=None)
    approved_by = serializers.CharField(
        source="approved_by.username", allow_null=True, default=None
    )
    whys = serializers.ListField(child=serializers.CharField())
    scores = serializers.DictField()
    facts = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = (
            *("incident", "version", "state", "author", "summary", "symptom", "whys"),
            *("root_cause", "factors", "treatment", "went_well", "went_badly", "card_helped"),
            *("card_comment", "scores", "no_actions_reason", "same_cause", "facts", "digest"),
            *("revised", "submitted_at", "approved_at", "approved_by", "returned_because"),
            "updated_at",
        )
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_facts(self, row: Review) -> dict[str, Any]:
        """`context["seen"]` are the visibilities its reader sees; without: what all see."""
        seen = self.context.get("seen", (Visibility.ALL.value,))
        facts: dict[str, Any] = row.facts
        timeline = facts.get("timeline")
        if not timeline:
            return facts
        entries = [one for one in timeline["entries"] if one["visibility"] in seen]
        kept_back = len(timeline["entries"]) - len(entries)
        if not kept_back:
            return facts
        return facts | {"timeline": timeline | {"entries": entries, "kept_back": kept_back}}


def _text() -> StrictCharField:
    return StrictCharField(max_length=LONGEST, required=False, allow_blank=True)


class ReviewChangeSerializer(BodySerializer):
    version = StrictIntegerField(min_value=0, max_value=2**31 - 1)
    summary = _text()
    symptom = _text()
    whys = serializers.ListField(
        child=StrictCharField(max_length=2000, allow_blank=True), max_length=5, required=False
    )
    root_cause = _text()
    factors = _text()
    treatment = _text()
    went_well = _text()
    went_badly = _text()
    card_helped = StrictBooleanField(required=False, allow_null=True)
    card_comment = _text()
    scores = serializers.DictField(required=False)
    no_actions_reason = _text()
    same_cause = StrictBooleanField(required=False)


class PlanVerdictSerializer(serializers.ModelSerializer[PlanVerdict]):
    """What the incident says of a plan that was carried out in it."""

    activation = serializers.CharField(source="activation.code", read_only=True)
    plan = serializers.CharField(source="activation.plan.code", read_only=True)
    change_request = serializers.IntegerField(
        source="change_request_id", allow_null=True, default=None
    )

    class Meta:
        model = PlanVerdict
        fields = (
            *("activation", "plan", "version", "rating", "change_needed", "why"),
            "change_request",
        )
        read_only_fields = fields


class PlanVerdictBodySerializer(BodySerializer):
    activation = StrictCharField(max_length=100)
    rating = StrictIntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    change_needed = StrictBooleanField()
    why = _text()
    at = InstantField(required=False)


class ReviewStepSerializer(BodySerializer):
    at = InstantField(required=False)


class ReviewApprovalSerializer(BodySerializer):
    at = InstantField(required=False)
    comment = StrictCharField(max_length=2000, required=False, allow_blank=True)


class ReviewReturnSerializer(BodySerializer):
    at = InstantField(required=False)
    reason = StrictCharField(max_length=2000)
