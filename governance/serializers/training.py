"""Courses, sessions, records and competence in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Person, Role
from governance.models import Course, TrainingRecord, TrainingSession
from governance.services.courses import needs_of
from lib.api.fields import CodeField, StrictBooleanField, StrictCharField
from lib.api.resources import BodySerializer, ResourceSerializer
from plans.models import ResponseRole

READ_ONLY = ("id", "version", "created_at", "updated_at")
STANDINGS = ("valid", "expiring", "expired", "failed", "missing")
LONG = 10_000


class CourseSerializer(ResourceSerializer):
    """`everybody`, `roles` (of the platform) and `response_roles` (of plans) need it. Without
    `valid_months` it does not expire, without `pass_score` attending is enough."""

    name = serializers.CharField(read_only=True)
    text_en = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    text_zh = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    everybody = StrictBooleanField(required=False, write_only=True)
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices), required=False, write_only=True,
        max_length=len(Role.choices),
    )  # fmt: skip
    response_roles = CodeField(
        queryset=ResponseRole.objects.all(), many=True, required=False, write_only=True
    )

    class Meta:
        model = Course
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name", "name_en"),
            *("name_zh", "kind", "text_en", "text_zh", "issuer", "valid_months", "pass_score"),
            *("is_active", "everybody", "roles", "response_roles"),
        )
        read_only_fields = READ_ONLY

    def to_representation(self, row: Course) -> dict[str, Any]:
        needs = needs_of(row)
        return super().to_representation(row) | {
            "everybody": needs["everybody"],
            "roles": needs["roles"],
            "response_roles": sorted(one.code for one in needs["response_roles"]),
        }


class TrainingSessionSerializer(ResourceSerializer):
    """A date of the yearly plan; `people` are told of it by POST …/invitation/."""

    course = CodeField(queryset=Course.objects.all())
    people = CodeField(queryset=Person.objects.all(), many=True, required=False)
    note = StrictCharField(max_length=LONG, required=False, allow_blank=True)

    class Meta:
        model = TrainingSession
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "course"),
            *("planned_on", "held_on", "trainer", "place", "state", "note", "people"),
        )
        read_only_fields = (*READ_ONLY, "held_on", "state")
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []


class AttendedSerializer(BodySerializer):
    """One who came. Without `passed` the score decides, or having come does."""

    person = CodeField(queryset=Person.objects.all())
    score = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False,
        allow_null=True,
    )  # fmt: skip
    passed = StrictBooleanField(required=False, allow_null=True)
    certificate = StrictCharField(max_length=100, required=False, allow_blank=True)
    note = StrictCharField(max_length=300, required=False, allow_blank=True)


class TrainingHoldingSerializer(BodySerializer):
    """Without `held_on` it is the planned day."""

    held_on = serializers.DateField(required=False)
    attended = serializers.ListField(child=AttendedSerializer(), max_length=2000)


class TrainingCancellationSerializer(BodySerializer):
    reason = StrictCharField(max_length=LONG, required=False, allow_blank=True)


class TrainingRecordSerializer(ResourceSerializer):
    """What somebody did and holds. Without `passed` the score decides; without `valid_until` the
    course does; null: it does not expire."""

    course = CodeField(queryset=Course.objects.all())
    person = CodeField(queryset=Person.objects.all())
    session = serializers.CharField(
        source="session.code", allow_null=True, default=None, read_only=True
    )
    passed = StrictBooleanField(required=False)

    class Meta:
        model = TrainingRecord
        fields = (
            *("id", "version", "created_at", "updated_at", "url", "course", "person", "session"),
            *("on", "score", "passed", "valid_until", "certificate", "note"),
        )
        read_only_fields = READ_ONLY
        validators: list[Any] = []


class CompetenceSerializer(serializers.Serializer[Any]):
    """One person and a course they need or hold. `until` null: it does not expire, or there is
    none; `planned_on`: the next session they are on the list of."""

    person = serializers.CharField()
    course = serializers.CharField()
    needed = serializers.BooleanField()
    standing = serializers.ChoiceField(choices=STANDINGS)
    on = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    planned_on = serializers.DateField(allow_null=True)
