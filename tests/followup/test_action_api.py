"""Corrective actions over HTTP: shapes, refusals, visibility."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from followup.models import ActionEntry, CorrectiveAction, Evidence
from followup.services.action_data import action_data
from tests import factories
from tests.followup.actions import Cast, done, opened

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/corrective-actions/"
BODY: dict[str, Any] = {
    "title": "Second line to the dispatch centre",
    "finding": "One line carries every call.",
    "criterion": "Calls go through with the first line cut.",
    "owner": "alice",
    "verifier": "bob",
}


@pytest.fixture
def as_max(who: Cast) -> APIClient:
    return factories.api(who.max)


def errors(response: Any) -> list[tuple[str, str | None]]:
    return [(one["code"], one["attr"]) for one in response.json()["errors"]]


def step(client: APIClient, code: str, noun: str, **body: Any) -> Any:
    return client.post(f"{ROOT}{code}/{noun}/", body, format="json")


def create(client: APIClient, **changes: Any) -> dict[str, Any]:
    response = client.post(ROOT, BODY | changes, format="json")
    assert response.status_code == 201, response.content
    answer: dict[str, Any] = response.json()
    return answer


def test_a_draft_is_made_with_defaults(as_max: APIClient) -> None:
    made = create(as_max)
    names = ("state", "priority", "verify_by", "version", "subject", "postponements", "overdue")
    assert [made[name] for name in names] == ["draft", "P2", "retest", 1, None, [], False]
    assert made["due_on"] is not None
    assert as_max.get(made["url"]).json() == made


def test_it_is_made_and_opened_at_once(as_max: APIClient) -> None:
    made = create(as_max, state="open", priority="P1")
    assert (made["state"], made["original_due_on"]) == ("open", made["due_on"])
    assert made["opened_at"] is not None


def test_what_cannot_be_opened_is_not_made(as_max: APIClient) -> None:
    response = as_max.post(ROOT, BODY | {"state": "open", "verifier": None}, format="json")
    assert (response.status_code, errors(response)) == (409, [("verifier_missing", "verifier")])
    assert CorrectiveAction.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"state": "verified"}, "state"),
        ({"title": ""}, "title"),
        ({"title": 7}, "title"),
        ({"finding": None}, "finding"),
        ({"owner": "nobody"}, "owner"),
        ({"owner": 12}, "owner"),
        ({"verifier": "alice"}, "verifier"),
        ({"subject": "road-rescue"}, "subject"),
        ({"subject": "process:nowhere"}, "subject"),
        ({"subject": 5}, "subject"),
        ({"criterion_subject": "unicorn:x"}, "criterion_subject"),
        ({"criterion_measure": "rto"}, "criterion_measure"),
        ({"criterion_measure": "speed"}, "criterion_measure"),
        ({"criterion_limit_s": -1}, "criterion_limit_s"),
        ({"criterion_limit_s": 1.5}, "criterion_limit_s"),
        ({"due_on": "tomorrow"}, "due_on"),
        ({"due_on": "9999-12-31"}, "due_on"),
        ({"cost_estimate": "-1"}, "cost_estimate"),
        ({"priority": "P0"}, "priority"),
        ({"cause": "bad-luck"}, "cause"),
        ({"unicorn": 1}, "unicorn"),
    ],
)
def test_nonsense_is_400_at_its_field(as_max: APIClient, change: Any, attr: str) -> None:
    response = as_max.post(ROOT, BODY | change, format="json")
    assert (response.status_code, [one[1] for one in errors(response)]) == (400, [attr])


def test_subjects_and_figures_are_given_back_as_sent(as_max: APIClient) -> None:
    factories.process("road-rescue", critical=True)
    sent = {"subject": "process:road-rescue", "criterion_measure": "rto", "criterion_limit_s": 0}
    made = create(as_max, **sent, cost_estimate="1500.00")
    names = ("subject", "criterion_subject", "criterion_measure", "criterion_limit_s", "is_core")
    assert [made[name] for name in names] == [
        *("process:road-rescue", "process:road-rescue", "rto", 0, True)
    ]
    assert made["cost_estimate"] == "1500.00"


def test_a_key_makes_one_action(as_max: APIClient) -> None:
    first = as_max.post(ROOT, BODY, format="json", HTTP_IDEMPOTENCY_KEY="k-1")
    again = as_max.post(ROOT, BODY, format="json", HTTP_IDEMPOTENCY_KEY="k-1")
    other = as_max.post(ROOT, BODY | {"title": "x"}, format="json", HTTP_IDEMPOTENCY_KEY="k-1")
    assert (first.status_code, again.json(), other.status_code) == (201, first.json(), 409)
    assert CorrectiveAction.objects.count() == 1


def test_a_change_names_the_version_it_read(as_max: APIClient) -> None:
    made = create(as_max)
    at = f"{ROOT}{made['code']}/"
    assert as_max.patch(at, {"title": "New"}, format="json").status_code == 400
    changed = as_max.patch(at, {"title": "New", "version": 1}, format="json")
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = as_max.patch(at, {"title": "Old", "version": 1}, format="json")
    assert (stale.status_code, stale.json()["current"]["title"]) == (409, "New")
    assert errors(stale) == [("stale_version", "version")]


def test_the_state_does_not_move_by_a_change(as_max: APIClient) -> None:
    made = create(as_max)
    at = f"{ROOT}{made['code']}/"
    response = as_max.patch(at, {"state": "verified", "version": 1}, format="json")
    assert (response.status_code, errors(response)) == (400, [("not_changed_here", "state")])
    assert as_max.patch(at, {"state": "draft", "version": 1}, format="json").status_code == 200


def test_it_goes_from_draft_to_verified(who: Cast, as_max: APIClient) -> None:
    code = create(as_max)["code"]
    alice, bob = factories.api(who.alice), factories.api(who.bob)
    assert step(as_max, code, "opening").json()["state"] == "open"
    assert step(alice, code, "start").json()["state"] == "in_progress"
    unproved = step(alice, code, "completion")
    assert (unproved.status_code, errors(unproved)) == (409, [("evidence_missing", "evidence")])
    assert step(alice, code, "completion", evidence="Laid.").json()["state"] == "done"
    early = step(bob, code, "verification")
    assert (early.status_code, errors(early)) == (409, [("not_proved", "retests")])
    result = step(bob, code, "retests", passed=True, note="Cut.")
    assert (result.status_code, result.json()["proves"]) == (201, True)
    closed = step(bob, code, "verification", note="Seen.").json()
    assert (closed["state"], closed["verified_by"]) == ("verified", "bob")
    again = step(bob, code, "verification")
    assert (again.status_code, errors(again)) == (409, [("already", "state")])


def test_postponements_are_listed_and_end_at_two(who: Cast, as_max: APIClient) -> None:
    code = create(as_max, state="open", due_on="2030-01-01")["code"]
    for day in ("2030-02-01", "2030-03-01"):
        made = step(as_max, code, "postponement", to_on=day, reason="Parts.")
        assert made.status_code == 200, made.content
    third = step(as_max, code, "postponement", to_on="2030-04-01", reason="Parts.")
    assert (third.status_code, errors(third)) == (409, [("postponed_twice", None)])
    row = as_max.get(f"{ROOT}{code}/").json()
    assert (row["due_on"], row["original_due_on"]) == ("2030-03-01", "2030-01-01")
    assert [(one["to_on"], one["by"]) for one in row["postponements"]] == [
        ("2030-02-01", "max"),
        ("2030-03-01", "max"),
    ]


def test_a_risk_is_accepted_and_withdrawn(as_max: APIClient) -> None:
    code = create(as_max, state="open")["code"]
    body = {"reason": "Too dear.", "expires_on": "2030-01-01"}
    assert step(as_max, code, "risk-acceptance", **body).json()["state"] == "accepted_risk"
    assert as_max.delete(f"{ROOT}{code}/risk-acceptance/").json()["state"] == "open"


@pytest.mark.parametrize(
    ("noun", "body", "attr"),
    [
        ("rejection", {}, "reason"),
        ("rejection", {"reason": "  "}, "reason"),
        ("postponement", {"reason": "x"}, "to_on"),
        ("postponement", {"reason": "x", "to_on": "31/12/2030"}, "to_on"),
        ("risk-acceptance", {"reason": "x"}, "expires_on"),
        ("risk-acceptance", {"reason": "x", "expires_on": "2020-01-01"}, "expires_on"),
        ("cancellation", {"reason": None}, "reason"),
        ("start", {"at": "2030-01-01T00:00:00Z"}, "at"),
        ("start", {"at": "2026-01-01T00:00:00"}, "at"),
        ("start", {"unicorn": 1}, "unicorn"),
        ("start", {"version": "one"}, "version"),
        ("retests", {"note": "x"}, "passed"),
        ("retests", {"passed": "yes", "note": "x"}, "passed"),
        ("retests", {"passed": True, "note": "x", "value_s": -1}, "value_s"),
        ("evidence", {}, "text"),
        ("evidence", {"text": "x", "url": "javascript:alert(1)"}, "url"),
    ],
)
def test_nonsense_in_a_step_is_400(
    who: Cast, as_max: APIClient, noun: str, body: dict[str, Any], attr: str
) -> None:
    action = done(who) if noun == "rejection" else opened(who)
    response = step(as_max, action.code, noun, **body)
    assert (response.status_code, [one[1] for one in errors(response)]) == (400, [attr])


@pytest.mark.parametrize("method", ["put", "delete"])
def test_actions_are_neither_replaced_nor_removed(as_max: APIClient, method: str) -> None:
    at = f"{ROOT}{create(as_max)['code']}/"
    assert getattr(as_max, method)(at, {}, format="json").status_code == 405


def test_strangers_see_nothing_and_colleagues_change_nothing(who: Cast, as_max: APIClient) -> None:
    """Alice owns it, Bob of IT operations sees all, Charlie is a stranger."""
    code = create(as_max, state="open")["code"]
    charlie = factories.api(factories.user("charlie", "process_owner", department="warehouse"))
    assert charlie.get(f"{ROOT}{code}/").status_code == 404
    assert charlie.get(ROOT).json()["count"] == 0
    assert step(charlie, code, "completion", evidence="x").status_code == 404
    alice = factories.api(who.alice)
    assert alice.get(ROOT).json()["count"] == 1
    assert step(alice, code, "cancellation", reason="x").status_code == 403
    auditor = factories.api(factories.user("audit", "auditor"))
    assert auditor.get(f"{ROOT}{code}/").status_code == 200
    assert auditor.post(ROOT, BODY, format="json").status_code == 403
    assert step(auditor, code, "completion", evidence="x").status_code == 403
    assert APIClient().get(ROOT).status_code == 401


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=open", 1),
        ("state=open&state=draft", 2),
        ("owner=alice", 2),
        ("owner=bob", 0),
        ("verifier=bob", 2),
        ("priority=P1", 1),
        ("source=gap", 1),
        ("source_ref=gap:process:road-rescue:rto", 1),
        ("subject=process:road-rescue", 1),
        ("overdue=true", 0),
        ("cause=capacity", 1),
        ("search=dispatch", 2),
        ("search=unicorn", 0),
        ("ordering=-due_on", 2),
    ],
)
def test_lists_are_filtered(as_max: APIClient, query: str, count: int) -> None:
    from followup.services.root_causes import load_root_causes

    load_root_causes(at=factories.NOON)
    factories.process("road-rescue")
    create(as_max)
    create(
        as_max,
        state="open",
        priority="P1",
        source="gap",
        source_ref="gap:process:road-rescue:rto",
        subject="process:road-rescue",
        cause="capacity",
    )
    assert as_max.get(f"{ROOT}?{query}").json()["count"] == count


@pytest.mark.parametrize("query", ["state=unicorn", "owner=%00", "overdue=maybe", "ordering=x"])
def test_nonsense_in_a_filter_is_no_500(as_max: APIClient, query: str) -> None:
    assert as_max.get(f"{ROOT}?{query}").status_code in (200, 400)


# --- evidence -----------------------------------------------------------------------------


def upload(client: APIClient, code: str, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content, content_type="text/html")
    body = {"text": "Shown", "file": file}
    return client.post(f"{ROOT}{code}/evidence/", body, format="multipart")


def test_a_file_comes_back_as_an_attachment(who: Cast, as_max: APIClient) -> None:
    code = opened(who).code
    made = upload(as_max, code, "测试 report.pdf", b"%PDF-1.7 hello")
    assert made.status_code == 201, made.content
    assert made.json()["content_type"] == "application/pdf"
    back = as_max.get(made.json()["file"])
    assert (back.content, back["X-Content-Type-Options"]) == (b"%PDF-1.7 hello", "nosniff")
    assert back["Content-Disposition"].startswith("attachment")
    listed = as_max.get(f"{ROOT}{code}/evidence/").json()
    assert (listed["count"], listed["results"][0]["size_bytes"]) == (1, 14)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("picture.png", b"<script>alert(1)</script>"),
        ("report.pdf", b"MZ\x90"),
        ("run.exe", b"MZ\x90"),
        ("empty.pdf", b""),
        ("binary.txt", b"\x00\x01\x02"),
        ("picture.svg", b"<svg onload='alert(1)'/>"),
    ],
)
def test_what_is_no_document_is_refused(
    who: Cast, as_max: APIClient, name: str, content: bytes
) -> None:
    """E43."""
    response = upload(as_max, opened(who).code, name, content)
    assert (response.status_code, [one[1] for one in errors(response)]) == (400, ["file"])
    assert Evidence.objects.count() == 0


def test_a_file_too_large_is_413(who: Cast, as_max: APIClient) -> None:
    content = b"%PDF-" + b"0" * (5 * 1024 * 1024)
    assert upload(as_max, opened(who).code, "big.pdf", content).status_code == 413


def test_a_strangers_file_is_not_there(who: Cast, as_max: APIClient) -> None:
    made = upload(as_max, opened(who).code, "a.txt", b"hello").json()
    charlie = factories.api(factories.user("charlie", "process_owner", department="warehouse"))
    assert charlie.get(made["file"]).status_code == 404


# --- timeline, figures, events ------------------------------------------------------------


def test_the_timeline_says_who_did_what_through_what(who: Cast, as_max: APIClient) -> None:
    code = create(as_max, state="open")["code"]
    step(factories.api(who.alice), code, "start")
    rows = as_max.get(f"{ROOT}{code}/timeline/").json()["results"]
    assert [(one["seq"], one["type"], one["actor"], one["source"]) for one in rows] == [
        (1, "created", "max", "api"),
        (2, "opened", "max", "api"),
        (3, "started", "alice", "api"),
    ]
    assert rows[2]["previous_digest"] == rows[1]["digest"] == ActionEntry.objects.get(seq=2).digest


def test_figures_count_what_the_caller_sees(who: Cast, as_max: APIClient) -> None:
    create(as_max, state="open")
    assert as_max.get(f"{ROOT}kpis/").json()["all"]["open"] == 1
    charlie = factories.api(factories.user("charlie", "process_owner", department="warehouse"))
    assert charlie.get(f"{ROOT}kpis/").json()["all"]["open"] == 0


def test_events_carry_what_the_api_shows(who: Cast, as_max: APIClient) -> None:
    made = create(as_max, cost_estimate="12.50")
    data = action_data(CorrectiveAction.objects.get())
    instants = {"opened_at", "done_at", "verified_at", "closed_at", "ineffective_since"}
    assert {name: made[name] for name in data if name not in instants} == {
        name: value for name, value in data.items() if name not in instants
    }


def test_a_list_costs_the_same_for_one_and_for_three(who: Cast, as_max: APIClient) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert as_max.get(ROOT).status_code == 200
        return len(seen)

    def postponed() -> None:
        code = opened(who).code
        step(as_max, code, "postponement", to_on="2040-01-01", reason="Parts.")

    postponed()
    queries()
    one = queries()
    done(who)
    postponed()
    assert queries() == one
