"""What a list of incidents says of each row, read for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from followup.models import Clock
from incidents.clock_lines import Line, line_of
from incidents.models import Incident, IncidentRole, IncidentSystem, RoleAssignment
from incidents.models.incident import OPEN


@dataclass(frozen=True)
class Row:
    """`next` is the live clock that is due first, of the incident or of one of its processes."""

    incident: Incident
    systems: Sequence[str]
    commander: str
    next: Line | None
    elapsed_s: int


def rows_of(incidents: Sequence[Incident], at: datetime) -> dict[int, Row]:
    """By primary key. Three queries however many incidents there are."""
    systems: dict[int, list[str]] = {}
    failed = IncidentSystem.objects.filter(incident__in=incidents).select_related("system")
    for one in failed:
        systems.setdefault(one.incident_id, []).append(str(one.system))
    commanders = RoleAssignment.objects.filter(
        incident__in=incidents, role=IncidentRole.COMMANDER, released_at=None
    ).select_related("person")
    leads = {one.incident_id: str(one.person) for one in commanders}
    due = _next_clocks([one for one in incidents if one.status in OPEN])
    return {
        one.pk: Row(
            incident=one,
            systems=systems.get(one.pk, ()),
            commander=leads.get(one.pk, ""),
            next=line_of(due[one.number], at) if one.number in due else None,
            elapsed_s=one.elapsed_s(one.closed_at or one.cancelled_at or at),
        )
        for one in incidents
    }


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
