"""Assessments, campaigns and measurements through the REST API."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.models import Assessment, Measurement, Process
from tests import factories
from tests.bia.assessments import DECIDED, approved, catalogue, draft, grid, ready, submitted

pytestmark = pytest.mark.django_db
URL = "/api/v1/assessments/"


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    catalogue()


@pytest.fixture
def process(alice: User) -> Process:
    return factories.process("road-rescue", department="sales", owner=alice)


def errors(response: Any) -> list[tuple[str, str | None]]:
    return [(one["code"], one["attr"]) for one in response.json()["errors"]]


def test_from_a_draft_to_an_approval(process: Process, alice: User, manager: User) -> None:
    owner, boss = factories.api(alice), factories.api(manager)
    body = {"process": "road-rescue", "ratings": grid(), **DECIDED}
    made = owner.post(URL, body)
    assert made.status_code == 201, made.content
    one = made.json()
    assert (one["code"], one["status"], one["version"]) == ("road-rescue-v1", "draft", 2)
    assert (one["mtd_derived_s"], one["rto_proposed_s"], one["margin"]) == (3600, 1800, "0.75")
    assert one["because"]["mtd"].startswith("Customer impact: the score 2 at 1 h is the last")
    where = f"{URL}{one['code']}/"
    assert owner.post(f"{where}submission/", {}).json()["status"] == "submitted"
    assert owner.post(f"{where}approval/", {}).status_code == 403
    done = boss.post(f"{where}approval/", {}).json()
    assert (done["status"], done["approved_by"], len(done["sha256"])) == (
        "approved",
        "manager",
        64,
    )
    process.refresh_from_db()
    assert (process.mtd_s, process.rto_s, process.rpo_s) == (3600, 900, 300)
    assert owner.patch(where, {"version": done["version"], "mtd_s": 1}).status_code == 409
    assert owner.delete(where).status_code == 409


def test_reasons_come_in_the_callers_language(process: Process, alice: User) -> None:
    draft(process, alice, ratings=grid())
    client = factories.api(alice, language="zh-hans")
    assert "客户影响" in client.get(f"{URL}road-rescue-v1/").json()["because"]["mtd"]


def test_zero_and_null_differ(process: Process, alice: User) -> None:
    client = factories.api(alice)
    rows = [
        {"category": "customer", "at_s": 900, "score": 0},
        {"category": "customer", "at_s": 3600, "score": None, "text": "?"},
        {"category": "financial", "at_s": 900, "amount": "0"},
    ]
    body = {"process": "road-rescue", "mtd_s": 0, "rto_s": None, "ratings": rows}
    one = client.post(URL, body).json()
    assert (one["mtd_s"], one["rto_s"], one["margin"]) == (0, None, None)
    assert one["ratings"] == [
        {"category": "financial", "at_s": 900, "score": None, "amount": "0.00", "text": ""},
        {"category": "customer", "at_s": 900, "score": 0, "amount": None, "text": ""},
        {"category": "customer", "at_s": 3600, "score": None, "amount": None, "text": "?"},
    ]


def test_a_stale_change_gets_the_current_one(process: Process, alice: User) -> None:
    one = draft(process, alice)
    client = factories.api(alice)
    changed = client.patch(f"{URL}{one.code}/", {"version": one.version, "mtd_s": 60})
    assert changed.json()["mtd_s"] == 60
    stale = client.patch(f"{URL}{one.code}/", {"version": one.version, "mtd_s": 120})
    assert stale.status_code == 409
    assert stale.json()["current"]["mtd_s"] == 60


def test_unmet_guards_are_one_error_each(process: Process, alice: User) -> None:
    draft(process, alice)
    refused = factories.api(alice).post(f"{URL}road-rescue-v1/submission/", {})
    assert refused.status_code == 409
    assert errors(refused) == [
        ("mtd_missing", "mtd_s"),
        ("rto_missing", "rto_s"),
        ("rpo_missing", "rpo_s"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"mtd_s": -1},
        {"mtd_s": True},
        {"mtd_s": "3600"},
        {"mtd_s": 1.5},
        {"mtd_s": 10**30},
        {"threshold": "NaN"},
        {"threshold": -1},
        {"threshold": 0},
        {"policy": "best"},
        {"policy": None},
        {"mbco_percent": 101},
        {"rationale": None},
        {"rationale": "a\0b"},
        {"ratings": {}},
        {"ratings": [1]},
        {"ratings": [{"category": "customer"}]},
        {"ratings": [{"category": "none", "at_s": 900}]},
        {"ratings": [{"category": "customer", "at_s": 900, "score": 9}]},
        {"ratings": [{"category": "customer", "at_s": 900, "score": True}]},
        {"ratings": [{"category": "customer", "at_s": 900}] * 2},
        {"ratings": [{"category": ["x"], "at_s": 900}]},
        {"ratings": [{"category": "customer", "at_s": 900, "words": "x"}]},
        {"answers": []},
        {"answers": {"nonsense": 1}},
        {"answers": {"minimum_staff": -1}},
        {"answers": {"minimum_staff": 1.5}},
        {"answers": {"critical": "yes"}},
        {"answers": {"purpose": {"a": 1}}},
        {"answers": {"workaround_capacity_percent": "Infinity"}},
        {"nonsense": 1},
        {"process": "other"},
        {"process": None},
        {"process": 7},
    ],
)
def test_impossible_values_are_400(process: Process, alice: User, body: dict[str, Any]) -> None:
    one = draft(process, alice)
    client = factories.api(alice)
    changed = client.patch(f"{URL}{one.code}/", {"version": one.version, **body}, format="json")
    assert changed.status_code == 400, changed.content
    assert changed.json()["errors"][0]["attr"] is not None


@pytest.mark.parametrize(
    "body", [[], "text", 7, None, {"at": "yesterday"}, {"version": "1"}, {"reason": "x"}]
)
def test_odd_bodies_of_transitions_are_refused(process: Process, alice: User, body: Any) -> None:
    one = ready(process, alice)
    answer = factories.api(alice).post(f"{URL}{one.code}/submission/", body, format="json")
    assert answer.status_code in (200, 400)


def test_nothing_is_submitted_in_the_future(process: Process, alice: User) -> None:
    one = ready(process, alice)
    body = {"at": "2999-01-01T00:00:00+00:00"}
    answer = factories.api(alice).post(f"{URL}{one.code}/submission/", body)
    assert (answer.status_code, errors(answer)) == (400, [("in_future", "at")])


def test_a_return_and_a_withdrawal(process: Process, alice: User, manager: User) -> None:
    one = submitted(process, alice)
    owner, boss = factories.api(alice), factories.api(manager)
    assert owner.delete(f"{URL}{one.code}/submission/").json()["status"] == "draft"
    assert owner.delete(f"{URL}{one.code}/submission/").status_code == 409
    owner.post(f"{URL}{one.code}/submission/", {})
    assert boss.post(f"{URL}{one.code}/return/", {}).status_code == 400
    back = boss.post(f"{URL}{one.code}/return/", {"reason": "Ask again."}).json()
    assert (back["status"], back["return_reason"]) == ("returned", "Ask again.")


def test_nothing_changed(process: Process, alice: User, manager: User) -> None:
    one = approved(process, alice, manager)
    client = factories.api(alice)
    kept = client.post(f"{URL}{one.code}/confirmation/", {"note": "As before"})
    assert kept.status_code == 201
    process.refresh_from_db()
    assert kept.json()["review_due"] == process.review_due.isoformat()
    process.daily_volume = 7
    process.save()
    refused = client.post(f"{URL}{one.code}/confirmation/", {})
    assert errors(refused) == [("register_changed", "process.daily_volume")]
    since = client.get(f"{URL}{one.code}/differences/?with=register").json()["differences"]
    assert [(row["key"], row["before"], row["after"]) for row in since] == [
        (["process", "daily_volume"], None, 7)
    ]


def test_differences_field_by_field(process: Process, alice: User, manager: User) -> None:
    approved(process, alice, manager)
    second = draft(
        process,
        alice,
        rpo_s=0,
        cells=[{"category": "customer", "at_s": 900, "score": 0}],
        answers={"minimum_staff": 0},
    )
    found = factories.api(alice).get(f"{URL}{second.code}/differences/").json()
    assert found["before"] == "road-rescue-v1"
    assert [(row["section"], row["key"], row["kind"]) for row in found["differences"]] == [
        ("fields", ["rpo_s"], "changed"),
        ("ratings", ["customer", "900"], "changed"),
        ("answers", ["minimum_staff"], "added"),
    ]


def test_strangers_do_not_see_it(process: Process, alice: User, charlie: User) -> None:
    one = draft(process, alice)
    client = factories.api(charlie)
    assert client.get(URL).json()["count"] == 0
    assert client.get(f"{URL}{one.code}/").status_code == 404
    assert client.post(URL, {"process": "road-rescue"}).status_code == 400


def test_an_auditor_reads_and_changes_nothing(process: Process, alice: User, auditor: User) -> None:
    one = draft(process, alice)
    client = factories.api(auditor)
    assert client.get(f"{URL}{one.code}/").status_code == 200
    assert client.patch(f"{URL}{one.code}/", {"version": one.version}).status_code == 403
    assert client.post(f"{URL}{one.code}/submission/", {}).status_code == 403
    assert client.delete(f"{URL}{one.code}/").status_code == 403


def test_a_list_asks_as_often_for_three_as_for_one(alice: User, manager: User) -> None:
    client = factories.api(manager)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(URL).status_code == 200
        return len(seen)

    approved(factories.process("p1", department="sales", owner=alice), alice, manager)
    client.get(URL)
    one = queries()
    for code in ("p2", "p3"):
        approved(factories.process(code, department="sales", owner=alice), alice, manager)
    assert queries() == one


def test_measurements_are_numbered_and_repeatable(process: Process, manager: User) -> None:
    client = factories.api(manager)
    body = {
        "subject": "process:road-rescue",
        "kind": "rto",
        "value_s": 0,
        "source": "Drill",
        "at": "2026-03-01T10:00:00+08:00",
    }
    first = client.post("/api/v1/measurements/", body, headers={"Idempotency-Key": "a"})
    again = client.post("/api/v1/measurements/", body, headers={"Idempotency-Key": "a"})
    other = client.post(
        "/api/v1/measurements/", body | {"value_s": 1}, headers={"Idempotency-Key": "a"}
    )
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == again.json()
    one = Measurement.objects.get()
    assert (one.code, one.value_s, one.target_s) == (f"M-{one.pk:06d}", 0, None)
    assert client.get("/api/v1/measurements/?subject=process:road-rescue").json()["count"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "process:none"},
        {"subject": "site:x"},
        {"subject": 7},
        {"kind": "mtd"},
        {"value_s": -1},
        {"value_s": None},
        {"at": "2026-03-01T10:00:00"},
        {"at": "2999-03-01T10:00:00Z"},
        {"confidence": "sure"},
        {"source": ""},
        {"unknown": 1},
    ],
)
def test_impossible_measurements_are_400(
    process: Process, manager: User, change: dict[str, Any]
) -> None:
    body = {
        "subject": "process:road-rescue",
        "kind": "rto",
        "value_s": 60,
        "source": "Drill",
        "at": "2026-03-01T10:00:00Z",
    }
    answer = factories.api(manager).post("/api/v1/measurements/", body | change)
    assert answer.status_code == 400, answer.content


def test_a_campaign_shows_who_has_answered(process: Process, alice: User, manager: User) -> None:
    parts = factories.process("parts", department="sales", owner=alice)
    client = factories.api(manager)
    body = {"name": "2026", "due_on": "2099-01-01", "processes": ["road-rescue", "parts"]}
    made = client.post("/api/v1/campaigns/", body).json()
    assert made["progress"] == {
        "total": 2,
        "not_started": 2,
        "in_work": 0,
        "submitted": 0,
        "answered": 0,
    }
    draft(parts, alice)
    submitted(process, alice)
    where = f"/api/v1/campaigns/{made['code']}/"
    states = {row["process"]: row["state"] for row in client.get(where).json()["items"]}
    assert states == {"parts": "in_work", "road-rescue": "submitted"}
    assert factories.api(alice).post("/api/v1/campaigns/", body).status_code == 403
    assert client.post(f"{where}closure/", {}).json()["closed_at"] is not None
    assert client.post(f"{where}closure/", {}).status_code == 409
    assert Assessment.objects.count() == 2
