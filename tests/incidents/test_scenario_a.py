"""Scenario A of the source through the API, with time under control: to the second and the cent.

10:00 the rescue dispatch goes down nationwide; declared 10:04, grade I confirmed 10:07, manual
dispatch at 60 % from 10:15, restored 10:58, verified 11:40. The day is played once; each test
looks at what was answered at one of its moments.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from followup.services.ticking import replay
from incidents.jobs.look import look_now
from tests import factories
from tests.incidents import world
from tests.incidents.world import SHANGHAI, clock

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/incidents/"


class Day:
    """What each person does at which minute; `seen` is what was answered then, by minute."""

    def __init__(self, travel: Any) -> None:
        self.travel = travel
        self.clients: dict[str, APIClient] = {}
        self.code = ""
        self.seen: dict[str, Any] = {}

    def at(self, time: str) -> None:
        """It is that minute; whatever was due until then has fired, each at its own time."""
        self.travel.move_to(clock(time))
        replay(until=clock(time))
        look_now(at=clock(time))

    def look(self, time: str, *parts: str) -> None:
        """Keep what the API answers now: the clocks, and `parts`."""
        self.seen[time] = {"clocks": {one["kind"]: one for one in self.get("clocks")["results"]}}
        for part in parts:
            self.seen[time][part] = {
                "incident": self.get,
                "impact": lambda: self.get("impacts")["results"][0],
                "loss": lambda: self.get("loss"),
            }[part]()

    def get(self, part: str = "", who: str = "carl") -> Any:
        return self._answer(self._client(who).get(self._path(part)))

    def post(self, who: str, part: str, **body: Any) -> Any:
        return self._answer(self._client(who).post(self._path(part), body))

    def patch(self, who: str, part: str, **body: Any) -> Any:
        version = self.get(part)["version"]
        changed = self._client(who).patch(self._path(part), body | {"version": version})
        return self._answer(changed)

    def _client(self, who: str) -> APIClient:
        if who not in self.clients:
            self.clients[who] = factories.api(world.the(who))
        return self.clients[who]

    def _path(self, part: str) -> str:
        if part.startswith("/"):
            return part
        return f"{ROOT}{self.code}/{part}" + ("/" if part and "?" not in part else "")

    def _answer(self, response: Any) -> Any:
        assert response.status_code in (200, 201), (response.status_code, response.content)
        return response.json()


def play(day: Day) -> None:
    begin(day)
    respond(day)
    verify(day)
    close(day)
    day.seen["timeline"] = day.get("events/?limit=500")["results"]
    about = "/api/v1/measurements/?subject=process:road-rescue"
    day.seen["measurements"] = day.get(about, who="mia")["results"]
    day.seen["gaps"] = day.get("/api/v1/analysis/gaps/", who="mia")["nodes"]
    page = factories.login(world.the("mia")).get("/gaps/?search=road-rescue")
    day.seen["gap page"] = (page.status_code, page.content.decode())


def begin(day: Day) -> None:
    day.at("10:04")
    body = {
        "title": "Rescue dispatch down",
        "systems": ["dispatch"],
        "regions": "all",
        "category": "database",
        "occurred_at": "2026-03-02T10:00:00+08:00",
        "detected_at": "2026-03-02T10:01:00+08:00",
    }
    day.code = day.post("rita", ROOT, **body)["code"]
    day.look("10:04", "incident")
    day.at("10:05")
    day.post("carl", "acknowledgement")
    day.at("10:06")
    for row in day.get("contacts")["results"]:
        if row["required"]:
            day.post("carl", f"contacts/{row['id']}/attempts", result="reached")
    day.at("10:07")
    day.post("carl", "grade", grade="I")
    day.look("10:07")


def respond(day: Day) -> None:
    day.at("10:11")
    day.look("10:11")
    day.at("10:12")
    day.look("10:12")
    day.at("10:13")
    day.post("celia", "escalation/acknowledgement")
    day.at("10:15")
    day.look("10:15", "incident", "impact", "loss")
    number = day.seen["10:15"]["impact"]["id"]
    day.patch("carl", f"impacts/{number}", workaround_percent="60")
    for time in ("10:22", "10:52"):
        day.at(time)
        day.post("carl", "reports", happened="Manual dispatch runs.", next_steps="Rebuild.")
        day.look(time)
    day.at("10:58")
    day.post("carl", "restoration")
    day.look("10:58", "impact", "loss")


def verify(day: Day) -> None:
    day.at("11:40")
    for step in day.get("steps")["results"]:
        if step["key"] == "verify":
            for box in step["checks"]:
                day.post("carl", f"steps/checks/{box['id']}", state="done")
    day.post("olga", "verification/confirmation")
    day.post("carl", "verification", traffic_percent=100)
    day.look("11:40", "incident", "impact")


def close(day: Day) -> None:
    day.at("13:00")
    number = day.seen["11:40"]["impact"]["id"]
    day.patch(
        "carl", f"impacts/{number}", last_good_data_at="2026-03-02T09:57:00+08:00",
        actual_loss="26000.00", complaints=3,
    )  # fmt: skip
    day.patch(
        "carl", "review", summary="The dispatch was down for 58 min.",
        symptom="No calls came in.", root_cause="A disk was full.", treatment="Space was made.",
        no_actions_reason="The disks are watched since last week.", card_helped=True,
    )  # fmt: skip
    day.post("carl", "review/submission")
    day.at("14:00")
    day.post("celia", "review/approval")
    day.at("14:05")
    day.post("celia", "closure")
    day.look("14:05", "incident", "impact")


def local(instant: str | None) -> str | None:
    """ "10:15:00", with the day of the month in front when it is not the second."""
    if instant is None:
        return None
    at = datetime.fromisoformat(instant).astimezone(SHANGHAI)
    return f"{at:%H:%M:%S}" if at.day == 2 else f"{at:%d %H:%M:%S}"


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker: Any) -> dict[str, Any]:
    """Played in a transaction that is rolled back."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": None})
        around = transaction.atomic()
        around.__enter__()
        try:
            with time_machine.travel(clock("09:00"), tick=False) as travel:
                world.people()
                world.dispatch()
                day = Day(travel)
                play(day)
        finally:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
    return day.seen


def due(seen: dict[str, Any], time: str, *kinds: str) -> list[str | None]:
    return [local(seen[time]["clocks"][kind]["due_at"]) for kind in kinds]


Seen = dict[str, Any]


def test_grade_one_is_suggested_with_its_reasons(seen: Seen) -> None:
    made = seen["10:04"]["incident"]
    told = " ".join(made["suggested_grade"]["reasons"])
    assert (made["status"], made["grade"], made["provisional_grade"]) == ("reported", None, "I")
    assert made["suggested_grade"]["grade"] == "I"
    words = ("core system, fully down", "whole country", "Lives depend on Road rescue")
    assert [one for one in words if one not in told] == []
    assert (local(made["declared_at"]), local(made["detected_at"])) == ("10:04:00", "10:01:00")


def test_the_first_clocks_run_from_declaration_and_beginning(seen: Seen) -> None:
    kinds = ("notify", "assess", "impact_rto", "impact_mtd")
    assert due(seen, "10:04", *kinds) == ["10:09:00", "10:19:00", "10:15:00", "11:00:00"]


def test_notify_and_assess_are_met(seen: Seen) -> None:
    clocks = seen["10:07"]["clocks"]
    told = [(clocks[kind]["state"], local(clocks[kind]["met_at"])) for kind in ("notify", "assess")]
    assert told == [("met", "10:06:00"), ("met", "10:07:00")]


def test_the_decision_level_answers_at_once_and_the_alarm_waits_five_minutes(seen: Seen) -> None:
    asked = seen["10:07"]["clocks"]["decision_response"]
    assert (local(asked["anchor_at"]), local(asked["due_at"])) == ("10:07:00", "10:07:00")
    assert seen["10:11"]["clocks"]["decision_response"]["breached_at"] is None
    assert seen["10:12"]["clocks"]["decision_response"]["state"] == "breached_running"
    answered = seen["10:15"]["incident"]["level_acknowledged_at"]
    assert local(answered) == "10:13:00"


def test_the_first_report_is_due_when_a_full_rto_has_passed(seen: Seen) -> None:
    """An RTO of 15 min after the grade, then every 30 min."""
    assert due(seen, "10:07", "situation_report") == ["10:22:00"]
    assert due(seen, "10:22", "situation_report") == ["10:52:00"]
    assert due(seen, "10:52", "situation_report") == ["11:22:00"]


def test_the_rto_is_breached_with_ten_thousand_lost(seen: Seen) -> None:
    breached = seen["10:15"]["clocks"]["impact_rto"]
    assert (breached["state"], local(breached["breached_at"])) == ("breached_running", "10:15:00")
    loss = seen["10:15"]["loss"]
    assert (loss["total"], loss["currency"], loss["unknown"]) == ("10000.00", "CNY", [])


def test_a_workaround_of_sixty_percent_cuts_the_loss_and_not_the_rto(seen: Seen) -> None:
    """The process needs 80 %: it is bridged, not recovered."""
    impact = seen["10:58"]["impact"]
    assert local(impact["workaround_started_at"]) == "10:15:00"
    assert [one["workaround"] for one in impact["steps"]] == ["0", "60"]
    assert seen["10:22"]["clocks"]["impact_rto"]["state"] == "breached_running"
    assert seen["10:58"]["clocks"]["impact_rto"]["state"] == "met_late"
    assert (seen["10:58"]["loss"]["total"], local(impact["end_at"])) == ("25288.89", "10:58:00")


def test_the_mtd_is_met_with_two_minutes_left(seen: Seen) -> None:
    mtd = seen["10:58"]["clocks"]["impact_mtd"]
    assert (mtd["state"], local(mtd["met_at"]), local(mtd["due_at"])) == (
        "met", "10:58:00", "11:00:00"
    )  # fmt: skip


def test_verification_is_in_time_and_the_review_due_a_day_later(seen: Seen) -> None:
    assert due(seen, "10:58", "verify_recovery") == ["11:58:00"]
    checked = seen["11:40"]["clocks"]["verify_recovery"]
    assert (checked["state"], local(checked["met_at"])) == ("met", "11:40:00")
    assert due(seen, "11:40", "incident_review") == ["03 11:40:00"]
    assert seen["11:40"]["incident"]["status"] == "reviewing"


def test_closing_writes_what_was_achieved(seen: Seen) -> None:
    incident, impact = seen["14:05"]["incident"], seen["14:05"]["impact"]
    assert (incident["status"], local(incident["closed_at"])) == ("closed", "14:05:00")
    assert (impact["achieved_rto_s"], impact["achieved_rpo_s"]) == (3480, 180)
    assert (impact["estimated_loss"], impact["actual_loss"]) == ("25288.89", "26000.00")


def test_the_measurements_stand_in_the_register(seen: Seen) -> None:
    rows = seen["measurements"]
    assert sorted((one["kind"], one["value_s"], one["target_s"]) for one in rows) == [
        ("rpo", 180, 300), ("rto", 3480, 900)
    ]  # fmt: skip
    assert {one["confidence"] for one in rows} == {"measured"}


def test_the_gap_analysis_shows_the_missed_rto(seen: Seen) -> None:
    [row] = [one for one in seen["gaps"] if one["code"] == "road-rescue"]
    assert (row["proof"]["value_s"], row["proof"]["proves"]) == (3480, True)
    status, page = seen["gap page"]
    assert (status, "58 min" in page) == (200, True)


def test_the_timeline_is_chained_from_declared_to_closed(seen: Seen) -> None:
    entries = seen["timeline"]
    digests = ["", *(one["digest"] for one in entries)]
    assert [one["previous_digest"] for one in entries] == digests[:-1]
    moves = ("declared", "acknowledged", "graded", "restored", "verified", "closed")
    assert [one["type"] for one in entries if one["type"] in moves] == list(moves)
