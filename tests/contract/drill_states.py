"""A drill on the run with a row of every part, for made-up requests."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from drills.models import (
    Criterion,
    Drill,
    DrillFinding,
    DrillSlot,
    DrillStatus,
    Expectation,
    FreezeWindow,
    Inject,
    MeasuredTime,
    Objective,
    Participant,
)
from drills.services import drills as verbs
from drills.services.scripting import script_of


def codes_of_drills(by: User, at: datetime) -> dict[str, object]:
    """Nouns of the addresses → what names one object there. The drill runs, as far as its rows
    say: what it would tell people is tried elsewhere."""
    planned = Drill.objects.get()
    began, ends = at - timedelta(hours=1), at + timedelta(hours=1)
    drill = verbs.create(
        title="Lines", type="tabletop", planned_start=began, planned_end=ends,
        scenario=planned.scenario, by=by, at=at,
    )  # fmt: skip
    me = by.person
    part = Participant.objects.create(drill=drill, person=me, role="controller")
    script = script_of(drill)
    goal = Objective.objects.create(script=script, key="O1", text_en="Reach the centre")
    judged = Criterion.objects.create(script=script, key="C1", objective=goal, group="process")
    inject = Inject.objects.create(script=script, key="1", title_en="Silence")
    expected = Expectation.objects.create(script=script, key="1.1", inject=inject)
    process = planned.processes.get()
    drill.processes.add(process)
    measured = MeasuredTime.objects.create(drill=drill, process=process, kind="rto", value_s=600)
    finding = DrillFinding.objects.create(drill=drill, key="F1", text="Nobody had the number.")
    Drill.objects.filter(pk=drill.pk).update(
        status=DrillStatus.RUNNING.value, started_at=began, script_at=began
    )
    freeze = FreezeWindow.objects.create(name_en="Sale", starts_on=at.date(), ends_on=at.date())
    slot = DrillSlot.objects.order_by("code")[0]
    return {
        "drills": drill.code,
        "drills/participants": part.pk,
        "drills/safety": "backup",
        "drills/objectives": goal.key,
        "drills/criteria": judged.key,
        "drills/injects": inject.key,
        "drills/expectations": expected.key,
        "drills/results": judged.key,
        "drills/measured-times": measured.pk,
        "drills/findings": finding.key,
        "drill-scenarios/objectives": "O1",
        "drill-scenarios/criteria": "C1",
        "drill-scenarios/injects": "1",
        "drill-scenarios/expectations": "1.1",
        "freezes": freeze.pk,
        "drill-slots": slot.code,
    }
