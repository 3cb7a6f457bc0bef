"""Verifications, restore tests and the overview through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from backups.models import RestoreTest, Verification
from tests import factories
from tests.backups import made
from tests.factories import NOON

RUNS, TESTS = "/api/v1/verifications/", "/api/v1/restore-tests/"
OVERVIEW = "/api/v1/backups/overview/"


@pytest.fixture
def ops(db: None) -> APIClient:
    return factories.api(factories.user("ops", "it_operations"))


@pytest.fixture
def backup(db: None) -> Any:
    nas = made.location("nas")
    row = made.backup_set(made.policy(locations=(nas,)), at=NOON)
    made.copy(row, nas)
    return row


@pytest.mark.parametrize("place", [RUNS, TESTS])
def test_runs_of_one_set_are_found(ops: APIClient, backup: Any, place: str) -> None:
    other = made.backup_set(backup.policy, at=NOON - timedelta(days=1))
    made.copy(other, backup.copies.get().location)
    codes = [ops.post(place, {"backup_set": one.code}).json()["code"] for one in (backup, other)]
    found = ops.get(place, {"backup_set": backup.code}).json()["results"]
    assert [one["code"] for one in found] == codes[:1]
    assert ops.get(place, {"backup_set": "none"}).status_code == 400


def test_a_verification_is_asked_for_once(ops: APIClient, backup: Any) -> None:
    first = ops.post(RUNS, {"backup_set": backup.code})
    again = ops.post(RUNS, {"backup_set": backup.code})
    assert first.status_code == 201, first.content
    told = first.json()
    assert (told["state"], told["progress"], told["checks"]) == ("waiting", 0, [])
    assert (told["backup_set"], told["requested_by"]) == (backup.code, "ops")
    assert again.json()["code"] == told["code"]
    assert ops.get(told["url"]).json() == told
    assert first.headers["Location"] == told["url"]


@pytest.mark.parametrize("how", ["noun", "delete"])
def test_a_verification_is_ended_early(ops: APIClient, backup: Any, how: str) -> None:
    told = ops.post(RUNS, {"backup_set": backup.code}).json()
    if how == "noun":
        assert ops.post(f"{told['url']}cancellation/", {}).json()["state"] == "cancelled"
    else:
        assert ops.delete(told["url"]).status_code == 204
    assert ops.get(told["url"]).json()["state"] == "cancelled"
    assert ops.delete(told["url"]).status_code == 409


def test_nothing_to_verify_is_a_conflict(ops: APIClient, backup: Any) -> None:
    backup.copies.all().delete()
    assert ops.post(RUNS, {"backup_set": backup.code}).status_code == 409


@pytest.mark.parametrize("place", [RUNS, TESTS])
@pytest.mark.parametrize("sent", [{}, {"backup_set": None}, {"backup_set": "x"}, [], {"y": 1}])
def test_nonsense_is_refused(ops: APIClient, backup: Any, place: str, sent: Any) -> None:
    assert ops.post(place, sent).status_code == 400


@pytest.mark.parametrize("place", [RUNS, TESTS])
def test_who_only_reads_starts_nothing(backup: Any, auditor: User, place: str) -> None:
    client = factories.api(auditor)
    assert client.post(place, {"backup_set": backup.code}).status_code == 403
    assert client.get(place).status_code == 200


def test_checks_are_told_in_words_and_problems_by_page(ops: APIClient, backup: Any) -> None:
    run = made.verification(backup, outcome="fail")
    told = ops.get(f"{RUNS}{run.code}/").json()
    assert (told["outcome"], told["progress"]) == ("fail", 100)
    assert all({"name", "outcome", "detail"} <= set(one) for one in told["checks"])
    assert ops.get(f"{RUNS}{run.code}/problems/").json()["count"] == run.problems.count()


def test_a_restore_test_is_asked_for_and_ended(ops: APIClient, backup: Any) -> None:
    told = ops.post(TESTS, {"backup_set": backup.code}).json()
    assert (told["state"], told["progress"], told["imported"]) == ("waiting", 0, False)
    ended = ops.post(f"{told['url']}cancellation/", {})
    assert (ended.status_code, ended.json()["state"]) == (200, "cancelled")


def test_a_result_of_another_tool_is_taken_over(ops: APIClient, backup: Any) -> None:
    sent = {
        "backup_set": backup.code,
        "outcome": "pass",
        "tool": "Veeam SureBackup 13",
        "started_at": "2026-03-02T20:00:00+08:00",
        "finished_at": "2026-03-02T20:10:00+08:00",
        "restored_s": 540,
        "checks": [{"name": "heartbeat", "outcome": "pass"}],
    }
    response = ops.post(TESTS, sent, headers={"idempotency-key": "veeam-1"})
    assert response.status_code == 201, response.content
    told = response.json()
    assert (told["state"], told["outcome"], told["imported"], told["restored_s"]) == (
        "finished", "pass", True, 540,
    )  # fmt: skip
    again = ops.post(TESTS, sent, headers={"idempotency-key": "veeam-1"})
    assert (again.json()["code"], RestoreTest.objects.count()) == (told["code"], 1)
    part = {name: sent[name] for name in ("backup_set", "outcome")}
    wrong = ops.post(TESTS, part).json()["errors"]
    assert {one["attr"] for one in wrong} == {"tool", "started_at", "finished_at"}


def test_the_overview_says_what_could_be_restored(ops: APIClient, backup: Any) -> None:
    told = ops.get(OVERVIEW)
    assert told.status_code == 200, told.content
    body = told.json()
    assert [one["system"] for one in body["results"]] == ["orders"]
    assert body["results"][0]["families"][0]["backup_set"] == backup.code
    assert body["totals"]["systems"] == 1
    assert ops.get(OVERVIEW, {"status": "no_policy"}).json()["results"] == []
    assert ops.get(OVERVIEW, {"status": "x"}).status_code == 400
    assert ops.get(OVERVIEW, {"limit": "x"}).status_code == 400
    nobody = factories.api(factories.user("nobody"))
    assert nobody.get(OVERVIEW).status_code == 403


@pytest.mark.parametrize(("place", "queries"), [(RUNS, 7), (TESTS, 5)])
def test_a_list_takes_as_many_queries_for_three_as_for_one(
    ops: APIClient, backup: Any, place: str, queries: int, django_assert_num_queries: Any
) -> None:
    ops.get(place)
    for n in range(1, 4):
        row = made.backup_set(backup.policy, at=NOON, due_at=None)
        copy = made.copy(row, backup.copies.get().location)
        if place == RUNS:
            made.verification(row)
        else:
            RestoreTest.objects.create(code=f"RT-{n}", backup_set=row, copy=copy)
        if n in (1, 3):
            with django_assert_num_queries(queries):
                assert ops.get(place).json()["count"] == n
    assert Verification.objects.count() in (0, 3)
