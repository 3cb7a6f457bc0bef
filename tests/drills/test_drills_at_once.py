"""Two people do something to a drill at the same moment (CON-1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from drills.models import Drill, Pause
from drills.services import drills as verbs
from drills.services.left_running import look
from followup.models import Notification
from incidents.models import Incident
from lib.errors import DomainRefusal, StaleVersion
from tests.at_once import at_once
from tests.drills import world
from tests.drills.world import clock

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def the(name: str) -> User:
    """Read anew, as each request does."""
    return User.objects.get(username=name)


def each(row: Drill, *calls: tuple[str, Callable[[Drill, User], Any]]) -> list[Any]:
    """Every call with a copy of the drill of its own, all at once; a refusal is an answer."""

    def one(name: str, do: Callable[[Drill, User], Any]) -> Callable[[], Any]:
        def run() -> Any:
            try:
                return do(Drill.objects.get(pk=row.pk), the(name))
            except (DomainRefusal, StaleVersion) as refusal:
                return refusal

        return run

    return at_once(*(one(name, do) for name, do in calls))


def entries(row: Drill, type: str) -> int:
    return row.timeline.filter(type=type).count()


def test_two_start_it_and_it_starts_once() -> None:
    row = world.ready_drill("functional")

    def start(one: Drill, by: User) -> Drill:
        return verbs.start(one, by=by, at=clock("10:00"))

    found = each(row, ("cora", start), ("mia", start))
    assert [one.status for one in found] == ["running", "running"]
    assert (entries(row, "started"), Incident.objects.count()) == (1, 1)


def test_a_pause_and_an_end_leave_one_story() -> None:
    row = world.running_drill()
    each(
        row,
        ("cora", lambda one, by: verbs.pause(one, reason="Coffee", by=by, at=clock("10:30"))),
        ("mia", lambda one, by: verbs.end(one, by=by, at=clock("10:30"))),
    )
    row = Drill.objects.get(pk=row.pk)
    assert (row.status, entries(row, "ended")) == ("debrief", 1)
    assert not Pause.objects.filter(ended_at=None).exists()


def test_two_resume_and_the_pause_counts_once() -> None:
    row = world.running_drill()
    verbs.pause(row, reason="Coffee", by=the("cora"), at=clock("10:10"))

    def resume(one: Drill, by: User) -> Drill:
        return verbs.resume(one, by=by, at=clock("10:20"))

    each(row, ("cora", resume), ("mia", resume))
    assert (Drill.objects.get().paused_s, entries(row, "resumed")) == (600, 1)


def test_five_press_real_event_and_there_is_one() -> None:
    row = world.running_drill("functional")

    def press(one: Drill, by: User) -> Incident:
        return verbs.real_event(one, by=by, at=clock("10:30"))

    found = each(row, *((name, press) for name in ("carl", "iris", "olga", "eva", "cora")))
    assert {one.number for one in found} == {Incident.objects.get(mode="real").number}
    assert entries(row, "interrupted") == 1


def test_invitations_go_out_once() -> None:
    row = world.planned_drill()
    world.take_part(row)

    def invite(one: Drill, by: User) -> int:
        return verbs.invite(one, by=by, at=clock("09:00", day=1))

    counts = each(row, ("mia", invite), ("cora", invite))
    told = Notification.objects.filter(kind="drill.invited", channel="in_app").count()
    assert (sorted(counts), told) == ([0, 5], 5)


def test_two_workers_ask_once() -> None:
    world.running_drill()
    counts = at_once(lambda: look(clock("14:00")), lambda: look(clock("14:00")))
    told = Notification.objects.filter(kind="drill.still_running", channel="in_app").count()
    assert (sorted(counts), told) == ([0, 1], 1)


def test_two_who_change_the_same_drill_see_each_other() -> None:
    row = world.planned_drill()

    def rename(one: Drill, by: User) -> Drill:
        return verbs.change(
            one, {"title": f"By {by.username}"}, read_version=row.version, by=by,
            at=clock("09:00", day=1),
        )  # fmt: skip

    found = each(row, ("mia", rename), ("cora", rename))
    assert sum(isinstance(one, StaleVersion) for one in found) == 1
