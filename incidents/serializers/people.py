"""Who does what and who was reached, in JSON."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Person
from incidents.models import (
    Contact,
    ContactAttempt,
    ContactMethod,
    ContactResult,
    EscalationStep,
    IncidentRole,
    RoleAssignment,
)
from lib.api.fields import CodeField, InstantField, StrictCharField
from lib.api.resources import BodySerializer

PERSONS = Person.objects.filter(is_active=True)


class IncidentRoleSerializer(serializers.ModelSerializer[RoleAssignment]):
    """Held until `released_at`; `confirmed_at` where a hand-over was confirmed."""

    person = serializers.CharField(source="person.code", read_only=True)
    name = serializers.CharField(source="person.name", read_only=True)

    class Meta:
        model = RoleAssignment
        fields = (
            *("id", "role", "person", "name", "assumed_at", "confirmed_at", "released_at"),
            *("handover_note", "break_glass"),
        )
        read_only_fields = fields


class AssignSerializer(BodySerializer):
    """`person` left out: oneself."""

    at = InstantField(required=False)
    role = serializers.ChoiceField(choices=IncidentRole.choices)
    person = CodeField(queryset=PERSONS, required=False, allow_null=True)
    note = StrictCharField(max_length=5000, required=False, allow_blank=True)


class CommandSerializer(BodySerializer):
    """`note` of the hand-over, where somebody else commands."""

    at = InstantField(required=False)
    note = StrictCharField(max_length=5000, required=False, allow_blank=True)


class HandOverSerializer(BodySerializer):
    """Who takes command; `note` says what they must know."""

    at = InstantField(required=False)
    person = CodeField(queryset=PERSONS)
    note = StrictCharField(max_length=5000)


class AttemptSerializer(serializers.ModelSerializer[ContactAttempt]):
    by = serializers.CharField(source="by.username", allow_null=True, default=None)
    delegated_to = serializers.CharField(source="delegated_to.code", allow_null=True, default=None)

    class Meta:
        model = ContactAttempt
        fields = ("id", "method", "result", "at", "recorded_at", "by", "delegated_to", "note")
        read_only_fields = fields


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """One row of the call list; `phones` are those of the person now."""

    person = serializers.CharField(source="person.code", read_only=True)
    name = serializers.CharField(source="person.name", read_only=True)
    phones = serializers.ListField(source="person.phones", child=serializers.CharField())
    role = serializers.CharField(source="role.code", allow_null=True, default=None)
    attempts = AttemptSerializer(many=True)

    class Meta:
        model = Contact
        fields = (
            *("id", "version", "number", "place", "role", "person", "name", "phones"),
            *("is_alternate", "required", "state", "reached_at", "attempts"),
        )
        read_only_fields = fields


class AttemptBodySerializer(BodySerializer):
    """`delegated_to` names who takes it over where the result is "delegated"."""

    at = InstantField(required=False)
    result = serializers.ChoiceField(choices=ContactResult.choices)
    method = serializers.ChoiceField(choices=ContactMethod.choices, required=False)
    delegated_to = CodeField(queryset=PERSONS, required=False, allow_null=True)
    note = StrictCharField(max_length=300, required=False, allow_blank=True)


class CallSerializer(AttemptBodySerializer):
    """The same for a `person` of the call list, by code."""

    person = CodeField(queryset=PERSONS)


class EscalationStepSerializer(serializers.ModelSerializer[EscalationStep]):
    """One person of one level of the ladder."""

    role = serializers.CharField(source="role.code", allow_null=True, default=None)
    person = serializers.CharField(source="person.code", allow_null=True, default=None)
    name = serializers.CharField(source="person.name", allow_null=True, default=None)
    acknowledged_by = serializers.CharField(
        source="acknowledged_by.username", allow_null=True, default=None
    )

    class Meta:
        model = EscalationStep
        fields = (
            *("id", "generation", "loop", "level", "part", "role", "person", "name", "state"),
            *("reason", "due_at", "told_at", "acknowledged_at", "acknowledged_by"),
        )
        read_only_fields = fields


class LevelSerializer(BodySerializer):
    """`person`: who answered, when somebody else enters it (default: oneself)."""

    at = InstantField(required=False)
    person = CodeField(queryset=PERSONS, required=False, allow_null=True)


class HappeningSerializer(BodySerializer):
    """`at`: when it happened (default: now)."""

    at = InstantField(required=False)


class StepReasonSerializer(HappeningSerializer):
    reason = StrictCharField(max_length=500)


class MaybeReasonSerializer(HappeningSerializer):
    reason = StrictCharField(max_length=500, required=False, allow_blank=True)
