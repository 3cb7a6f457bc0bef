"""Management reviews in JSON: agenda with its figures, minutes, decisions."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person
from governance.agenda_words import ITEMS
from governance.models import (
    AgendaItem,
    DecisionKind,
    ManagementReview,
    ManagementReviewState,
    ReviewDecision,
)
from governance.services.agenda import agenda_data
from lib.api.fields import CodeField, InstantField, StrictCharField
from lib.api.resources import BodySerializer, ResourceSerializer

LONG = 50_000


def _user(source: str) -> serializers.CharField:
    return serializers.CharField(
        source=f"{source}.username", allow_null=True, default=None, read_only=True
    )


class ManagementReviewSerializer(ResourceSerializer):
    """Planned, held (its figures are frozen), submitted, approved by somebody else. `digest` is
    the SHA-256 of agenda, minutes and decisions as they were approved."""

    chair = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    secretary = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    participants = CodeField(queryset=Person.objects.all(), many=True, required=False)
    minutes = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    written_by = _user("written_by")
    submitted_by = _user("submitted_by")
    approved_by = _user("approved_by")

    class Meta:
        model = ManagementReview
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "title"),
            *("period_from", "period_until", "planned_on", "chair", "secretary", "participants"),
            *("state", "held_at", "minutes", "next_on", "cancel_reason", "returned_because"),
            *("written_by", "submitted_by", "submitted_at", "approved_by", "approved_at"),
            "digest",
        )
        read_only_fields = (
            *("id", "version", "created_at", "updated_at", "state", "held_at", "cancel_reason"),
            *("returned_because", "submitted_at", "approved_at", "digest"),
        )
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []


class AgendaItemSerializer(BodySerializer):
    """`data` are the figures of the item: live until the review is held, frozen then. Points of
    one's own have the key "other"."""

    id = serializers.IntegerField(read_only=True)
    key = serializers.CharField(read_only=True)
    title = StrictCharField(max_length=200, required=False, allow_blank=True)
    order = serializers.IntegerField(read_only=True)
    discussion = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    data = serializers.SerializerMethodField()  # type: ignore[assignment]

    def to_representation(self, row: AgendaItem) -> dict[str, Any]:
        words = ITEMS.get(row.key)
        return {
            "id": row.pk,
            "key": row.key,
            "title": row.title or (str(words[0]) if words else ""),
            "order": row.order,
            "discussion": row.discussion,
            "data": self.get_data(row),
        }

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_data(self, row: AgendaItem) -> dict[str, Any]:
        if row.review.state != ManagementReviewState.PLANNED:
            return dict(row.data)
        live = self.context.get("live")
        if live is None:
            review = row.review
            live = agenda_data(review.period_from, review.period_until, at=timezone.now())
            self.context["live"] = live  # type: ignore[index]
        return dict(live.get(row.key, {}))


class ReviewDecisionSerializer(BodySerializer):
    """With `owner` and `due_on` it becomes a corrective `action` when the minutes are approved."""

    id = serializers.IntegerField(read_only=True)
    kind = serializers.ChoiceField(choices=DecisionKind.choices)
    text = StrictCharField(max_length=LONG)
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)
    action = serializers.CharField(read_only=True, allow_null=True)

    def to_representation(self, row: ReviewDecision) -> dict[str, Any]:
        return {
            "id": row.pk,
            "kind": row.kind,
            "text": row.text,
            "owner": row.owner.code if row.owner else None,
            "due_on": row.due_on.isoformat() if row.due_on else None,
            "action": row.action.code if row.action else None,
        }


class HoldingSerializer(BodySerializer):
    """Without `held_at` it is now."""

    held_at = InstantField(required=False)
