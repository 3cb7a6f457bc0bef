"""When incidents kept their systems down: a reopening begins another outage (method.md §39)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from incidents.domain.intervals import Interval
from incidents.domain.metrics import down_intervals
from incidents.models import Incident, IncidentEntry

MOVES = ("restored", "verify_failed", "reopened")


def down_of(rows: Iterable[Incident], until: datetime) -> dict[int, list[Interval]]:
    """Of each incident; the timeline is read only of those that were reopened."""
    listed = list(rows)
    moves: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    again = [one.pk for one in listed if one.reopened_count]
    if again:
        entries = IncidentEntry.objects.filter(incident__in=again, type__in=MOVES).order_by("seq")
        for incident, type, at in entries.values_list("incident_id", "type", "at"):
            moves[incident].append((type, at))
    return {
        one.pk: down_intervals(one.occurred_at, moves[one.pk], one.restored_at, until)
        for one in listed
    }
