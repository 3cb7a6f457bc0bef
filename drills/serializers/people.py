"""Who takes part in a drill, in JSON."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Person
from drills.models import Participant, ParticipantRole
from lib.api.fields import (
    CodeField,
    InstantField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import BodySerializer

PERSONS = Person.objects.filter(is_active=True)


class DrillParticipantSerializer(serializers.ModelSerializer[Participant]):
    """One part of one person: `role` in the drill, `response_role` what they are in the
    response. `present_from` null: not there."""

    drill = serializers.CharField(source="drill.code", read_only=True)
    person = serializers.CharField(source="person.code", read_only=True)
    name = serializers.CharField(source="person.name", read_only=True)

    class Meta:
        model = Participant
        fields = (
            *("id", "version", "updated_at", "drill", "person", "name", "role"),
            *("response_role", "key_person", "invited_at", "answer", "answered_at"),
            *("answer_note", "present_from", "present_to"),
        )
        read_only_fields = fields


class AddParticipantSerializer(BodySerializer):
    """The same person may have several parts; naming one twice changes nothing."""

    at = InstantField(required=False)
    person = CodeField(queryset=PERSONS)
    role = serializers.ChoiceField(choices=ParticipantRole.choices, required=False)
    response_role = StrictCharField(max_length=64, required=False, allow_blank=True)
    key_person = StrictBooleanField(required=False)


class ParticipantChangeSerializer(BodySerializer):
    version = StrictIntegerField(min_value=0, max_value=2**31 - 1)
    role = serializers.ChoiceField(choices=ParticipantRole.choices, required=False)
    response_role = StrictCharField(max_length=64, required=False, allow_blank=True)
    key_person = StrictBooleanField(required=False)


class PresenceSerializer(BodySerializer):
    """From when to when somebody was there; `present_from` null: absent."""

    at = InstantField(required=False)
    present_from = InstantField(allow_null=True)
    present_to = InstantField(required=False, allow_null=True)
