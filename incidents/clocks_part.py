"""The clocks of the war room: what is due next, and RTO and MTD of every process (K1–K13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from incidents.clock_lines import OF_IMPACTS, Line, by_impact, line_of, lines_of
from incidents.models import Impact
from incidents.room import Room


@dataclass(frozen=True)
class Process:
    """RTO and MTD of one affected process; None where its BIA sets none (E29)."""

    impact: Impact
    rto: Line | None
    mtd: Line | None
    down_s: int


def clocks_part(room: Room) -> dict[str, Any]:
    lines = lines_of(room.clocks, room.at)
    over = [line_of(one, room.at) for one in room.clocks if not one.is_live]
    found = by_impact(room.clocks)
    processes = []
    for impact in room.impacts:
        mine = found.get(impact.code, {})
        shown = {kind: line_of(clock, room.at) for kind, clock in mine.items()}
        processes.append(
            Process(
                impact, shown.get("impact_rto"), shown.get("impact_mtd"), impact.down_s(room.at)
            )
        )
    return {
        "lines": [one for one in lines if one.clock.kind not in OF_IMPACTS],
        "processes": processes,
        "over": [one for one in over if one.clock.kind not in OF_IMPACTS],
    }
