"""Two people do the same thing at the same moment (CON-1, CON-3, E13)."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from incidents.models import GradeChange, Incident, Status
from incidents.services import incidents as verbs
from incidents.services.step import locked, save
from lib.errors import GuardsUnmet
from tests.at_once import at_once
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db(transaction=True)


def the(name: str) -> User:
    """Read anew, as each request does."""
    return User.objects.get(username=name)


def both(row: Incident, do: Callable[[Incident, str], Any], *names: str) -> list[Any]:
    """`do` with a copy of the incident of one's own, by each of `names` at once."""

    def call(name: str) -> Callable[[], Any]:
        return lambda: do(Incident.objects.get(pk=row.pk), name)

    return at_once(*(call(name) for name in names))


def count(row: Incident, type: str) -> int:
    return row.timeline.filter(type=type).count()


def test_two_commanders_restore_at_once_and_it_is_one_event() -> None:
    row = world.responding()

    found = both(
        row, lambda one, name: verbs.restore(one, by=the(name), at=clock("10:58")), "carl", "mia"
    )

    assert [one.status for one in found] == [Status.VERIFYING] * 2
    assert (count(row, "restored"), count(row, "impact_ended")) == (1, 1)


def test_two_confirm_different_grades_and_one_stands() -> None:
    row = world.assessing()
    wanted = {"carl": "I", "dan": "III"}

    def confirm(one: Incident, name: str) -> Incident:
        level = world.IncidentGrade.objects.get(code=wanted[name])
        return verbs.confirm_grade(
            one, grade=level, reason="As seen", by=the(name), at=clock("10:07")
        )

    found = both(row, confirm, "carl", "dan")

    assert sorted(type(one).__name__ for one in found) == [GuardsUnmet.__name__, Incident.__name__]
    assert GradeChange.objects.filter(incident=row).count() == 1
    assert count(row, "graded") == 1


def test_the_same_external_id_at_once_is_one_incident() -> None:
    world.people()
    failed = world.dispatch()

    def declare() -> Incident:
        return verbs.declare(
            title="Disk 7", systems=[(failed, "full")], external_id="disk-7", by=the("rita"),
            at=clock("10:04"),
        )  # fmt: skip

    found = at_once(declare, declare, declare)

    assert [one.number for one in found] == ["INC-2026-0001"] * 3
    assert Incident.objects.count() == 1
    assert count(found[0], "note") == 2


@pytest.mark.slow
def test_declared_at_once_numbers_have_no_holes() -> None:
    world.people()
    world.dispatch()

    found = at_once(*[lambda: world.declared(title="Down")] * 4)

    assert sorted(one.number for one in found) == [f"INC-2026-000{n}" for n in range(1, 5)]


@pytest.mark.slow
def test_who_asks_and_who_agrees_at_once_stand_it_down_once() -> None:
    row = world.responding()

    both(
        row,
        lambda one, name: verbs.cancel(one, reason="False", by=the(name), at=clock("10:30")),
        "carl",
        "mia",
    )

    assert Incident.objects.get(pk=row.pk).status == Status.CANCELLED
    assert (count(row, "cancel_requested"), count(row, "cancelled")) == (1, 1)


@pytest.mark.slow
def test_raised_and_agreed_to_go_down_at_once_the_timeline_stays_in_order() -> None:
    row = world.responding("II")
    verbs.propose_lower(
        row, grade=world.grade("III"), reason="Less", by=the("carl"), at=clock("10:30")
    )

    def act(one: Incident, name: str) -> Incident:
        if name == "ciro":
            return verbs.agree_lower(one, by=the(name), at=clock("10:40"))
        level = world.IncidentGrade.objects.get(code="I")
        return verbs.raise_grade(one, grade=level, reason="Worse", by=the(name), at=clock("10:40"))

    both(row, act, "ciro", "carl")

    assert Incident.objects.get(pk=row.pk).grade == world.grade("I")
    seqs = list(row.timeline.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))


@pytest.mark.slow
def test_who_waited_for_the_row_sees_the_grade_it_has_now() -> None:
    row = world.responding("II")
    found: list[Any] = []

    def wait() -> None:
        with transaction.atomic():
            found.append(locked(row).grade)
        connection.close()

    waiting = Thread(target=wait)
    with transaction.atomic():
        held = locked(row)
        waiting.start()
        time.sleep(0.5)
        save(held, grade=world.grade("III"))
    waiting.join()

    assert found == [world.grade("III")]
