"""Pages of the steps: what is shown, what is asked, what a second press finds."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from incidents.models import CheckRun, Incident, Status
from incidents.services import incidents as verbs
from tests.factories import login
from tests.incidents import world
from tests.incidents.world import clock, the

pytestmark = pytest.mark.django_db


def page(name: str, path: str, row: Incident, time: str, **data: Any) -> Any:
    """`name` opens (or, with data, sends) a page of the incident at that time."""
    client: Client = login(the(name))
    url = f"/incidents/{row.number}/{path}"
    with time_machine.travel(clock(time), tick=False):
        return client.post(url, data) if data else client.get(url)


def now(row: Incident) -> Incident:
    return Incident.objects.get(pk=row.pk)


def test_the_room_shows_the_next_step() -> None:
    row = world.declared()

    shown = page("carl", "", row, "10:05")

    assert f"/incidents/{row.number}/acknowledgement/" in shown.content.decode()
    assert f"/incidents/{row.number}/grade/" in shown.content.decode()


@pytest.mark.slow
def test_acknowledging_by_page() -> None:
    row = world.declared()

    answer = page("carl", "acknowledgement/", row, "10:05", at="")

    assert answer.status_code == 303
    assert now(row).status == Status.ASSESSING


def test_the_page_of_the_grade_says_why_and_confirms() -> None:
    row = world.assessing()

    shown = page("carl", "grade/", row, "10:07").content.decode()
    answer = page("carl", "grade/", row, "10:07", grade=world.grade("I").pk, reason="", at="")

    assert "Lives depend on Road rescue" in shown
    assert answer.status_code == 303
    assert now(row).grade == world.grade("I")


def test_another_grade_without_a_reason_comes_back_with_the_words() -> None:
    row = world.assessing()

    answer = page("carl", "grade/", row, "10:07", grade=world.grade("III").pk, reason="", at="")

    assert answer.status_code == 422
    assert "Grade I is suggested: say why it is another one." in answer.content.decode()


@pytest.mark.slow
def test_restoring_by_page_leaves_what_was_not_ticked() -> None:
    row = world.responding()

    answer = page("carl", "restoration/", row, "10:58", at="")

    assert answer.status_code == 303
    assert now(row).status == Status.VERIFYING
    assert row.impacts.get().end_at is None


def test_the_second_who_restores_hears_who_was_faster() -> None:
    row = world.responding()
    impact = row.impacts.get()
    verbs.restore(row, by=the("mia"), at=clock("10:57"))
    client = login(the("carl"))

    with time_machine.travel(clock("10:58"), tick=False):
        answer = client.post(
            f"/incidents/{row.number}/restoration/", {"ended": [impact.pk]}, follow=True
        )

    assert "Already: “Restored” at" in answer.content.decode()


def test_the_greyed_button_the_page_and_the_answer_say_the_same() -> None:
    row = world.restored()
    words = "Not checked yet: The data are whole"

    room = page("carl", "", row, "11:00").content.decode()
    shown = page("carl", "verification/", row, "11:00").content.decode()
    answer = page("carl", "verification/", row, "11:00", traffic_percent="100")

    assert words in room
    assert words in shown
    assert answer.status_code == 409
    assert words in answer.content.decode()


@pytest.mark.slow
def test_a_failed_check_by_page() -> None:
    row = world.restored()
    box = CheckRun.objects.filter(step__incident=row, step__key="verify").first()
    assert box is not None

    answer = page(
        "carl", "failure/", row, "11:05", check=box.pk, impacts=[row.impacts.get().pk],
        reason="Calls are lost",
    )  # fmt: skip

    assert answer.status_code == 303
    assert now(row).status == Status.RESPONDING


def test_a_reader_sees_no_step_and_may_not_open_one() -> None:
    row = world.responding()

    assert "/restoration/" not in page("charlie", "", row, "10:30").content.decode()
    assert page("charlie", "restoration/", row, "10:30").status_code == 403


@pytest.mark.slow
def test_who_asks_to_stand_down_waits_and_who_agrees_completes() -> None:
    row = world.responding()

    first = page("carl", "cancellation/", row, "10:30", reason="A drill nobody told us of")
    asked = now(row).status
    shown = page("celia", "", row, "10:31").content.decode()
    page("celia", "cancellation/", row, "10:31", reason="", at="")

    assert (first.status_code, asked) == (303, Status.RESPONDING)
    assert "Carl says it is a false alarm" in shown
    assert now(row).status == Status.CANCELLED


@pytest.mark.slow
def test_times_are_corrected_side_by_side_with_a_faster_colleague() -> None:
    row = world.responding()
    version = now(row).version
    page("carl", "times/", row, "10:40", version=version, occurred_at="2026-03-02T09:58:00",
         occurred_precision="exact", reason="Log of the switch")  # fmt: skip

    answer = page("mia", "times/", row, "10:41", version=version,
                  occurred_at="2026-03-02T09:55:00", occurred_precision="exact")  # fmt: skip

    assert answer.status_code == 409
    assert now(row).occurred_at == clock("09:58")


@pytest.mark.slow
@pytest.mark.parametrize("path", ["reopening/", "recurrence/"])
def test_what_came_back_has_its_page(path: str) -> None:
    row = world.reviewing("III")

    assert page("mia", path, row, "13:00").status_code == 200
