"""A drill over HTTP from its plan to the archive, by those who hold it; players learn nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from bia.models import Measurement
from drills.models import Drill, Inject
from drills.published import drill_json
from drills.services import drills as verbs
from followup.models import WebhookDelivery
from followup.services.endpoints import create_endpoint
from tests import factories
from tests.drills import world
from tests.drills.world import clock, the

pytestmark = pytest.mark.django_db

Ask = Callable[..., Any]


@pytest.fixture
def ask() -> Ask:
    """`ask("cora", "10:05", "post", "drills/…/pause/", reason="Lunch")`: at that time, by her."""
    clients: dict[str, APIClient] = {}

    def send(name: str, time: str, method: str, place: str, **body: Any) -> Any:
        with time_machine.travel(clock(time), tick=False):
            if name not in clients:
                clients[name] = factories.api(the(name))
            given = None if method == "get" else body
            return getattr(clients[name], method)(f"/api/v1/{place}", given, format="json")

    return send


def keys(response: Any) -> list[str]:
    return [one["key"] for one in response.json()["results"]]


def codes(response: Any) -> list[str]:
    return [one["code"] for one in response.json()["errors"]]


def test_from_ready_to_the_archive(ask: Ask) -> None:
    row = world.ready_drill()
    place = f"drills/{row.code}/"
    wrong = ask("cora", "10:00", "post", f"{place}end/")
    assert (wrong.status_code, codes(wrong)) == (409, ["wrong_status"])
    begun = ask("cora", "10:00", "post", f"{place}start/")
    assert (begun.status_code, begun.json()["status"]) == (200, "running")

    told = ask("cora", "10:01", "post", f"{place}injects/1/delivery/", text="The alarm rings.")
    assert (told.status_code, told.json()["status"], told.json()["late_s"]) == (
        200,
        "delivered",
        60,
    )
    seen = ask(
        "eva", "10:04", "post", f"{place}expectations/1.1/judgement/", result="met", comment="Fast"
    )
    assert (seen.json()["result"], seen.json()["late"]) == ("met", False)
    noted = {"kind": "strength", "text": "Calm.", "key": "phone-1", "criterion": "C1"}
    twice = [ask("eva", "10:05", "post", f"{place}observations/", **noted) for _ in range(2)]
    assert [one.status_code for one in twice] == [201, 201]
    assert twice[0].json()["id"] == twice[1].json()["id"]
    assert codes(ask("cora", "10:06", "post", f"{place}pause/")) == ["required"]
    assert (
        ask("cora", "10:06", "post", f"{place}pause/", reason="Lunch").json()["status"] == "paused"
    )
    assert ask("cora", "10:16", "post", f"{place}resumption/").json()["paused_s"] == 600
    for key in ("2", "3"):
        ask("cora", "10:40", "post", f"{place}injects/{key}/skipping/", reason="No time")
    ended = ask("cora", "11:30", "post", f"{place}end/", reason="Enough")
    assert (ended.json()["status"], ended.json()["score"]) == ("debrief", None)

    unmet = ask("eva", "11:31", "post", f"{place}evaluation/")
    assert (unmet.status_code, len(codes(unmet)) >= 2) == (409, True)
    for key in ("C1", "C2"):
        rated = ask("eva", "11:35", "post", f"{place}ratings/", criterion=key, level="achieved")
        assert rated.status_code == 201
    assert ask("cora", "11:36", "post", f"{place}attendance/").status_code == 200
    evaluated = ask("eva", "11:40", "post", f"{place}evaluation/")
    assert (evaluated.json()["status"], evaluated.json()["score"]) == ("reporting", "100.00")
    _report(ask, place)
    closed = ask("cora", "12:30", "post", f"{place}closure/")
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    types = [one["type"] for one in ask("mia", "12:31", "get", f"{place}events/").json()["results"]]
    assert types[-1] == "closed"
    last = ask("mia", "12:31", "get", f"{place}feed/?since={closed.json()['seq']}")
    assert last.status_code == 204


def _report(ask: Ask, place: str) -> None:
    report = ask("eva", "11:50", "get", f"{place}report/").json()
    texts = {"scope": "The rescue centre", "too_easy_note": "It was the first one."}
    written = ask("eva", "11:50", "patch", f"{place}report/", **texts, version=report["version"])
    assert (written.status_code, written.json()["scope"]) == (200, "The rescue centre")
    stale = ask("eva", "11:51", "patch", f"{place}report/", **texts, version=report["version"])
    assert (stale.status_code, stale.json()["current"]["scope"]) == (409, "The rescue centre")
    submitted = ask("eva", "11:55", "post", f"{place}report/submission/")
    assert (submitted.status_code, submitted.json()["state"]) == (200, "submitted")
    assert ask("eva", "11:56", "post", f"{place}report/approval/").status_code == 403
    approved = ask("mia", "12:10", "post", f"{place}report/approval/", comment="Good")
    assert (approved.status_code, approved.json()["approved_by"]) == (200, "mia")
    assert Measurement.objects.filter(source__startswith="drill").count() == 0


def test_players_read_what_was_told_to_them(ask: Ask) -> None:
    row = world.running_drill()
    place = f"drills/{row.code}/"
    assert ask("carl", "10:01", "get", f"{place}injects/").json()["count"] == 0
    ask("cora", "10:02", "post", f"{place}injects/1/delivery/")
    ask("cora", "10:10", "post", f"{place}injects/2/delivery/")
    by_reader = {
        name: [
            one["key"] for one in ask(name, "10:11", "get", f"{place}injects/").json()["results"]
        ]
        for name in ("carl", "iris", "olga", "cora")
    }
    assert by_reader == {
        "carl": ["1", "2"], "iris": ["1"], "olga": ["1", "2"], "cora": ["1", "2", "3", "4"],
    }  # fmt: skip
    for part in ("objectives", "criteria", "expectations", "ratings", "results", "report"):
        assert ask("carl", "10:11", "get", f"{place}{part}/").status_code == 403, part
    assert ask("carl", "10:11", "get", f"{place}injects/4/").status_code == 404
    assert ask("carl", "10:11", "post", f"{place}injects/3/delivery/").status_code == 403


def test_one_without_notice_is_not_there_for_its_players(ask: Ask) -> None:
    row = world.prepared_drill(no_notice=True)
    found = {
        name: ask(name, "09:00", "get", f"drills/{row.code}/").status_code
        for name in ("carl", "olga", "eva", "mia")
    }
    assert found == {"carl": 404, "olga": 404, "eva": 200, "mia": 200}
    assert set(drill_json(row)) == {
        *("id", "code", "version", "created_at", "updated_at", "url", "status", "type"),
        "no_notice",
    }


@pytest.mark.slow
def test_a_real_event_stops_it_for_everybody(ask: Ask) -> None:
    row = world.running_drill()
    place = f"drills/{row.code}/real-event/"
    stopped = ask("olga", "10:07", "post", place, title="Smoke")
    assert (stopped.status_code, stopped.json()["status"]) == (200, "interrupted")
    number = stopped.json()["real_incident"]
    assert ask("carl", "10:07", "post", place).json()["real_incident"] == number
    kept = ask("cora", "10:08", "post", f"drills/{row.code}/resumption/")
    assert (kept.status_code, codes(kept)) == (409, ["real_event_open"])
    assert ask("charlie", "10:08", "post", place).status_code == 403


def test_each_step_is_told_to_other_systems() -> None:
    admin = factories.user("root", "administrator")
    create_endpoint(
        url="https://hooks.example.org/in", event_types=["drill.*"], by=admin, at=factories.NOON
    )
    row = world.planned_drill()
    verbs.postpone(row, reason="A sale", by=the("mia"), at=clock("08:30", day=1))
    verbs.cancel(Drill.objects.get(), reason="No people", by=the("mia"), at=clock("08:40", day=1))
    told = [one.event for one in WebhookDelivery.objects.select_related("event").order_by("pk")]
    assert [one.type for one in told] == ["drill.planned", "drill.postponed", "drill.cancelled"]
    assert [one.subject_code for one in told] == [row.code] * 3


def test_a_script_is_written_by_its_keys(ask: Ask) -> None:
    row = world.planned_drill(scenario=world.scenario())
    place = f"drills/{row.code}/"
    made = ask(
        "mia", "08:00", "post", f"{place}expectations/", inject="2", criterion="C1",
        text_en="Adds people", due_after_s=600,
    )  # fmt: skip
    assert (made.status_code, made.json()["key"]) == (201, "2.1")
    late = {"all": [{"expectation": "2.1", "is": "unmet"}]}
    body = {"offset_s": 3600, "title_en": "It gets worse", "condition": late}
    added = ask("mia", "08:00", "post", f"{place}injects/", **body)
    assert (added.status_code, added.json()["key"], added.json()["condition"]) == (201, "5", late)
    never = ask("mia", "08:00", "post", f"{place}injects/", **body | {"offset_s": 0})
    assert (never.status_code, [one["attr"] for one in never.json()["errors"]]) == (
        400, ["condition"],
    )  # fmt: skip
    stale = ask("mia", "08:00", "patch", f"{place}injects/5/", offset_s=1, version=9)
    assert (stale.status_code, stale.json()["current"]["key"]) == (409, "5")
    wrong = ask("mia", "08:00", "post", f"{place}expectations/", inject="nobody")
    assert [one["attr"] for one in wrong.json()["errors"]] == ["inject"]
    assert Inject.objects.filter(script__drill=row).count() == 5


def test_an_offset_no_database_knows_is_an_instant_all_the_same(ask: Ask) -> None:
    world.planned_drill()
    began = "2026-03-03T08:00:00%2B21:30"
    found = [
        ask("mia", "08:00", "get", f"drills/?planned_{side}={began}").json()["count"]
        for side in ("from", "until")
    ]
    assert found == [0, 1]
