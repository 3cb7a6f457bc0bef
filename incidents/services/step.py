"""One step of an incident: lock its row, look, change, and write down what happened.

Everybody who does something at the same time waits at the incident's row (CON-1): the second one
finds what the first has done, and a command that is met already changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.models import TimelineSource
from followup.services import verb
from followup.services.timeline import digest_of
from followup.services.verb import Call
from incidents.models import Incident, IncidentEntry, IncidentRole, RoleAssignment, Visibility
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet

JOINED = ("grade", "provisional_grade", "worst_grade", "merged_into", "parent")


def locked(incident: Incident) -> Incident:
    """The row as it is now, held until the transaction ends."""
    rows = Incident.objects.select_for_update(of=("self",)).select_related(
        "grade__decision_role", "provisional_grade__decision_role", *JOINED[2:]
    )
    row = rows.get(pk=incident.pk)
    # Who waited for the lock gets the row as it is now, joined with what it named before.
    for name in JOINED:
        kept = row._state.fields_cache.get(name)
        if (None if kept is None else kept.pk) != getattr(row, f"{name}_id"):
            row._state.fields_cache.pop(name, None)
    return row


def locked_in_order(*incidents: Incident) -> list[Incident]:
    """Several rows, always locked in the same order, so that two callers never wait in a circle."""
    held = {one.pk: locked(one) for one in sorted(incidents, key=lambda one: one.pk)}
    return [held[one.pk] for one in incidents]


def wholes_of(*incidents: Incident) -> list[Incident]:
    """What they are parts of, and what those are parts of: a grade may climb there. No query of
    one that belongs to nothing."""
    found: dict[int, Incident] = {}
    above = {one.parent_id for one in incidents if one.parent_id is not None}
    while above:
        rows = Incident.objects.filter(pk__in=above - found.keys()).only("pk", "parent")
        met = {one.pk: one for one in rows}
        found |= met
        above = {one.parent_id for one in met.values() if one.parent_id is not None} - found.keys()
    return list(found.values())


def parts_of(*incidents: Incident) -> list[Incident]:
    return list(Incident.objects.filter(parent__in=incidents).only("pk", "parent"))


def claimed(
    call: Call, *, not_before: datetime | None = None, words: Any = None, field: str = "at"
) -> Claimed:
    """When it happened. Raises Refused for the future, and before `not_before`."""
    text = words or _("This lies before the incident began.")
    return verb.claimed(call, not_before=not_before, words=text, field=field)


def require_status(incident: Incident, *statuses: str) -> None:
    """Raises GuardsUnmet (409) naming the status it is in."""
    if incident.status not in statuses:
        words = _("This cannot be done now: the incident is “%(status)s”.")
        text = words % {"status": incident.get_status_display()}
        raise GuardsUnmet.one("wrong_status", text, "status")


def save(incident: Incident, **values: Any) -> None:
    """Write `values`, one version further; the caller holds the row."""
    for name, value in values.items():
        setattr(incident, name, value)
    incident.version += 1
    keep(incident, *values, "version", "updated_at")


def keep(incident: Incident, *fields: str) -> None:
    """Write these columns as they stand on `incident`; the caller holds the row."""
    gathered = _gathered.get()
    if gathered is not None and gathered.incident is incident:
        gathered.fields.update(dict.fromkeys(fields))
    else:
        incident.save(update_fields=[*fields])


@dataclass
class _Gathered:
    incident: Incident
    fields: dict[str, None] = field(default_factory=dict)
    entries: list[IncidentEntry] = field(default_factory=list)


_gathered: ContextVar[_Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering(incident: Incident) -> Iterator[None]:
    """Inside, what is saved of this incident and the entries of its timeline are held back, and
    written at the end in two statements. The caller holds the row.

    Nothing inside may read them from the database: `locked` must not be called for it again.
    """
    if _gathered.get() is not None:
        yield
        return
    gathered = _Gathered(incident)
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    IncidentEntry.objects.bulk_create(gathered.entries)
    if gathered.fields:
        incident.save(update_fields=[*gathered.fields])


def write(
    incident: Incident,
    type: str,
    *,
    when: Claimed,
    by: User | None,
    via: str = TimelineSource.UI.value,
    payload: dict[str, Any] | None = None,
    text: str = "",
    language: str = "",
    visibility: str = Visibility.ALL.value,
    corrects: IncidentEntry | None = None,
) -> IncidentEntry:
    """The next entry of the timeline; the caller holds the incident's row.

    `by` None is the platform itself. What the commander does, while they are in command, is the
    sign of life K13 waits for.
    """
    row = IncidentEntry(
        incident=incident,
        seq=incident.seq + 1,
        type=type,
        at=when.at,
        recorded_at=when.recorded_at,
        actor=by,
        source=via if by is not None else TimelineSource.SYSTEM.value,
        payload=(payload or {}) | when.notes,
        text=text.strip(),
        language=language or ((get_language() or "") if text.strip() else ""),
        visibility=visibility,
        corrects=corrects,
        previous_digest=incident.last_digest,
    )
    row.digest = digest_of(row)
    gathered = _gathered.get()
    if gathered is not None and gathered.incident is incident:
        gathered.entries.append(row)
    else:
        row.save(force_insert=True)
    is_first = incident.seq == 0
    incident.seq, incident.last_digest = row.seq, row.digest
    changed = ["seq", "last_digest"]
    if by is not None and not is_first and _commands(incident, by):
        incident.commander_seen_at = when.recorded_at
        changed.append("commander_seen_at")
    keep(incident, *changed)
    return row


def written(incident: Incident, type: str, *, when: Claimed, call: Call, **more: Any) -> Any:
    """As `write`, with who and where from taken out of `call`."""
    return write(incident, type, when=when, **verb.origin(call), **more)


def _commands(incident: Incident, user: User) -> bool:
    return RoleAssignment.objects.filter(
        incident=incident, role=IncidentRole.COMMANDER, person__user=user, released_at=None
    ).exists()
