"""`/api/v1/clocks/`: snoozing, pausing and resuming over HTTP (CLK-6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from followup.models import Clock
from followup.services.clocks import meet_clock, start_clock
from tests import factories
from tests.contract.world import path, problems

NOUNS = [
    ("snooze", {"for_s": 600, "reason": "On the phone"}),
    ("pause", {"reason": "Drill halted"}),
    ("resumption", {}),
]


def started(kind: str = "situation_report", **values: Any) -> Clock:
    """Due in half an hour; reports may be snoozed for an hour at most, and paused."""
    now = timezone.now()
    about = {"subject_kind": "", "subject_code": kind, "title": "Report"}
    return start_clock(kind=kind, anchor_at=now, at=now, **about, **values)


@pytest.fixture
def clock(db: None) -> Clock:
    return started()


def step(client: APIClient, clock: Clock, noun: str, **body: Any) -> Any:
    return client.post(f"{path('clocks', str(clock.pk))}{noun}/", body)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_snooze_moves_the_deadline_on(as_manager: APIClient, clock: Clock) -> None:
    before = as_manager.get(path("clocks", str(clock.pk))).json()
    response = step(as_manager, clock, "snooze", for_s=600, reason="On the phone")
    after = response.json()
    assert (response.status_code, set(after)) == (200, set(before))
    assert instant(after["due_at"]) == instant(before["due_at"]) + timedelta(minutes=10)
    assert after["first_due_at"] == before["first_due_at"]
    event = after["events"][-1]
    assert (event["type"], event["by"], event["reason"]) == ("snoozed", "manager", "On the phone")
    assert after == as_manager.get(path("clocks", str(clock.pk))).json()


def test_a_pause_lasts_until_the_resumption(as_manager: APIClient, clock: Clock) -> None:
    paused = step(as_manager, clock, "pause", reason="Drill halted").json()
    assert (paused["state"], paused["next_fire_at"]) == ("paused", None)
    resumed = step(as_manager, clock, "resumption")
    assert (resumed.status_code, resumed.json()["state"]) == (200, "running")
    assert [one["type"] for one in resumed.json()["events"]] == ["started", "paused", "resumed"]


@pytest.mark.parametrize(
    ("noun", "body", "attrs"),
    [
        ("snooze", {}, {"for_s", "reason"}),
        ("snooze", {"for_s": 0, "reason": "x"}, {"for_s"}),
        ("snooze", {"for_s": 3601, "reason": "x"}, {"for_s"}),
        ("snooze", {"for_s": 10**12, "reason": "x"}, {"for_s"}),
        ("snooze", {"for_s": True, "reason": "x"}, {"for_s"}),
        ("snooze", {"for_s": "60", "reason": "x"}, {"for_s"}),
        ("snooze", {"for_s": None, "reason": "x"}, {"for_s"}),
        ("snooze", {"for_s": 60, "reason": "  "}, {"reason"}),
        ("snooze", {"for_s": 60, "reason": "x", "until": "noon"}, {"until"}),
        ("pause", {}, {"reason"}),
        ("pause", {"reason": ""}, {"reason"}),
        ("pause", {"reason": "x" * 501}, {"reason"}),
        ("pause", {"reason": "x\0"}, {"reason"}),
        ("pause", {"reason": "x", "for_s": 60}, {"for_s"}),
    ],
)
def test_a_wrong_body_is_named_by_its_field(
    as_manager: APIClient, clock: Clock, noun: str, body: dict[str, Any], attrs: set[str]
) -> None:
    response = step(as_manager, clock, noun, **body)
    assert (response.status_code, {attr for _code, attr in problems(response)}) == (400, attrs)
    assert [one.type for one in clock.events.all()] == ["started"]


def test_a_body_that_is_no_object_is_refused(as_manager: APIClient, clock: Clock) -> None:
    for noun, _body in NOUNS[:2]:
        for body in ([], ["reason"], "reason", 5):
            at = f"{path('clocks', str(clock.pk))}{noun}/"
            assert as_manager.post(at, body, format="json").status_code == 400


@pytest.mark.parametrize(("noun", "body"), NOUNS[:2])
def test_the_clock_of_an_rto_never_moves(
    as_manager: APIClient, noun: str, body: dict[str, Any]
) -> None:
    clock = started("impact_rto", due_at=timezone.now() + timedelta(hours=1))
    response = step(as_manager, clock, noun, **body)
    expected = {"snooze": "not_snoozable", "pause": "not_pausable"}[noun]
    assert (response.status_code, problems(response)) == (409, [(expected, None)])


def test_out_of_turn_is_a_conflict(as_manager: APIClient, clock: Clock) -> None:
    early = step(as_manager, clock, "resumption")
    assert (early.status_code, problems(early)) == (409, [("not_paused", None)])
    step(as_manager, clock, "pause", reason="x")
    for noun, body in NOUNS[:2]:
        again = step(as_manager, clock, noun, **body)
        assert (again.status_code, problems(again)) == (409, [("paused", None)])


@pytest.mark.parametrize(("noun", "body"), NOUNS)
def test_a_clock_at_rest_stays_as_it_is(
    as_manager: APIClient, clock: Clock, noun: str, body: dict[str, Any]
) -> None:
    about = {"kind": clock.kind, "subject_kind": "", "subject_code": clock.subject_code}
    meet_clock(**about, at=timezone.now(), by=None)
    response = step(as_manager, clock, noun, **body)
    assert (response.status_code, problems(response)) == (409, [("clock_at_rest", None)])


@pytest.mark.parametrize(("noun", "body"), NOUNS)
def test_who_may_only_look_is_refused_before_the_body(
    as_auditor: APIClient, clock: Clock, noun: str, body: dict[str, Any]
) -> None:
    for sent in (body, {"colour": "red"}):
        assert step(as_auditor, clock, noun, **sent).status_code == 403
    assert [one.type for one in clock.events.all()] == ["started"]


@pytest.mark.parametrize("noun", [noun for noun, _body in NOUNS])
def test_what_is_not_to_be_seen_is_not_there(alice: User, clock: Clock, noun: str) -> None:
    assert step(factories.api(alice), clock, noun, reason="x", for_s=60).status_code == 404
    assert step(factories.api(), clock, noun, reason="x", for_s=60).status_code == 401


@pytest.mark.parametrize("name", ["x", "0", "1e3", "９", "9" * 19, "9" * 40])
def test_what_is_no_number_is_no_clock(as_manager: APIClient, db: None, name: str) -> None:
    response = as_manager.get(path("clocks", name))
    assert (response.status_code, problems(response)) == (404, [("not_found", None)])


def test_a_clock_is_not_made_by_hand(as_manager: APIClient, db: None) -> None:
    assert as_manager.post(path("clocks"), {}).status_code == 405
