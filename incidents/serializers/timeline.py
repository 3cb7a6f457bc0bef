"""Entries of the timeline in JSON."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from incidents.models import Attachment, IncidentEntry, Visibility
from incidents.serializers.incident import LONGEST, IncidentSerializer
from incidents.services.logbook import MOST_FILES, File
from lib.api.fields import InstantField, StrictCharField
from lib.api.resources import BodySerializer


class AttachmentSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    url = serializers.SerializerMethodField()

    @extend_schema_field(str)
    def get_url(self, row: Attachment) -> str:
        """Its path on this host; always a download."""
        entry = row.event
        number = entry.incident.number
        return reverse("incident-events-one-attachments-file", args=[number, entry.seq, row.pk])


class IncidentEntrySerializer(serializers.ModelSerializer[IncidentEntry]):
    """`at` is claimed, `recorded_at` the server's; `digest` chains to the entry before.
    `corrects` and `corrected_by` are numbers of entries."""

    actor = serializers.CharField(source="actor.username", allow_null=True, default=None)
    payload = serializers.DictField()
    corrects = serializers.IntegerField(source="corrects.seq", allow_null=True, default=None)
    corrected_by = serializers.SerializerMethodField()
    pinned = serializers.SerializerMethodField()
    attachments = AttachmentSerializer(many=True)

    class Meta:
        model = IncidentEntry
        fields = (
            *("seq", "type", "at", "recorded_at", "actor", "source", "text", "language"),
            *("payload", "visibility", "pinned", "corrects", "corrected_by", "attachments"),
            *("previous_digest", "digest"),
        )
        read_only_fields = fields

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_corrected_by(self, row: IncidentEntry) -> int | None:
        found = [one.seq for one in row.corrected_by.all()]
        return max(found) if found else None

    @extend_schema_field(bool)
    def get_pinned(self, row: IncidentEntry) -> bool:
        return hasattr(row, "pin")


class NoteSerializer(BodySerializer):
    """`at`: when it happened, if it is written down later; `visibility` who may read it."""

    text = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    at = InstantField(required=False)
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)


class SentFile(File):
    """A file of a request; what it is in words tells one content from another."""

    def __str__(self) -> str:
        return f"{self.name} {hashlib.sha256(self.content).hexdigest()}"


@extend_schema_field(OpenApiTypes.BINARY)
class SentFileField(serializers.Field[Any, Any, Any, Any]):
    default_error_messages = {"invalid": _("Send files as multipart/form-data.")}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, SentFile):
            self.fail("invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        return value.name


class NoteWithFilesSerializer(NoteSerializer):
    """Files alone need no words."""

    attachments = serializers.ListField(
        child=SentFileField(), required=False, max_length=MOST_FILES
    )


class CorrectionSerializer(BodySerializer):
    """What the entry should have said, and when it happened."""

    text = StrictCharField(max_length=LONGEST)
    at = InstantField(required=False)


class FeedSerializer(serializers.Serializer[Any]):
    """What is new since `since`: at most 200 entries; ask again while `more`."""

    seq = serializers.IntegerField()
    more = serializers.BooleanField()
    server_now = serializers.DateTimeField()
    incident = IncidentSerializer()
    events = IncidentEntrySerializer(many=True)
