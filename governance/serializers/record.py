"""Records of the management system in JSON, and who has read them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Person
from governance.models import Acknowledgement, BcmsRecord
from lib.api.fields import CodeField, InstantField, StrictCharField
from lib.api.resources import BodySerializer, ResourceSerializer

LONG = 50_000


def _user(source: str) -> serializers.CharField:
    return serializers.CharField(
        source=f"{source}.username", allow_null=True, default=None, read_only=True
    )


class BcmsRecordSerializer(ResourceSerializer):
    """Scope, policy and objectives are put into force by somebody else than whoever wrote or
    submitted them; the others are in force when they are written. `edition` counts what was put
    into force: what somebody read is an edition."""

    text = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    auditor = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    submitted_by = _user("submitted_by")
    approved_by = _user("approved_by")

    class Meta:
        model = BcmsRecord
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "kind", "title", "text"),
            *("state", "edition", "owner", "climate", "measure", "target", "due_on", "held_on"),
            *("auditor", "result", "next_review", "must_be_read", "submitted_by", "submitted_at"),
            *("approved_by", "approved_at"),
        )
        read_only_fields = (
            *("id", "version", "created_at", "updated_at", "state", "edition", "held_on"),
            *("result", "submitted_at", "approved_at"),
        )
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []


class AcknowledgementSerializer(serializers.ModelSerializer[Acknowledgement]):
    person = serializers.CharField(source="person.code", read_only=True)
    at = InstantField(read_only=True)

    class Meta:
        model = Acknowledgement
        fields = ("person", "edition", "at")


class AcknowledgementBodySerializer(BodySerializer):
    """`person`: who signed on paper; without it whoever asks."""

    person = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)


class RecordReasonSerializer(BodySerializer):
    reason = StrictCharField(max_length=2_000)


class AuditHoldingSerializer(BodySerializer):
    result = StrictCharField(max_length=LONG)
    held_on = serializers.DateField(required=False, allow_null=True)


class RecordReadingSerializer(BodySerializer):
    """Who has read the edition in force; `at` null: not yet."""

    person = serializers.CharField(source="person.code")
    name = serializers.CharField(source="person.name")
    at = InstantField(allow_null=True)
    edition_before = serializers.IntegerField(source="before", allow_null=True)
