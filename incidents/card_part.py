"""The response card in the war room and on its own page: steps, boxes, what is late (INC-2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from incidents.models import CheckRun, StepRun
from incidents.room import Room
from incidents.services.card import CAN_BE_WORKED, newer_card
from lib.language import listed

ICONS = {
    CheckRun.State.TODO.value: "square",
    CheckRun.State.DONE.value: "square-check",
    CheckRun.State.NA.value: "square-minus",
    CheckRun.State.FAILED.value: "square-x",
}


@dataclass(frozen=True)
class Box:
    check: CheckRun
    icon: str
    # Who last touched it, and how late it was entered.
    by: str

    @property
    def is_settled(self) -> bool:
        return self.check.state in (CheckRun.State.DONE, CheckRun.State.NA)


@dataclass(frozen=True)
class Team:
    name: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Step:
    """One step of the card. `late_s` is that of the deed, `entered_late_s` of its entry (E34)."""

    run: StepRun
    teams: tuple[Team, ...]
    late_s: int
    entered_late_s: int
    settled: int
    total: int

    @property
    def is_open(self) -> bool:
        return self.run.state == StepRun.State.OPEN

    @property
    def is_folded(self) -> bool:
        """What is done needs no room; its boxes are one tap away."""
        return self.run.state == StepRun.State.DONE and self.total > 0

    @property
    def due_ms(self) -> int:
        return int(self.run.due_at.timestamp() * 1000) if self.run.due_at else 0

    @property
    def from_ms(self) -> int:
        return int(self.run.anchor_at.timestamp() * 1000) if self.run.anchor_at else 0


def card_part(room: Room) -> dict[str, Any]:
    """Earlier attempts stand folded under the present one."""
    steps = [step_of(run, room.at) for run in room.steps]
    last = {one.run.number: one.run.attempt for one in steps}
    if not steps:
        return {}
    if not room.incident.is_open:
        # A step left undone in an incident that is over is late no longer.
        steps = [replace(one, late_s=0) if one.is_open else one for one in steps]
    return {
        "steps": [one for one in steps if one.run.attempt == last[one.run.number]],
        "earlier": [one for one in steps if one.run.attempt != last[one.run.number]],
        "may_tick": room.may("respond") and room.incident.status in CAN_BE_WORKED,
        "newer": newer_card(room.incident),
        "gone": listed(_gone(room)),
    }


def _gone(room: Room) -> list[str]:
    """Who left the company and still stands on the call list (E31)."""
    gone = (one.person.name for one in room.contacts if not one.person.is_active)
    return list(dict.fromkeys(gone))


def step_of(run: StepRun, at: datetime) -> Step:
    boxes = [Box(one, ICONS[one.state], str(one.by) if one.by else "") for one in run.checks.all()]
    teams: dict[str, list[Box]] = {}
    for box in boxes:
        teams.setdefault(str(box.check.team), []).append(box)
    late = run.late_s
    if run.state == StepRun.State.OPEN and run.due_at is not None:
        late = max(0, int((at - run.due_at).total_seconds()))
    entered = 0
    if run.done_at is not None and run.done_recorded_at is not None:
        behind = int((run.done_recorded_at - run.done_at).total_seconds())
        entered = behind if behind > 300 else 0
    required = [box for box in boxes if box.check.required]
    return Step(
        run,
        tuple(Team(name, tuple(rows)) for name, rows in teams.items()),
        late,
        entered,
        sum(box.is_settled for box in required),
        len(required),
    )
