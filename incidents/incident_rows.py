"""What a list of incidents says of each row, read for all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from followup.models import Clock
from incidents.clock_lines import Line, line_of
from incidents.domain.intervals import Interval, length_s
from incidents.models import (
    Incident,
    IncidentRole,
    IncidentSystem,
    Merger,
    RoleAssignment,
    Status,
)
from incidents.models.incident import OPEN
from incidents.services.downtime import down_of


@dataclass(frozen=True)
class Row:
    """`next` is the live clock that is due first, of the incident or of one of its processes."""

    incident: Incident
    systems: Sequence[str]
    commander: str
    next: Line | None
    elapsed_s: int


def rows_of(incidents: Sequence[Incident], at: datetime) -> dict[int, Row]:
    """By primary key. Three queries however many incidents there are; one more for merged and one
    for reopened ones."""
    systems: dict[int, list[str]] = {}
    failed = IncidentSystem.objects.filter(incident__in=incidents).select_related("system")
    for one in failed:
        systems.setdefault(one.incident_id, []).append(str(one.system))
    commanders = RoleAssignment.objects.filter(
        incident__in=incidents, role=IncidentRole.COMMANDER, released_at=None
    ).select_related("person")
    leads = {one.incident_id: str(one.person) for one in commanders}
    down = _down(incidents, at)
    due = _next_clocks([one for one in incidents if one.status in OPEN])
    return {
        one.pk: Row(
            incident=one,
            systems=systems.get(one.pk, ()),
            commander=leads.get(one.pk, ""),
            next=line_of(due[one.number], at) if one.number in due else None,
            elapsed_s=length_s(down[one.pk]),
        )
        for one in incidents
    }


def with_clocks(
    incidents: Sequence[Incident],
    commanders: Mapping[int, str],
    clocks: Mapping[int, Clock],
    at: datetime,
) -> dict[int, Row]:
    """As `rows_of` of open ones whose commanders and next clocks are known, without their systems.
    No query, one where a reopened one has no clock."""
    down = down_of([one for one in incidents if one.pk not in clocks], at)
    return {
        one.pk: Row(
            incident=one,
            systems=(),
            commander=commanders.get(one.pk, ""),
            next=line_of(clocks[one.pk], at) if one.pk in clocks else None,
            elapsed_s=length_s(down.get(one.pk, [(one.occurred_at, at)])),
        )
        for one in incidents
    }


def _down(incidents: Sequence[Incident], at: datetime) -> dict[int, list[Interval]]:
    """Until it was restored, stood down or went into another one; without the time in which one
    that was reopened worked."""
    merged = [one.pk for one in incidents if one.status == Status.MERGED]
    ends = (
        dict(Merger.objects.filter(source__in=merged, undone_at=None).values_list("source", "at"))
        if merged
        else {}
    )
    found: dict[int, list[Interval]] = {}
    usual = []
    for one in incidents:
        end = ends.get(one.pk) or one.cancelled_at
        if end is None or one.restored_at is not None:
            usual.append(one)
        else:
            found[one.pk] = [(one.occurred_at, max(end, one.occurred_at))]
    return found | down_of(usual, at)


def _next_clocks(incidents: Sequence[Incident]) -> dict[str, Clock]:
    """The soonest live clock by number. A clock of an impact names it "INC-2026-0001:7"."""
    numbers = [one.number for one in incidents]
    if not numbers:
        return {}
    running = Clock.objects.live()
    found: dict[str, Clock] = {}
    mine = Q(subject_kind="incident", subject_code__in=numbers)
    of_impacts = Q(subject_kind="impact")
    for clock in running.filter(mine | of_impacts).order_by("due_at", "id"):
        number = clock.subject_code.partition(":")[0]
        if number in numbers:
            found.setdefault(number, clock)
    return found
