"""The pages of a drill, as each person sees and uses them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from drills.models import Drill
from drills.services import drills as verbs
from tests.drills import world
from tests.drills.world import clock, the
from tests.factories import login

pytestmark = pytest.mark.django_db


def seen(name: str) -> Client:
    return login(the(name))


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "title": "", "type": "tabletop", "scenario": "db-down", "timezone": "Asia/Shanghai",
        "planned_start": "2026-03-02T10:00", "planned_end": "2026-03-02T12:00",
        "lead_controller": "cora", "lead_evaluator": "eva", "present_within_s": "15 min",
        "speed": "1",
    } | changes  # fmt: skip


def test_a_drill_is_planned_in_its_own_zone() -> None:
    world.people()
    world.scenario()
    page = seen("mia").post("/drills/new/", fields(timezone="Europe/Berlin"))
    row = Drill.objects.get()
    assert (page.status_code, row.title, row.planned_start) == (
        302, "Database down", clock("17:00"),
    )  # fmt: skip
    shown = seen("mia").get(f"/drills/{row.code}/edit/")
    assert 'value="2026-03-02T10:00"' in text_of(shown)


def test_what_is_wrong_stands_at_its_field() -> None:
    world.people()
    world.scenario()
    page = seen("mia").post("/drills/new/", fields(planned_end="2026-03-02T09:00"))
    assert (page.status_code, Drill.objects.exists()) == (422, False)
    assert "It must end after it begins." in text_of(page)
    assert seen("eva").get("/drills/new/").status_code == 403


def test_the_page_says_what_is_missing_and_where() -> None:
    row = world.planned_drill("functional", at=timezone.now())
    page = text_of(seen("mia").get(row.get_absolute_url()))
    for words in (
        "Say what the drill is held for", "Name the version of the plan", "Nobody plays yet",
        "5 points of the safety list are not confirmed", f"/drills/{row.code}/safety/",
    ):  # fmt: skip
        assert words in page
    refused = seen("mia").post(f"/drills/{row.code}/readiness/")
    assert refused.status_code == 409
    assert Drill.objects.get().status == "planned"


def test_a_drill_is_led_from_pages_without_script() -> None:
    now = timezone.now()
    row = world.prepared_drill(
        at=now - timedelta(days=1), planned_start=now, planned_end=now + timedelta(hours=1)
    )
    for name, step, data, status in (
        ("mia", "readiness", {}, "ready"), ("cora", "start", {}, "running"),
        ("cora", "pause", {"reason": "Coffee"}, "paused"), ("cora", "resumption", {}, "running"),
        ("cora", "end", {}, "debrief"),
    ):  # fmt: skip
        client = seen(name)
        assert client.get(f"/drills/{row.code}/{step}/").status_code == 200
        assert client.post(f"/drills/{row.code}/{step}/", data).status_code == 303
        assert Drill.objects.get().status == status
        assert client.get(row.get_absolute_url()).status_code == 200


def test_a_drill_without_notice_is_no_drill_for_players() -> None:
    row = world.prepared_drill(no_notice=True)
    pages = ["", "participants/", "timeline/", "safety/", "start/", "edit/"]
    for name, status in (("carl", 404), ("olga", 404), ("dan", 404)):
        client = seen(name)
        found = {client.get(f"/drills/{row.code}/{page}").status_code for page in pages}
        assert (found, row.code in text_of(client.get("/drills/"))) == ({status}, False)
    assert row.code in text_of(seen("eva").get("/drills/"))


def test_players_learn_nothing_of_the_script_while_it_runs() -> None:
    row = world.running_drill()
    page = text_of(seen("carl").get(row.get_absolute_url()))
    assert "Switch within the RTO" not in page
    assert "Switch within the RTO" in text_of(seen("eva").get(row.get_absolute_url()))
    assert seen("carl").get(f"/drills/{row.code}/end/").status_code == 403


def test_one_answers_an_invitation_with_one_tap() -> None:
    row = world.prepared_drill()
    part = row.participants.get(person__code="carl")
    client = seen("carl")
    assert "You are invited." in text_of(client.get(row.get_absolute_url()))
    client.post(f"/drills/{row.code}/participants/{part.pk}/answer/", {"answer": "confirmed"})
    part.refresh_from_db()
    assert part.answer == "confirmed"
    other = row.participants.get(person__code="iris")
    refused = seen("eva").post(
        f"/drills/{row.code}/participants/{other.pk}/answer/", {"answer": "declined"}
    )
    assert refused.status_code == 403


def test_people_are_named_by_role_in_the_response_and_called_over() -> None:
    row = world.planned_drill(scenario=world.scenario())
    client = seen("mia")
    client.post(
        f"/drills/{row.code}/participants/new/",
        {"role": "player", "holders_of": "it-lead", "response_role": "technical_lead",
         "key_person": "on"},
    )  # fmt: skip
    part = row.participants.get(role="player")
    assert (part.person.code, part.response_role, part.key_person) == (
        "iris", "technical_lead", True,
    )  # fmt: skip
    run = world.running_drill(title="Another")
    ticked = [one.pk for one in run.participants.filter(role="player")]
    client.post(f"/drills/{run.code}/participants/presence/", {"part": ticked})
    assert run.participants.filter(role="player", present_from=None).count() == 0


def test_a_copy_and_a_new_day() -> None:
    row = world.ready_drill()
    client = seen("mia")
    client.post(f"/drills/{row.code}/postponement/", {"reason": "Sales week"})
    client.post(f"/drills/{row.code}/replanning/", {"planned_start": "2026-03-09T10:00"})
    row.refresh_from_db()
    assert (row.status, row.planned_end) == ("planned", clock("12:00", day=9))
    data = {"title": "Again", "planned_start": "2026-04-01T14:00"}
    copied = client.post(f"/drills/{row.code}/copy/", data)
    again = Drill.objects.get(cloned_from=row)
    assert (copied["Location"], again.title) == (again.get_absolute_url(), "Again")


def test_the_list_asks_as_often_for_one_as_for_many(django_assert_num_queries: Any) -> None:
    world.prepared_drill()
    client = seen("mia")
    client.get("/drills/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get("/drills/")
    for _number in range(3):
        verbs.clone(
            Drill.objects.first(), planned_start=clock("10:00", day=20), by=the("mia"),
            at=clock("09:00"),
        )  # fmt: skip
    with django_assert_num_queries(len(one)):
        client.get("/drills/")
