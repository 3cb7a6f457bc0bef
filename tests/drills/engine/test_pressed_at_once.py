"""REAL EVENT from three phones at once, in the middle of a pause and a deed (CON-1)."""

from __future__ import annotations

import pytest

from accounts.models import User
from drills.models import Drill, Pause
from drills.services import drills as verbs
from drills.services.real_event import real_event
from followup.models import Clock
from incidents.models import Impact, Incident
from incidents.services import incidents
from lib.errors import GuardsUnmet
from tests.at_once import at_once
from tests.drills import world
from tests.drills.world import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def the(name: str) -> User:
    return User.objects.get(username=name)


def test_three_who_press_make_one_incident_whatever_else_happens() -> None:
    row = world.running_drill("functional")

    def press(name: str) -> object:
        return real_event(Drill.objects.get(pk=row.pk), by=the(name), at=clock("10:07"))

    def pause() -> object:
        one = Drill.objects.get(pk=row.pk)
        return verbs.pause(one, reason="Coffee", by=the("cora"), at=clock("10:06"))

    def deed() -> object:
        incident = Incident.objects.get(of_drill=row)
        impact = Impact.objects.get(incident=incident)
        return incidents.end_impact(incident, impact, by=the("carl"), at=clock("10:06"))

    found = at_once(
        lambda: press("olga"), lambda: press("carl"), lambda: press("cora"), pause, deed
    )

    pressed, rest = found[:3], found[3:]
    assert {type(one) for one in pressed} == {Incident}
    assert len({one.pk for one in pressed if isinstance(one, Incident)}) == 1
    assert Incident.objects.real().count() == 1
    # Too late to pause, or paused before: never a deadlock.
    assert all(isinstance(one, (Drill, Impact, GuardsUnmet)) or one is None for one in rest)
    assert Pause.objects.filter(drill=row, ended_at=None, real_event=True).count() == 1
    ours = Clock.objects.live().filter(exercise=True)
    assert set(ours.values_list("state", flat=True)) <= {"paused"}
