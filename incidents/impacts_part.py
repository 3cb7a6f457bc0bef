"""The processes an incident holds down, in the war room: how far, since when, what to say next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bia.models import Assessment
from incidents.models import IN_RESPONSE, Impact
from incidents.once import new_key
from incidents.room import Room
from incidents.services.impact_step import is_carried
from incidents.services.loss import course_of


@dataclass(frozen=True)
class Line:
    """`newer` is the version of a BIA approved since the opening; "" if there is none (E28)."""

    impact: Impact
    down_s: int
    capacity: Decimal
    is_carried: bool
    regions: tuple[tuple[str, bool], ...]
    newer: str

    @property
    def is_open(self) -> bool:
        return self.impact.end_at is None

    @property
    def is_everywhere(self) -> bool:
        return bool(self.impact.regions == ["all"])

    @property
    def has_bia(self) -> bool:
        return bool(self.impact.bia_version)


def impacts_part(room: Room) -> dict[str, Any]:
    newest = _newest(room)
    return {
        "lines": [line_of(one, room, newest) for one in room.impacts],
        "no_process_affected": room.incident.no_process_affected,
        "may_change": room.incident.status in IN_RESPONSE and room.may("respond"),
        "may_tell_data": room.may("respond"),
        "may_adopt": room.incident.status in IN_RESPONSE and room.may("command"),
        "key": new_key(),
    }


def line_of(one: Impact, room: Room, newest: Mapping[int, str]) -> Line:
    at = one.end_at or room.at
    course = course_of(one)
    version = newest.get(one.process_id, "")
    return Line(
        impact=one,
        down_s=one.down_s(room.at),
        capacity=Decimal(100) - course.felt(at) * 100,
        is_carried=is_carried(one),
        regions=tuple((name, name in one.ended_regions) for name in one.regions),
        newer=version if version != one.bia_version and one.end_at is None else "",
    )


def _newest(room: Room) -> dict[int, str]:
    """Process id → version of its approved BIA, while somebody might adopt it. One query."""
    if not room.open_impacts or room.incident.status not in IN_RESPONSE:
        return {}
    rows = Assessment.objects.approved().filter(
        process_id__in={one.process_id for one in room.open_impacts}
    )
    return {process: f"v{number}" for process, number in rows.values_list("process_id", "number")}
