"""Open incidents on the dashboard, with their running clocks. Drills never stand here (DRL-7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Window

from accounts.access import may
from accounts.models import User
from bcm.links import link
from incidents.incident_rows import Row, rows_of
from incidents.models import Incident

SHOWN = 5


@dataclass(frozen=True)
class Incidents:
    """The gravest first; `count` is how many are open altogether."""

    rows: Sequence[Row]
    count: int
    url: str
    declare_url: str
    now_ms: int


def incidents_of(user: User, at: datetime) -> Incidents | None:
    """None for those who may not see incidents, and while none is open.

    One question while none is, five otherwise, however many there are.
    """
    if not may(user, "incident.view"):
        return None
    rows = Incident.objects.visible_to(user).real().open().for_list()
    rows = rows.annotate(how_many=Window(Count("pk")))
    gravest = rows.order_by("grade__severity", "provisional_grade__severity", "-declared_at")
    found = list(gravest[:SHOWN])
    if not found:
        return None
    about = rows_of(found, at)
    return Incidents(
        rows=[about[one.pk] for one in found],
        count=found[0].how_many,
        url=link("incidents:incident_list"),
        declare_url=link("incidents:incident_declare") if may(user, "incident.report") else "",
        now_ms=int(at.timestamp() * 1000),
    )
