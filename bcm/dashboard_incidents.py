"""Open incidents on the dashboard, with their running clocks. Drills never stand here (DRL-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Concat, JSONObject

from accounts.access import may
from accounts.models import User
from bcm.links import link
from followup.models import Clock
from incidents.incident_rows import Row, with_clocks
from incidents.models import Incident, IncidentRole, RoleAssignment
from lib.asked_together import Later, Reading, nothing

SHOWN = 5
# What is shown of a clock.
CLOCK = ("kind", "title", "state", "anchor_at", "due_at", "met_at", "paused_at")


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

    While some are, one query more, however many there are.
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
        clock=Subquery(_next_clock()),
    )  # fmt: skip

    def incidents() -> Incidents | None:
        if not gravest.of:
            return None
        commanders = {one["pk"]: one["commander"] or "" for one in gravest.of}
        clocks = {one["pk"]: _clock(one["clock"]) for one in gravest.of if one["clock"]}
        found = Incident.objects.for_list().in_bulk(list(commanders))
        about = with_clocks(list(found.values()), commanders, clocks, at)
        return Incidents(
            rows=[about[pk] for pk in commanders if pk in about],
            count=gravest.of[0]["how_many"],
            url=link("incidents:incident_list"),
            declare_url=link("incidents:incident_declare") if may(user, "incident.report") else "",
            now_ms=int(at.timestamp() * 1000),
        )

    return incidents


def _next_clock() -> QuerySet[Any]:
    """The live clock that is due first, of the incident or of one of its processes."""
    of_impacts = Concat(OuterRef("number"), Value(":"))
    mine = Q(subject_kind="incident", subject_code=OuterRef("number"))
    clocks = Clock.objects.live().filter(
        mine | Q(subject_kind="impact", subject_code__startswith=of_impacts)
    )
    columns = {name: name for name in CLOCK}
    return clocks.order_by("due_at", "id").values(found=JSONObject(**columns))[:1]


def _clock(found: Mapping[str, Any]) -> Clock:
    """A clock to read, not to save."""
    fields = {field.name: field for field in Clock._meta.concrete_fields}
    return Clock(**{name: fields[name].to_python(found[name]) for name in CLOCK})
