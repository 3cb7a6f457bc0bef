"""The log: entries written by people, with files; corrected, pinned, translated, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.services.verb import Call
from incidents.domain.attachments import MOST_BYTES, safe_name, type_of
from incidents.domain.spoken import language_of
from incidents.models import (
    Attachment,
    EventPin,
    Incident,
    IncidentEntry,
    RoleAssignment,
    Visibility,
)
from incidents.services.details import (
    change_details,
    name_systems,
    set_expected_recovery,
    set_group,
    set_report_interval,
)
from incidents.services.rights import Rights, require_right, rights_of
from incidents.services.step import claimed, locked, written
from lib.errors import GuardsUnmet, Refused

__all__ = [
    "File",
    "change_details",
    "correct_entry",
    "log",
    "name_systems",
    "pin",
    "set_expected_recovery",
    "set_group",
    "set_report_interval",
    "translate_entry",
    "unpin",
    "visibilities_of",
]

MOST_FILES = 10
MOST_TEXT = 10_000
# What people wrote. What the platform wrote down is corrected by the verb that did it.
WRITTEN = ("note", "attachment", "decision", "report", "comms_sent")


@dataclass(frozen=True)
class File:
    name: str
    content: bytes


@transaction.atomic
def log(
    incident: Incident,
    *,
    text: str,
    visibility: str = Visibility.ALL.value,
    attachments: Sequence[File] = (),
    language: str = "",
    **call: Unpack[Call],
) -> IncidentEntry:
    """Write an entry. It may be claimed earlier ("late entry"), after the end too.

    Files are told by their content; what is not allowed, or larger than 20 MB, is refused. A
    file alone needs no words. Raises Refused, PermissionDenied.
    """
    row = locked(incident)
    rights = require_right(row, call["by"], "respond")
    text = text.strip()
    if not text and not attachments:
        raise Refused("required", _("Write something, or add a file."), "text")
    if len(text) > MOST_TEXT:
        raise Refused("too_long", _("Write at most 10,000 characters."), "text")
    if visibility not in visibilities_of(row, call["by"], rights):
        raise Refused("not_yours", _("You could not read this entry yourself."), "visibility")
    kept = [_checked(one) for one in attachments]
    if len(kept) > MOST_FILES:
        raise Refused("too_many", _("Add at most 10 files."), "attachments")
    when = claimed(call)
    # The digests make the files part of the chain.
    payload: dict[str, Any] = {}
    if kept:
        payload["files"] = [
            {"name": one["name"], "sha256": one["sha256"], "size_bytes": one["size_bytes"]}
            for one in kept
        ]
    spoken = language_of(text, get_language() or "") if text else ""
    entry: IncidentEntry = written(
        row, "note" if text else "attachment", when=when, call=call, text=text,
        language=language or spoken, visibility=visibility, payload=payload,
    )  # fmt: skip
    for one in kept:
        Attachment.objects.create(event=entry, **one)
    incident.__dict__.update(row.__dict__)
    return entry


def _checked(file: File) -> dict[str, Any]:
    if not file.content:
        raise Refused("empty", _("“%(name)s” is empty.") % {"name": file.name}, "attachments")
    if len(file.content) > MOST_BYTES:
        large = _("“%(name)s” is larger than 20 MB.") % {"name": file.name}
        raise Refused("too_large", large, "attachments")
    kind = type_of(file.content)
    if kind is None:
        words = _(
            "“%(name)s” is not a kind of file that may be kept here: pictures, PDF, Office files"
            " without macros and plain text are."
        )
        raise Refused("not_allowed", words % {"name": file.name}, "attachments")
    return {
        "name": safe_name(file.name),
        "content_type": kind,
        "size_bytes": len(file.content),
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "content": file.content,
    }


@transaction.atomic
def correct_entry(entry: IncidentEntry, *, text: str, **call: Unpack[Call]) -> IncidentEntry:
    """What was wrong stays and is shown struck through; `text` stands in its place (EVT-1).

    By its author or the command. An entry of an incident that was merged is corrected in the
    target. Raises GuardsUnmet when it is corrected already or not written by a person.
    """
    row = locked(entry.incident)
    while row.merged_into is not None:
        row = locked(row.merged_into)
    rights = require_right(row, call["by"], "respond")
    kept = IncidentEntry.objects.select_related("incident").get(pk=entry.pk)
    if kept.visibility not in visibilities_of(row, call["by"], rights):
        raise PermissionDenied("incident.respond")
    if kept.actor_id != call["by"].pk and not rights.may("command"):
        raise PermissionDenied("incident.command")
    if kept.type not in WRITTEN:
        words = _("Only what people wrote can be corrected here.")
        raise GuardsUnmet.one("not_written", words)
    text = text.strip()
    if not text:
        raise Refused("required", _("Write what is right."), "text")
    newer = kept.corrected_by.order_by("id").first()
    if newer is not None:
        if newer.text == text and newer.actor_id == call["by"].pk:
            return newer
        words = _("This was corrected already: correct entry %(number)s.")
        raise GuardsUnmet.one("corrected", words % {"number": newer.seq})
    when = claimed(call)
    spoken = language_of(text, kept.language)
    payload = {"corrects": {"incident": kept.incident.number, "seq": kept.seq, "type": kept.type}}
    corrected: IncidentEntry = written(
        row, "note", when=when, call=call, text=text, corrects=kept, language=spoken,
        visibility=kept.visibility, payload=payload,
    )  # fmt: skip
    return corrected


@transaction.atomic
def translate_entry(
    entry: IncidentEntry, *, text: str, language: str, **call: Unpack[Call]
) -> IncidentEntry:
    """The entry in the other language beside the original, which stays what was said (E48)."""
    row = locked(entry.incident)
    while row.merged_into is not None:
        row = locked(row.merged_into)
    rights = require_right(row, call["by"], "respond")
    if entry.visibility not in visibilities_of(row, call["by"], rights):
        raise PermissionDenied("incident.respond")
    text = text.strip()
    if not text or not entry.text:
        raise Refused("required", _("Write the translation."), "text")
    if language[:2] == entry.language[:2]:
        raise Refused("same_language", _("The entry is written in this language."), "language")
    when = claimed(call)
    payload = {"of": entry.pk, "incident": entry.incident.number, "seq": entry.seq}
    translated: IncidentEntry = written(
        row, "translation", when=when, call=call, text=text, language=language,
        visibility=entry.visibility, payload=payload,
    )  # fmt: skip
    return translated


@transaction.atomic
def pin(entry: IncidentEntry, *, by: User, at: datetime, **_call: Any) -> EventPin:
    """Mark what the review must not miss; pinned already: nothing changes."""
    require_right(entry.incident, by, "respond")
    row, _new = EventPin.objects.get_or_create(event=entry, defaults={"by": by, "at": at})
    return row


@transaction.atomic
def unpin(entry: IncidentEntry, *, by: User, at: datetime, **_call: Any) -> None:
    require_right(entry.incident, by, "respond")
    EventPin.objects.filter(event=entry).delete()


def visibilities_of(
    incident: Incident, user: User, rights: Rights | None = None
) -> tuple[str, ...]:
    """Which entries `user` reads: of the command for who responds, restricted for who has a role
    in it or may command."""
    rights = rights or rights_of(incident, user)
    found = [Visibility.ALL.value]
    if rights.may("respond"):
        found.append(Visibility.COMMAND.value)
    held = RoleAssignment.objects.held().filter(incident=incident, person__user=user)
    if rights.may("command") or held.exists():
        found.append(Visibility.RESTRICTED.value)
    return tuple(found)
