"""The course of incidents and drills, each entry chained to the one before by its digest.

`covered` is the very text a digest was made of: SHA-256 over the digest before and it gives the
digest of the entry. Entries the reader may not read keep their digests, so the chain stays whole.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from drills.models import Drill, DrillEntry
from followup.models import ActionEntry, CorrectiveAction
from followup.services.timeline import canonical_of
from incidents.models import Incident, IncidentEntry, Visibility
from incidents.room import Room
from reports.evidence.archive import Archive, safe
from reports.evidence.data_response import ACTIONS, held, of_the_period
from reports.evidence.pack import Pack
from reports.evidence.tables import line

Readable = dict[int, Collection[str]]


def readable(pack: Pack) -> Readable:
    """Which entries of each incident may be read: asked today, before the past is opened."""
    rows = Incident.objects.filter(of_the_period(pack))
    return {one.pk: tuple(Room(one, pack.reader, pack.at).visibilities) for one in rows.iterator()}


def write(archive: Archive, pack: Pack, readable: Readable) -> int:
    count = 0
    if pack.may("incident.view"):
        what = _("Timeline of incident %(code)s with its chain of digests")
        for incident in Incident.objects.filter(of_the_period(pack)).order_by("number"):
            rows = IncidentEntry.objects.filter(incident=incident)
            seen = readable.get(incident.pk, (Visibility.ALL.value,))
            _write(archive, f"incidents/{safe(incident.number)}", rows,
                   what % {"code": incident.number}, seen)  # fmt: skip
            count += 1
    if pack.may("drill.view"):
        what = _("Timeline of drill %(code)s with its chain of digests")
        for drill in Drill.objects.filter(held(pack), started_at__isnull=False).order_by("code"):
            entries = DrillEntry.objects.filter(drill=drill)
            _write(archive, f"drills/{safe(drill.code)}", entries, what % {"code": drill.code})
            count += 1
    if pack.may("action.view"):
        what = _("Timeline of corrective action %(code)s with its chain of digests")
        for action in ACTIONS.rows(pack):
            assert isinstance(action, CorrectiveAction)
            done = ActionEntry.objects.filter(action=action)
            _write(archive, f"actions/{safe(action.code)}", done, what % {"code": action.code})
            count += 1
    return count


def _write(
    archive: Archive, name: str, rows: Any, what: str, seen: Collection[str] | None = None
) -> None:
    count = [0]
    source = rows.model._meta.db_table
    with archive.opened(f"timelines/{name}.jsonl", what, source=source, rows=count) as out:
        for one in rows.select_related("actor").order_by("seq").iterator(chunk_size=1_000):
            out(line(_entry(one, seen)))
            count[0] += 1


def _entry(one: Any, seen: Collection[str] | None) -> dict[str, Any]:
    chain = {"seq": one.seq, "previous_digest": one.previous_digest, "digest": one.digest}
    if seen is not None and one.visibility not in seen:
        return chain | {"withheld": True}
    return chain | {
        "type": one.type, "at": one.at, "recorded_at": one.recorded_at, "text": one.text,
        "by": str(one.actor) if one.actor is not None else "", "covered": canonical_of(one),
    }  # fmt: skip
