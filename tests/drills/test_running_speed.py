"""How long a large script and many participants take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import perf_counter

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from drills.models import Drill, Expectation, Inject, Participant
from drills.services import drills as verbs
from drills.services import running
from drills.services.reminding import remind
from followup.models import Notification
from tests import factories
from tests.drills.world import prepared_drill, running_drill, the
from tests.incidents.world import clock

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
INJECTS, PEOPLE = 1000, 200


def seconds(do: Callable[[], object]) -> float:
    start = perf_counter()
    do()
    return perf_counter() - start


@pytest.fixture
def large() -> Drill:
    """A thousand injects, one every ten seconds, each with an expectation."""
    row = running_drill()
    injects = Inject.objects.bulk_create(
        Inject(
            script=row.script, key=f"x{n}", position=n, offset_s=10 * n, title_en=f"Inject {n}",
            body_en="It gets worse. " * 10, channel="verbal",
            due_at=clock("10:00") + timedelta(seconds=10 * n),
        )
        for n in range(INJECTS)
    )  # fmt: skip
    Expectation.objects.bulk_create(
        Expectation(
            script=row.script, inject=one, key=f"{one.key}.1", text_en="Somebody decides",
            due_after_s=300,
        )
        for one in injects
    )  # fmt: skip
    return row


def test_a_thousand_injects_come_and_move(large: Drill) -> None:
    took = {
        "due": seconds(lambda: running.run_due(large, at=clock("10:30"))),
        "pause": seconds(
            lambda: verbs.pause(large, reason="Lunch", by=the("cora"), at=clock("10:31"))
        ),
        "resume": seconds(lambda: verbs.resume(large, by=the("cora"), at=clock("11:00"))),
    }
    assert Inject.objects.filter(script__drill=large, status="due").count() == 183
    assert {name: round(one, 1) for name, one in took.items() if one > 2} == {}


@pytest.mark.parametrize("page", ["run/", "run/injects/", "evaluate/", "run/feed/?since="])
def test_pages_of_a_thousand_injects(large: Drill, page: str) -> None:
    running.run_due(large, at=clock("10:30"))
    Inject.objects.filter(script__drill=large, key__in=[f"x{n}" for n in range(150)]).update(
        status="delivered", delivered_at=clock("10:30"), late_s=0
    )
    client = Client()
    client.force_login(the("cora"))
    with time_machine.travel(clock("10:31"), tick=False):
        client.get(f"/drills/{large.code}/{page}")
        with CaptureQueriesContext(connection) as captured:
            took = seconds(lambda: client.get(f"/drills/{large.code}/{page}"))
    assert (len(captured) <= 40, took < 3) == (True, True), (len(captured), took)


def test_two_hundred_participants_are_reminded_in_one_sweep() -> None:
    start = clock("10:00", day=30)
    drill = prepared_drill(planned_start=start, planned_end=start + timedelta(hours=2))
    people = [
        factories.person(f"p{n}", user=factories.user(f"p{n}", "process_owner"))
        for n in range(PEOPLE)
    ]
    Participant.objects.bulk_create(
        Participant(drill=drill, person=one, invited_at=clock("08:00", day=1)) for one in people
    )
    with CaptureQueriesContext(connection) as captured:
        took = seconds(lambda: remind(start - timedelta(days=1)))
    told = Notification.objects.filter(kind="drill.reminder", channel="in_app").count()
    assert (told, took < 2, len(captured) < 40) == (PEOPLE + 5, True, True), (
        told, took, len(captured),
    )  # fmt: skip
    with CaptureQueriesContext(connection) as captured:
        remind(start - timedelta(days=1) + timedelta(minutes=1))
    asked = [one for one in captured if "SAVEPOINT" not in one["sql"]]
    assert len(asked) <= 6
