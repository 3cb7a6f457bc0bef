"""What follows a step of a drill: its incident, its injects, its slots, its report.

Called under the drill's lock, in the transaction of the verb, after the drill has its new status.
"""

from __future__ import annotations

from drills.models import Drill
from drills.services import engine, programme, report_drafting, results
from drills.services.pacing import reschedule
from followup.services.verb import Call
from lib.claimed_time import Claimed


def started(row: Drill, when: Claimed, call: Call) -> None:
    engine.start(row, when=when, call=call)
    reschedule(row, when.at)


def paused(row: Drill, when: Claimed, call: Call) -> None:
    """Also by a real event."""
    engine.pause(row, when=when, call=call)
    reschedule(row, when.at)


def resumed(row: Drill, when: Claimed, call: Call) -> None:
    engine.resume(row, when=when, call=call)
    reschedule(row, when.at)


def ended(row: Drill, when: Claimed, call: Call) -> None:
    engine.end(row, when=when, call=call)
    programme.drills_ended(row, at=when.recorded_at)


def evaluating(row: Drill, when: Claimed) -> None:
    """The official results and the score as they are now, before they are told."""
    results.refresh_results(row, when.recorded_at)


def evaluated(row: Drill, when: Claimed, call: Call) -> None:
    report_drafting.begin(row, when, call)
