"""How far the real event has come that interrupted a drill."""

from __future__ import annotations

from drills.models import Drill, DrillStatus
from incidents.models import Incident

DEEPEST = 10  # incidents merged into one another


def still_open(drill: Drill) -> Incident | None:
    """The real incident nobody may play beside, or the one it was merged into; None: none is, it
    was a false alarm, or it is dealt with."""
    found = drill.real_incident
    for _step in range(DEEPEST):
        if found is None or found.merged_into is None:
            break
        found = found.merged_into
    return found if found is not None and found.is_open else None


def may_become_real(drill: Drill) -> bool:
    """There is something to stop, or a false alarm was taken back and nobody has gone on yet."""
    if drill.status == DrillStatus.INTERRUPTED:
        return still_open(drill) is None
    return drill.status in (DrillStatus.RUNNING, DrillStatus.PAUSED)
