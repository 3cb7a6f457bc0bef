"""A tabletop that was evaluated: its report is drafted, or further on the way."""

from __future__ import annotations

from typing import Any

from bia.models import Process
from drills.models import Criterion, Drill, Observation
from drills.services import drills as verbs
from tests.drills import world
from tests.incidents.world import clock


def call(name: str, time: str = "12:10", **more: Any) -> dict[str, Any]:
    return {"by": world.the(name), "at": clock(time, **more)}


def reported(**fields: Any) -> Drill:
    """C1 partly achieved, the RTO of the rescue measured and missed; the report is drafted."""
    world.system()
    process = Process.objects.get(code="road-rescue")
    drill = world.ended_drill("tabletop", processes=[process], **fields)
    Observation.objects.create(
        drill=drill, kind="strength", text="Calm command.", at=clock("10:20"),
        recorded_at=clock("10:20"), by=world.the("eva"),
    )  # fmt: skip
    c1 = Criterion.objects.get(script__drill=drill, key="C1")
    verbs.rate(
        drill, criterion=c1, level="partly", reason="Two teams waited.", **call("eva", "11:40")
    )
    verbs.enter_measured(drill, subject=process, kind="rto", value_s=1000, **call("eva", "11:42"))
    drill.participants.filter(present_from=None).update(present_from=drill.started_at)
    verbs.lock_attendance(drill, **call("cora", "11:45"))
    return verbs.finish_evaluation(drill, **call("eva", "11:50"))


def submitted(drill: Drill) -> Drill:
    for one in drill.findings.filter(kind="improvement"):
        verbs.change_finding(drill, one, no_action_reason="Known already.", **call("eva", "12:00"))
    verbs.review_measured(drill, drill.measured.get(), accepted=True, **call("eva", "12:01"))
    verbs.submit_report(drill, **call("eva", "12:05"))
    return drill
