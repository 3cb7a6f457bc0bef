"""Clocks and policies over the API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from followup.models import Clock, ClockPolicy
from followup.services.clocks import start_clock
from tests import factories
from tests.followup.things import Things, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


@pytest.fixture
def things() -> Iterator[Things]:
    with registered() as source:
        yield source


def started(code: str, *, due_in_s: int = 3600, **changes: Any) -> Clock:
    now = timezone.now()
    values: dict[str, Any] = {
        "kind": "campaign_request",
        "subject_kind": "thing",
        "subject_code": code,
        "title": f"Thing {code}",
        # Later than any mark of a day before: whatever the time of day, none is left.
        "anchor_at": now - timedelta(minutes=1),
        "due_at": now + timedelta(seconds=due_in_s),
        "at": now,
    }
    return start_clock(**(values | changes))


def test_clocks_are_listed_and_filtered(things: Things, manager: User) -> None:
    olga = factories.person("olga")
    started("1", due_in_s=-60, responsible=olga)
    started("2")
    api = factories.api(manager)
    both = api.get("/api/v1/clocks/").json()
    assert [row["subject"] for row in both["results"]] == ["thing:1", "thing:2"]
    for query, subjects in (
        ("overdue=true", ["thing:1"]),
        ("overdue=false", ["thing:2"]),
        ("responsible=olga", ["thing:1"]),
        ("subject=thing:2", ["thing:2"]),
        ("state=running&kind=campaign_request", ["thing:1", "thing:2"]),
        ("state=failed", []),
    ):
        rows = api.get(f"/api/v1/clocks/?{query}").json()["results"]
        assert [row["subject"] for row in rows] == subjects, query
    assert api.get("/api/v1/clocks/?state=nonsense").status_code == 400


def test_one_clock_comes_with_marks_and_events(things: Things, manager: User) -> None:
    clock = started("1")
    row = factories.api(manager).get(f"/api/v1/clocks/{clock.pk}/").json()
    assert (row["kind"], row["state"], row["overdue"]) == ("campaign_request", "running", False)
    assert [mark["name"] for mark in row["marks"]] == ["due", "week_after"]
    assert [event["type"] for event in row["events"]] == ["started"]


def test_clocks_of_others_are_not_there(things: Things, alice: User) -> None:
    clock = started("1", subject_kind="elsewhere")
    api = factories.api(alice)
    assert api.get("/api/v1/clocks/").json()["results"] == []
    assert api.get(f"/api/v1/clocks/{clock.pk}/").status_code == 404
    assert api.delete(f"/api/v1/clocks/{clock.pk}/").status_code == 405


def test_policies_are_read_and_changed_with_their_version(manager: User, alice: User) -> None:
    api = factories.api(manager)
    row = api.get("/api/v1/clock-policies/situation_report/").json()
    assert (row["limit_s"], row["pausable"], row["version"]) == (1800, True, 1)
    address = "/api/v1/clock-policies/situation_report/"
    assert api.patch(address, {"limit_s": 1200}).json()["errors"][0]["attr"] == "version"
    assert api.patch(address, {"limit_s": 1200, "version": 1}).json()["limit_s"] == 1200
    assert api.patch(address, {"limit_s": 1500, "version": 1}).status_code == 409
    assert factories.api(alice).patch(address, {"limit_s": 60, "version": 2}).status_code == 403
    assert api.post("/api/v1/clock-policies/", {}).status_code == 405


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"limit_s": -1}, "limit_s"),
        ({"limit_s": True}, "limit_s"),
        ({"marks": None}, "marks"),
        ({"marks": [{"name": "one", "to": ["owner"], "percent": 120}]}, "marks.0.percent"),
        ({"marks": [{"name": "one", "to": [["owner"]], "percent": 20}]}, "marks.0.to"),
        ({"breach_to": ["king"]}, "breach_to"),
        ({"repeat": {"every_s": 0}}, "repeat.every_s"),
        ({"repeat": {"every_s": 600, "by_grade": {"I": "x"}}}, "repeat.by_grade.I"),
        ({"limits_by_grade": {"V": 1}}, "limits_by_grade"),
        ({"snooze_max_s": 7200}, "snooze_max_s"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_nonsense_is_named_by_its_place(manager: User, change: dict[str, Any], attr: str) -> None:
    address = "/api/v1/clock-policies/situation_report/"
    answer = factories.api(manager).patch(address, change | {"version": 1})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)
    assert ClockPolicy.objects.get(code="situation_report").version == 1
