"""The entries of a timeline that a review must not miss: what was pinned, and what has a type."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.db.models import Q

from incidents.models import Incident, IncidentEntry

# Free text and what clocks say by themselves stand in the review only when somebody pinned them.
NOT_TYPED = ("note", "clock_warned", "clock_breached", "snoozed", "contact_attempt", "check_done")
MOST = 1000


def timeline_facts(incident: Incident) -> dict[str, Any]:
    """Pinned and typed entries, oldest first, with the last digest of the chain (two queries).

    Where there are more than 1,000, the pinned ones and the first ones stand, and `left_out` says
    how many do not. `visibility` is each entry's own: who shows them leaves out what a reader may
    not see.
    """
    rows = (
        IncidentEntry.objects.filter(incident=incident)
        .filter(Q(pin__isnull=False) | ~Q(type__in=NOT_TYPED))
        .select_related("actor", "pin")
        .prefetch_related("corrected_by")
        .order_by("seq")
    )
    told = list(rows)
    kept = told[:MOST] + [one for one in told[MOST:] if hasattr(one, "pin")]
    return {
        "entries": [entry_facts(one) for one in kept],
        "left_out": len(told) - len(kept),
        "count": incident.seq,
        "last_digest": incident.last_digest,
    }


def entry_facts(one: IncidentEntry) -> dict[str, Any]:
    """`late_s`: entered so long after the deed; `corrected`: a later entry replaces it."""
    return {
        "seq": one.seq,
        "type": one.type,
        "at": one.at.astimezone(UTC).isoformat(),
        "late_s": int(one.payload.get("late_s", 0)),
        "actor": "" if one.actor is None else str(one.actor),
        "text": one.text,
        "payload": one.payload,
        "visibility": one.visibility,
        "pinned": hasattr(one, "pin"),
        "corrected": bool(one.corrected_by.all()),
    }
