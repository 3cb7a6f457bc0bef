"""One step of a drill: lock its row, look, change, and write down what happened.

Everybody who does something at the same time waits at the drill's row: the second one finds what
the first has done, and a command that is met already changes nothing. Where the incident of the
drill is touched too, the drill is locked first, then the incident.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from drills.models import Drill, DrillEntry
from followup.models import TimelineSource
from followup.services import verb
from followup.services.timeline import digest_of
from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet


def locked(drill: Drill) -> Drill:
    """The row as it is now, held until the transaction ends."""
    return Drill.objects.select_for_update(of=("self",)).get(pk=drill.pk)


def claimed(
    call: Call, *, not_before: datetime | None = None, words: Any = None, field: str = "at"
) -> Claimed:
    """When it happened. Raises Refused for the future, and before `not_before`."""
    text = words or _("This lies before the drill began.")
    return verb.claimed(call, not_before=not_before, words=text, field=field)


def require_status(drill: Drill, *statuses: str) -> None:
    """Raises GuardsUnmet (409) naming the status it is in."""
    if drill.status not in statuses:
        words = _("This cannot be done now: the drill is “%(status)s”.")
        text = words % {"status": drill.get_status_display()}
        raise GuardsUnmet.one("wrong_status", text, "status")


def save(drill: Drill, **values: Any) -> None:
    """Write `values`, one version further; the caller holds the row."""
    for name, value in values.items():
        setattr(drill, name, value)
    drill.version += 1
    drill.save(update_fields=[*values, "version", "updated_at"])


def write(
    drill: Drill,
    type: str,
    *,
    when: Claimed,
    by: User | None,
    via: str = TimelineSource.UI.value,
    payload: dict[str, Any] | None = None,
    text: str = "",
    language: str = "",
    corrects: DrillEntry | None = None,
) -> DrillEntry:
    """The next entry of the timeline; the caller holds the drill's row. `by` None: the platform."""
    row = DrillEntry(
        drill=drill,
        seq=drill.seq + 1,
        type=type,
        at=when.at,
        recorded_at=when.recorded_at,
        actor=by,
        source=via if by is not None else TimelineSource.SYSTEM.value,
        payload=(payload or {}) | when.notes,
        text=text.strip(),
        language=language or ((get_language() or "") if text.strip() else ""),
        corrects=corrects,
        previous_digest=drill.last_digest,
    )
    row.digest = digest_of(row)
    row.save(force_insert=True)
    drill.seq, drill.last_digest = row.seq, row.digest
    drill.save(update_fields=["seq", "last_digest"])
    return row


def written(drill: Drill, type: str, *, when: Claimed, call: Call, **more: Any) -> DrillEntry:
    """As `write`, with who and where from taken out of `call`."""
    return write(drill, type, when=when, **verb.origin(call), **more)
