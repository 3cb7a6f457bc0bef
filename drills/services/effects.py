"""What follows a step of a drill: its incident, its injects, its slots, its report.

Called under the drill's lock, in the transaction of the verb, after the drill has its new status.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from drills.models import Drill
from drills.services.step import Call
from lib.claimed_time import Claimed


def _call(module: str, name: str, *args: Any, **named: Any) -> Any:
    if find_spec(f"drills.services.{module}"):
        verb = getattr(import_module(f"drills.services.{module}"), name, None)
        return verb(*args, **named) if verb is not None else None
    return None


def started(row: Drill, when: Claimed, call: Call) -> None:
    _call("engine", "start", row, when=when, call=call)
    _call("running", "reschedule", row, when.at)


def paused(row: Drill, when: Claimed, call: Call) -> None:
    _call("engine", "pause", row, when=when, call=call)
    _call("running", "reschedule", row, when.at)


def resumed(row: Drill, when: Claimed, call: Call) -> None:
    _call("engine", "resume", row, when=when, call=call)
    _call("running", "reschedule", row, when.at)


def ended(row: Drill, when: Claimed, call: Call) -> None:
    _call("engine", "end", row, when=when, call=call)
    _call("programme", "drills_ended", row)


def evaluated(row: Drill, when: Claimed, call: Call) -> None:
    _call("reporting", "begin", row, when=when, call=call)
