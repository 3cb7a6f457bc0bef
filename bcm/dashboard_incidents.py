"""Open incidents on the dashboard, with their running clocks. Drills never stand here (DRL-7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery, Window

from accounts.access import may
from accounts.models import User
from bcm.links import link
from incidents.incident_rows import Row, with_clocks
from incidents.models import Incident, IncidentRole, RoleAssignment
from lib.asked_together import Later, Reading, nothing

SHOWN = 5


@dataclass(frozen=True)
class Incidents:
    """The gravest first; `count` is how many are open altogether."""

    rows: Sequence[Row]
    count: int
    url: str
    declare_url: str
    now_ms: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def incidents_of(reading: Reading, user: User, at: datetime) -> Later:
    """None for those who may not see incidents, and while none is open.

    While some are, two queries more (three with reopened ones), however many there are.
    """
    if not may(user, "incident.view"):
        return nothing
    rows = Incident.objects.visible_to(user).real().open()
    commander = RoleAssignment.objects.filter(
        incident=OuterRef("pk"), role=IncidentRole.COMMANDER, released_at=None
    )
    gravest = reading.rows(
        rows.order_by("grade__severity", "provisional_grade__severity", "-declared_at"), SHOWN,
        pk="pk", how_many=Window(Count("pk")),
        commander=Subquery(commander.values("person__name")[:1]),
    )  # fmt: skip

    def incidents() -> Incidents | None:
        if not gravest.of:
            return None
        commanders = {one["pk"]: one["commander"] or "" for one in gravest.of}
        found = Incident.objects.for_list().in_bulk(list(commanders))
        about = with_clocks(list(found.values()), commanders, at)
        return Incidents(
            rows=[about[pk] for pk in commanders if pk in about],
            count=gravest.of[0]["how_many"],
            url=link("incidents:incident_list"),
            declare_url=link("incidents:incident_declare") if may(user, "incident.report") else "",
            now_ms=int(at.timestamp() * 1000),
        )

    return incidents
