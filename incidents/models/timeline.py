"""The timeline of an incident: append-only, chained, with files (EVT)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from followup.models.timeline import TimelineEvent
from incidents.models.incident import Incident
from lib.history import append_only


class Visibility(models.TextChoices):
    ALL = "all", _("Everybody who sees the incident")
    COMMAND = "command", _("The command")
    RESTRICTED = "restricted", _("Those invited")


@append_only
class IncidentEntry(TimelineEvent):
    """Types: RESP EVT-3, see `incidents.event_words`. `visibility` is part of what is read, not
    of the chain: the digest covers what was said, and who may read it never widens."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="timeline")
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.ALL.value
    )

    class Meta(TimelineEvent.Meta):
        abstract = False
        ordering = ["incident", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "seq"], name="incident_event_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}:{self.seq}"


class EventPin(models.Model):
    """A reader's mark on what the review must not miss. The entry itself never changes."""

    event = models.OneToOneField(IncidentEntry, on_delete=models.CASCADE, related_name="pin")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event_id}"


@append_only
class Attachment(models.Model):
    """A file of an entry, at most 20 MB, always downloaded, never shown in place (E43)."""

    event = models.ForeignKey(IncidentEntry, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
