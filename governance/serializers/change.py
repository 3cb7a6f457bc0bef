"""Changes in JSON: what is requested, how it was assessed, what it set off."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from accounts.models import Person
from bia.models import Process, System
from governance.models import Change
from lib.api.fields import CodeField, StrictBooleanField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer

LONG = 10_000


def _user(name: str) -> serializers.CharField:
    return serializers.CharField(
        source=f"{name}.username", allow_null=True, default=None, read_only=True
    )


class FollowedUpSerializer(serializers.Serializer[Any]):
    """Codes of what an implemented change made be looked at again."""

    systems = serializers.ListField(child=serializers.CharField())
    processes = serializers.ListField(child=serializers.CharField())
    plans = serializers.ListField(child=serializers.CharField())


@extend_schema_serializer(component_name="RegisteredChange")
class ChangeSerializer(ResourceSerializer):
    """`state` follows from the nouns below it. Changing `title`, `text`, `systems` or `processes`
    after the assessment makes it be assessed again; what was decided stands."""

    title = StrictCharField(max_length=200)
    text = StrictCharField(max_length=LONG)
    systems = CodeField(queryset=System.objects.all(), many=True, required=False)
    processes = CodeField(queryset=Process.objects.all(), many=True, required=False)
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    requested_by = _user("requested_by")
    assessed_by = _user("assessed_by")
    decided_by = _user("decided_by")
    implemented_by = _user("implemented_by")
    followed_up = serializers.SerializerMethodField()

    class Meta:
        model = Change
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "title", "text"),
            *("external_ref", "systems", "processes", "owner", "planned_start", "planned_end"),
            *("is_major", "state", "requested_by", "on_function", "on_performance"),
            *("on_security", "rollback", "likelihood", "impact", "assessed_by", "assessed_at"),
            *("decided_by", "decided_at", "decision_reason", "implemented_by"),
            *("implemented_at", "result", "followed_up"),
        )
        read_only_fields = (
            *("id", "version", "created_at", "updated_at", "state", "on_function"),
            *("on_performance", "on_security", "rollback", "likelihood", "impact", "assessed_at"),
            *("decided_at", "decision_reason", "implemented_at", "result"),
        )
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []

    @extend_schema_field(FollowedUpSerializer(allow_null=True))
    def get_followed_up(self, row: Change) -> dict[str, Any] | None:
        return row.followed_up or None


class ChangeAssessmentSerializer(BodySerializer):
    """What it does to functions, performance and security ("none" is an answer), the way back,
    likelihood and impact from 1 to 5."""

    on_function = StrictCharField(max_length=LONG, required=False)
    on_performance = StrictCharField(max_length=LONG, required=False)
    on_security = StrictCharField(max_length=LONG, required=False)
    rollback = StrictCharField(max_length=LONG, required=False)
    likelihood = StrictIntegerField(min_value=1, max_value=5, required=False)
    impact = StrictIntegerField(min_value=1, max_value=5, required=False)
    is_major = StrictBooleanField(required=False)


class ChangeMaybeReasonSerializer(BodySerializer):
    reason = StrictCharField(max_length=LONG, required=False, allow_blank=True)


class ChangeReasonSerializer(BodySerializer):
    reason = StrictCharField(max_length=LONG)


class ChangeResultSerializer(BodySerializer):
    result = StrictCharField(max_length=LONG, required=False, allow_blank=True)


class ChangeFailureSerializer(BodySerializer):
    result = StrictCharField(max_length=LONG)
