"""AT-027 and AT-028 as response.md decides them: from which instant each clock runs."""

from __future__ import annotations

from datetime import datetime

import pytest

from followup.models import Clock
from incidents import fact_rows
from incidents.facts import facts_of
from incidents.models import Incident, SituationReport
from incidents.services import incidents as verbs
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


def due(incident: Incident, kind: str) -> datetime:
    row = Clock.objects.filter(subject_code=incident.number, kind=kind).latest("generation")
    return row.due_at


@pytest.mark.parametrize(
    ("answered", "state", "late_s"), [("10:12", "met", 0), ("10:16", "met_late", 60)]
)
def test_a_grade_ii_is_answered_within_15_minutes_of_taking_effect(
    answered: str, state: str, late_s: int
) -> None:
    incident = world.responding(
        "II", at=clock("10:00"), occurred_at=clock("10:00"), acknowledged_at=clock("10:00"),
        graded_at=clock("10:00"), systems=[(world.csm(), "partial")],
    )  # fmt: skip
    verbs.acknowledge_level(incident, by=world.the("ciro"), at=clock(answered))
    incident.refresh_from_db()
    rows = facts_of(incident, clock("10:30"))["clocks"]
    [found] = [one for one in rows if one["kind"] == "decision_response"]
    assert (found["state"], found["limit_s"], found["late_s"]) == (state, 900, late_s)


def test_the_clocks_of_a_card_declared_at_ten() -> None:
    carl = world.the("carl")
    incident = world.responding(
        "III", at=clock("10:00"), occurred_at=clock("10:00"), acknowledged_at=clock("10:00"),
        graded_at=clock("10:00"), systems=[(world.csm(), "full")],
    )  # fmt: skip
    assert (due(incident, "notify"), due(incident, "assess")) == (clock("10:05"), clock("10:15"))
    for at in ("10:30", "11:00", "11:30", "12:00"):
        assert due(incident, "situation_report") == clock(at)
        verbs.submit_report(incident, happened="As before", by=carl, at=clock(at))
    assert [one.late_s for one in SituationReport.objects.all()] == [0, 0, 0, 0]
    verbs.restore(incident, by=carl, at=clock("12:00"))
    assert due(incident, "verify_recovery") == clock("13:00")
    world.checked(incident, at=clock("12:40"))
    verbs.confirm_recovery(incident, by=world.the("olga"), at=clock("12:40"))
    verbs.verify(incident, by=carl, at=clock("12:40"))
    assert due(incident, "incident_review") == clock("12:40", day=3)
    names = [one["name"] for one in fact_rows.clocks(facts_of(incident, clock("12:41")))]
    assert "Review submitted" in names
