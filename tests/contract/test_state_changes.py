"""Submission, approval and return of an assessment; the four eyes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from tests import factories
from tests.contract.world import BODIES, RATINGS, build, create, path, problems


@pytest.fixture
def as_owner(as_manager: APIClient, alice: User, catalogue: None) -> APIClient:
    """Alice, whose road rescue the register holds."""
    build(as_manager, "processes")
    return factories.api(alice)


@pytest.fixture
def draft(as_owner: APIClient) -> str:
    return str(create(as_owner, "assessments")["code"])


def step(client: APIClient, code: str, noun: str, **body: Any) -> Any:
    return client.post(f"{path('assessments', code)}{noun}/", body)


def status(client: APIClient, code: str) -> str:
    return str(client.get(path("assessments", code)).json()["status"])


def codes(response: Any) -> list[str]:
    return [code for code, _attr in problems(response)]


def test_an_owner_submits_and_a_manager_approves(
    as_owner: APIClient, as_manager: APIClient, draft: str
) -> None:
    submitted = step(as_owner, draft, "submission")
    assert (submitted.status_code, submitted.json()["status"]) == (200, "submitted")
    approved = step(as_manager, draft, "approval")
    assert (approved.status_code, approved.json()["status"]) == (200, "approved")
    assert approved.json()["approved_by"] == "manager"
    assert len(approved.json()["sha256"]) == 64


def test_approval_puts_the_objectives_in_force(
    as_owner: APIClient, as_manager: APIClient, draft: str
) -> None:
    step(as_owner, draft, "submission")
    step(as_manager, draft, "approval")
    process = as_owner.get(path("processes", "road-rescue")).json()
    names = ("mtd_derived_s", "mtd_s", "rto_s", "rpo_s", "margin")
    assert [process[name] for name in names] == [14400, 3600, 900, 300, "0.75"]
    assert process["tier"] is not None
    assert process["rto_derived_s"] is not None


def test_an_owner_cannot_approve(as_owner: APIClient, draft: str) -> None:
    step(as_owner, draft, "submission")
    response = step(as_owner, draft, "approval")
    assert (response.status_code, codes(response)) == (403, ["permission_denied"])


def test_a_manager_cannot_approve_what_they_wrote(
    as_owner: APIClient, as_manager: APIClient
) -> None:
    code = create(as_manager, "assessments")["code"]
    step(as_owner, code, "submission")
    response = step(as_manager, code, "approval")
    assert (response.status_code, codes(response)) == (409, ["approver_is_author"])
    other = factories.api(factories.user("li", "continuity_manager"))
    assert step(other, code, "approval").status_code == 200


def test_a_manager_cannot_approve_what_they_submitted(as_manager: APIClient, draft: str) -> None:
    step(as_manager, draft, "submission")
    response = step(as_manager, draft, "approval")
    assert (response.status_code, codes(response)) == (409, ["approver_is_submitter"])


@pytest.mark.parametrize("role", ["administrator", "auditor", "it_operations", "service_account"])
def test_only_continuity_managers_approve(as_owner: APIClient, draft: str, role: str) -> None:
    step(as_owner, draft, "submission")
    other = factories.api(factories.user("other", role))
    for noun, body in (("approval", {}), ("return", {"reason": "no"})):
        assert step(other, draft, noun, **body).status_code == 403
    assert status(as_owner, draft) == "submitted"


def test_a_return_gives_its_reason(as_owner: APIClient, as_manager: APIClient, draft: str) -> None:
    step(as_owner, draft, "submission")
    response = step(as_manager, draft, "return", reason="The night shift is missing.")
    assert (response.status_code, response.json()["status"]) == (200, "returned")
    assert response.json()["return_reason"] == "The night shift is missing."
    version = response.json()["version"]
    changed = as_owner.patch(path("assessments", draft), {"rto_s": 600, "version": version})
    assert changed.status_code == 200
    assert step(as_owner, draft, "submission").json()["status"] == "submitted"


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "  "}, {"reason": None}])
def test_a_return_without_a_reason_is_refused(
    as_owner: APIClient, as_manager: APIClient, draft: str, body: dict[str, Any]
) -> None:
    step(as_owner, draft, "submission")
    response = step(as_manager, draft, "return", **body)
    assert response.status_code in (400, 409)
    assert [attr for _code, attr in problems(response)] == ["reason"]
    assert status(as_owner, draft) == "submitted"


def test_a_submission_can_be_withdrawn(as_owner: APIClient, draft: str) -> None:
    step(as_owner, draft, "submission")
    response = as_owner.delete(f"{path('assessments', draft)}submission/")
    assert response.status_code in (200, 204)
    assert status(as_owner, draft) == "draft"


def test_each_unmet_guard_is_one_error(as_owner: APIClient) -> None:
    body = {"process": "road-rescue"}
    code = as_owner.post(path("assessments"), body).json()["code"]
    response = step(as_owner, code, "submission")
    assert response.status_code == 409
    attrs = [attr for _code, attr in problems(response)]
    assert {"mtd_s", "rto_s", "rpo_s"} <= set(attrs)
    assert status(as_owner, code) == "draft"


def test_an_rto_beyond_the_mtd_is_refused(as_owner: APIClient, draft: str) -> None:
    at = path("assessments", draft)
    version = as_owner.get(at).json()["version"]
    as_owner.patch(at, {"mtd_s": 14400, "rto_s": 18000, "version": version})
    response = step(as_owner, draft, "submission")
    assert response.status_code == 409
    assert [attr for _code, attr in problems(response)] == ["rto_s"]


def test_blocking_recovery_of_work_counts(as_manager: APIClient, as_owner: APIClient) -> None:
    """RTO 2 h + WRT 4 h against an MTD of 4 h (AT-041)."""
    code = create(as_owner, "assessments", mtd_s=14400, rto_s=7200, wrt_s=14400, wrt_blocking=True)[
        "code"
    ]
    response = step(as_owner, code, "submission")
    assert (response.status_code, len(problems(response))) == (409, 1)


@pytest.mark.parametrize(
    ("done", "noun"),
    [
        ((), "approval"),
        ((), "return"),
        (("submission",), "submission"),
        (("submission", "approval"), "approval"),
        (("submission", "approval"), "submission"),
        (("submission", "approval"), "return"),
    ],
)
def test_a_step_out_of_turn_is_a_conflict(
    as_owner: APIClient, as_manager: APIClient, draft: str, done: tuple[str, ...], noun: str
) -> None:
    by = {"submission": as_owner, "approval": as_manager, "return": as_manager}
    for one in done:
        assert step(by[one], draft, one).status_code == 200
    before = status(as_owner, draft)
    body = {"reason": "no"} if noun == "return" else {}
    response = step(by[noun], draft, noun, **body)
    assert (response.status_code, len(problems(response))) == (409, 1)
    assert status(as_owner, draft) == before


def test_what_is_approved_is_never_changed(
    as_owner: APIClient, as_manager: APIClient, draft: str
) -> None:
    at = path("assessments", draft)
    step(as_owner, draft, "submission")
    before = step(as_manager, draft, "approval").json()
    for body in ({"rto_s": 60}, {"ratings": RATINGS[:1]}, {"rationale": "Other"}):
        response = as_manager.patch(at, body | {"version": before["version"]})
        assert response.status_code == 409
        assert problems(response)
    assert as_manager.delete(at).status_code == 409
    assert as_manager.get(at).json() == before


def test_what_waits_for_approval_is_not_changed(as_owner: APIClient, draft: str) -> None:
    version = step(as_owner, draft, "submission").json()["version"]
    response = as_owner.patch(path("assessments", draft), {"rto_s": 60, "version": version})
    assert response.status_code == 409


def test_the_next_version_starts_from_the_last_and_replaces_it(
    as_owner: APIClient, as_manager: APIClient, draft: str
) -> None:
    step(as_owner, draft, "submission")
    step(as_manager, draft, "approval")
    following = as_owner.post(path("assessments"), {"process": "road-rescue"}).json()
    assert (following["based_on"], following["mtd_s"]) == (draft, 3600)
    assert len(following["ratings"]) == len(RATINGS)
    step(as_owner, following["code"], "submission")
    assert step(as_manager, following["code"], "approval").status_code == 200
    assert status(as_owner, draft) == "superseded"


def test_a_process_has_one_assessment_in_work(as_owner: APIClient, draft: str) -> None:
    response = as_owner.post(path("assessments"), BODIES["assessments"])
    assert (response.status_code, len(problems(response))) == (409, 1)


def test_a_step_takes_its_instant_and_version(
    as_owner: APIClient, as_manager: APIClient, draft: str
) -> None:
    version = as_owner.get(path("assessments", draft)).json()["version"]
    stale = step(as_owner, draft, "submission", version=version + 1)
    assert (stale.status_code, codes(stale)) == (409, ["stale_version"])
    earlier = datetime.now(UTC) - timedelta(minutes=5)
    answer = step(as_owner, draft, "submission", version=version, at=earlier.isoformat()).json()
    assert datetime.fromisoformat(answer["submitted_at"]) == earlier


@pytest.mark.parametrize("wrong", ["2026-03-02T20:00:00", "now", 5])
def test_a_step_refuses_what_is_no_instant(as_owner: APIClient, draft: str, wrong: Any) -> None:
    response = step(as_owner, draft, "submission", at=wrong)
    assert (response.status_code, [attr for _, attr in problems(response)]) == (400, ["at"])
    assert status(as_owner, draft) == "draft"


def test_steps_are_posted_never_read(as_owner: APIClient, draft: str) -> None:
    for noun in ("submission", "approval", "return"):
        assert as_owner.get(f"{path('assessments', draft)}{noun}/").status_code == 405
