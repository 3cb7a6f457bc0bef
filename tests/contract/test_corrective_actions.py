"""The nouns of a corrective action, from draft to verified, and what is refused on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from tests import factories
from tests.contract.world import BODIES, create, path, problems

Made = dict[str, dict[str, Any]]
NAME = "corrective-actions"
TODAY = datetime.now(tz=UTC).date()
SOON = (TODAY + timedelta(days=60)).isoformat()
LATER = (TODAY + timedelta(days=90)).isoformat()


@pytest.fixture
def code(made: Made, as_manager: APIClient) -> str:
    """An open one, proved by words and a re-test; alice is p-101 and owns it."""
    changes = {"verify_by": "retest", "criterion_measure": "", "criterion_subject": None}
    body = BODIES[NAME] | changes | {"criterion_limit_s": None, "due_on": SOON, "state": "open"}
    response = as_manager.post(path(NAME), body)
    assert response.status_code == 201, response.content
    return str(response.json()["code"])


def step(client: APIClient, code: str, noun: str, **body: Any) -> Any:
    return client.post(f"{path(NAME, code)}{noun}/", body)


def codes(response: Any) -> list[str]:
    return [code for code, _attr in problems(response)]


def state(client: APIClient, code: str) -> str:
    return str(client.get(path(NAME, code)).json()["state"])


def test_it_closes_only_when_a_retest_passes(code: str, as_manager: APIClient, alice: User) -> None:
    owner = factories.api(alice)
    assert step(owner, code, "completion", evidence="Laid.").json()["state"] == "done"
    early = step(as_manager, code, "verification")
    assert (early.status_code, codes(early)) == (409, ["not_proved"])
    failed = step(as_manager, code, "retests", passed=False, note="No ring.")
    assert (failed.status_code, failed.json()["proves"]) == (201, False)
    assert step(as_manager, code, "verification").status_code == 409
    assert step(as_manager, code, "retests", passed=True, note="Rang.").status_code == 201
    assert step(as_manager, code, "verification").json()["state"] == "verified"


def test_a_simulated_result_proves_nothing(code: str, as_manager: APIClient, alice: User) -> None:
    step(factories.api(alice), code, "completion", evidence="Laid.")
    made = step(as_manager, code, "retests", passed=True, note="x", confidence="simulated")
    assert (made.status_code, made.json()["proves"]) == (201, False)
    assert codes(step(as_manager, code, "verification")) == ["not_proved"]


def test_a_recorded_measurement_answers_the_criterion(
    made: Made, as_manager: APIClient, alice: User
) -> None:
    body = BODIES[NAME] | {"criterion_limit_s": 900, "due_on": SOON, "state": "open"}
    code = as_manager.post(path(NAME), body).json()["code"]
    step(factories.api(alice), code, "completion", evidence="Laid.")
    now = as_manager.get(f"{path(NAME, code)}").json()["done_at"]
    measured = BODIES["measurements"] | {"at": now, "confidence": "measured", "value_s": 900}
    assert as_manager.post(path("measurements"), measured).status_code == 201
    (row,) = as_manager.get(f"{path(NAME, code)}retests/").json()["results"]
    assert (row["passed"], row["proves"], row["limit_s"]) == (True, True, 900)
    assert step(as_manager, code, "verification").json()["state"] == "verified"


def test_the_owner_neither_verifies_nor_postpones(
    code: str, as_manager: APIClient, alice: User
) -> None:
    owner = factories.api(alice)
    assert step(owner, code, "postponement", to_on=LATER, reason="x").status_code == 403
    step(owner, code, "completion", evidence="Laid.")
    assert step(owner, code, "verification").status_code == 403
    assert state(as_manager, code) == "done"


def test_the_third_postponement_is_a_conflict(code: str, as_manager: APIClient) -> None:
    day = date.fromisoformat(SOON)
    for week in (1, 2):
        to_on = (day + timedelta(weeks=week)).isoformat()
        assert step(as_manager, code, "postponement", to_on=to_on, reason="x").status_code == 200
    third = step(as_manager, code, "postponement", to_on=LATER, reason="x")
    assert (third.status_code, codes(third)) == (409, ["postponed_twice"])
    assert as_manager.get(path(NAME, code)).json()["original_due_on"] == SOON


@pytest.mark.parametrize(
    ("noun", "body"),
    [
        ("cancellation", {"reason": ""}),
        ("rejection", {}),
        ("postponement", {"to_on": LATER}),
        ("risk-acceptance", {"expires_on": LATER}),
    ],
)
def test_what_needs_a_reason_says_so(
    code: str, as_manager: APIClient, noun: str, body: dict[str, Any]
) -> None:
    response = step(as_manager, code, noun, **body)
    assert (response.status_code, [attr for _c, attr in problems(response)]) == (400, ["reason"])
    assert state(as_manager, code) == "open"


def test_an_accepted_risk_can_be_undone(code: str, as_manager: APIClient) -> None:
    accepted = step(as_manager, code, "risk-acceptance", reason="x", expires_on=LATER)
    assert accepted.json()["state"] == "accepted_risk"
    undone = as_manager.delete(f"{path(NAME, code)}risk-acceptance/")
    assert (undone.status_code, undone.json()["state"]) == (200, "open")


@pytest.mark.parametrize("noun", ["verification", "rejection", "reopening", "opening"])
def test_a_step_out_of_turn_is_a_conflict(code: str, as_manager: APIClient, noun: str) -> None:
    body = {"reason": "x"} if noun in ("rejection", "reopening") else {}
    response = step(as_manager, code, noun, **body)
    assert (response.status_code, len(problems(response))) == (409, 1)
    assert state(as_manager, code) == "open"


def test_a_stale_version_stops_a_step(code: str, as_manager: APIClient) -> None:
    response = step(as_manager, code, "cancellation", reason="x", version=1)
    assert (response.status_code, codes(response)) == (409, ["stale_version"])
    assert response.json()["current"]["code"] == code


def test_instants_have_an_offset_and_no_future(code: str, as_manager: APIClient) -> None:
    for at in ("2026-01-01T00:00:00", "2099-01-01T00:00:00Z", "soon", 5):
        response = step(as_manager, code, "start", at=at)
        assert (response.status_code, [attr for _c, attr in problems(response)]) == (400, ["at"])


def test_a_retry_with_its_key_makes_one_action(made: Made, as_manager: APIClient) -> None:
    sent = [
        as_manager.post(path(NAME), BODIES[NAME], HTTP_IDEMPOTENCY_KEY="once") for _ in range(2)
    ]
    assert [one.status_code for one in sent] == [201, 201]
    assert sent[0].json() == sent[1].json()


@pytest.mark.parametrize("noun", ["retests", "evidence", "timeline"])
def test_what_hangs_on_it_is_a_list(code: str, as_manager: APIClient, noun: str) -> None:
    answer = as_manager.get(f"{path(NAME, code)}{noun}/").json()
    assert set(answer) == {"count", "next", "previous", "results"}
    response = as_manager.get(f"{path(NAME, code)}{noun}/?limit=none")
    assert response.status_code == 400


def test_figures_have_shares_as_text(made: Made, as_manager: APIClient) -> None:
    create(as_manager, NAME)
    answer = as_manager.get(f"{path(NAME)}kpis/")
    assert answer.status_code == 200
    assert answer.json()["all"]["on_time"] is None
    assert answer.json()["all"]["by_state"] == {"draft": 2}
