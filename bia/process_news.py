"""What apps to the right want to know of a process: its objectives changed, it was rebuilt.

They register in `AppConfig.ready`; the verbs call them in their own transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from accounts.models import User
from bia.models import MajorChange, Process

OBJECTIVES = ("rto_s", "mtd_s", "rpo_s")

# Objective → (before, now), only those that differ; seconds, None for "not set".
Moved = Mapping[str, tuple[int | None, int | None]]
WhenMoved = Callable[[Process, Moved, User, datetime], None]
WhenChanged = Callable[[MajorChange, User, datetime], None]

_when_moved: dict[str, WhenMoved] = {}
_when_changed: dict[str, WhenChanged] = {}


def when_objectives_moved(name: str, call: WhenMoved) -> None:
    _when_moved[name] = call


def when_major_change(name: str, call: WhenChanged) -> None:
    _when_changed[name] = call


def objectives_of(process: Process) -> dict[str, int | None]:
    return {name: getattr(process, name) for name in OBJECTIVES}


def tell_objectives(
    process: Process, before: Mapping[str, int | None], *, by: User, at: datetime
) -> None:
    """`before` is what `objectives_of` said earlier; nobody is called when nothing differs."""
    now = objectives_of(process)
    moved = {name: (before[name], now[name]) for name in OBJECTIVES if before[name] != now[name]}
    if moved:
        for call in _when_moved.values():
            call(process, moved, by, at)


def tell_major_change(marked: MajorChange, *, by: User, at: datetime) -> None:
    for call in _when_changed.values():
        call(marked, by, at)
