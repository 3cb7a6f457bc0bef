"""Heartbeats as a cron job sends them: no login, no cookies, whatever body."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from backups.models import BackupSet, Heartbeat, LocationState
from tests import factories
from tests.backups import made


@pytest.fixture
def policy(db: None) -> Any:
    return made.policy("orders-full", schedule="")


@pytest.fixture
def curl() -> Client:
    return Client(enforce_csrf_checks=True)


def url(policy: Any, ending: str = "") -> str:
    return f"/api/v1/ping/{policy.ping_uuid}{ending}"


def kept() -> list[tuple[str, int | None, str]]:
    return list(Heartbeat.objects.order_by("id").values_list("kind", "exit_status", "verdict"))


def test_start_and_end_are_kept_with_what_was_sent(curl: Client, policy: Any) -> None:
    assert curl.get(url(policy, "/start")).content == b"OK"
    body = b"dumped 17 tables\n\0\xff"
    sent = curl.post(url(policy, "/0/"), data=body, content_type="text/plain")
    assert (sent.status_code, sent.cookies) == (200, {})
    assert kept() == [("start", None, "running"), ("exit", 0, "on_time")]
    assert Heartbeat.objects.order_by("id").last().body == "dumped 17 tables\n��"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("ending", "kind", "verdict"),
    [
        ("", "success", "on_time"),
        ("/", "success", "on_time"),
        ("/fail", "fail", "failed"),
        ("/1", "exit", "failed"),
        ("/255", "exit", "failed"),
        ("/0", "exit", "on_time"),
    ],
)
def test_each_ending_says_how_the_job_went(
    curl: Client, policy: Any, ending: str, kind: str, verdict: str
) -> None:
    assert curl.head(url(policy, ending)).status_code == 200
    assert [(one[0], one[2]) for one in kept()] == [(kind, verdict)]


@pytest.mark.parametrize(
    "place",
    [
        "/api/v1/ping/9c188648-199d-4d35-aaa7-0313de08843d",
        "/api/v1/ping/9c188648-199d-4d35-aaa7-0313de08843d/start",
        "/api/v1/ping/not-a-uuid",
        "/api/v1/ping/%00",
        "/api/v1/ping/' OR 1=1 --",
        "/api/v1/ping/٣",
    ],
)
def test_what_is_unknown_looks_like_what_is_no_address(curl: Client, db: None, place: str) -> None:
    answer = curl.post(place, data=b"x" * 10, content_type="application/octet-stream")
    assert (answer.status_code, answer.content) == (404, b"not found")


@pytest.mark.parametrize("ending", ["/256", "/-1", "/stop", "/1.5", "/٣", "/start/x", "/999999"])
def test_other_endings_are_not_there(curl: Client, policy: Any, ending: str) -> None:
    assert curl.get(url(policy, ending)).status_code == 404
    assert kept() == []


def test_a_secret_in_another_spelling_is_not_known(curl: Client, policy: Any) -> None:
    assert curl.get(f"/api/v1/ping/{policy.ping_uuid.hex}").status_code == 404


def test_of_a_long_body_the_beginning_is_kept(curl: Client, policy: Any) -> None:
    body = b"a" * 25_000_000
    assert curl.post(url(policy), data=body, content_type="text/plain").status_code == 200
    row = Heartbeat.objects.get()
    assert (len(row.body), row.body_cut) == (100_000, True)


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data", "nonsense"])
def test_any_type_of_body_is_taken(curl: Client, policy: Any, content_type: str) -> None:
    assert curl.post(url(policy), data=b"{", content_type=content_type).status_code == 200


def test_too_many_calls_are_told_to_wait(curl: Client, policy: Any) -> None:
    answers = [curl.get(url(policy)).status_code for _ in range(61)]
    assert (answers[59], answers[60]) == (200, 429)
    assert curl.get(url(policy)).headers["Retry-After"] == "60"


def test_guessing_is_held_back(curl: Client, policy: Any) -> None:
    answers = {curl.get(f"/api/v1/ping/{uuid4()}").status_code for _ in range(30)}
    assert answers == {404}
    assert curl.get(f"/api/v1/ping/{uuid4()}").status_code == 429


def test_other_methods_are_refused(curl: Client, policy: Any) -> None:
    assert curl.delete(url(policy)).status_code == 405
    assert curl.put(url(policy)).status_code == 405


def test_a_policy_without_places_gets_its_set_from_the_call(curl: Client, policy: Any) -> None:
    curl.get(url(policy, "/start"))
    curl.post(url(policy), data=b"done", content_type="text/plain")
    row = BackupSet.objects.get()
    assert (row.arrived_by, row.state, row.log) == ("heartbeat", "registered", "done")


def test_a_policy_with_places_is_looked_for_there(curl: Client, db: None) -> None:
    nas = made.location("nas", scan_every_s=3600)
    there = made.policy("orders-full", locations=(nas,), schedule="")
    curl.get(url(there))
    assert not BackupSet.objects.exists()
    assert LocationState.objects.get(location=nas).scan_due_at is not None


def test_a_failed_run_brings_no_set(curl: Client, policy: Any) -> None:
    curl.get(url(policy, "/fail"))
    curl.get(url(policy, "/2"))
    assert not BackupSet.objects.exists()


def test_the_address_is_shown_only_to_those_who_register(
    curl: Client, policy: Any, auditor: User, manager: User
) -> None:
    place = f"/api/v1/backup-policies/{policy.code}/"
    assert factories.api(auditor).get(place).json()["ping_url"] is None
    client: APIClient = factories.api(manager)
    told = client.get(place).json()["ping_url"]
    assert told.endswith(url(policy))
    assert curl.get(url(policy)).status_code == 200
    beats = client.get(f"{place}heartbeats/").json()
    assert [one["kind"] for one in beats["results"]] == ["success"]


def test_a_new_address_ends_the_old_one(curl: Client, policy: Any, manager: User) -> None:
    client = factories.api(manager)
    told = client.post(f"/api/v1/backup-policies/{policy.code}/ping-address/").json()
    assert curl.get(url(policy)).status_code == 404
    policy.refresh_from_db()
    assert told["ping_url"].endswith(url(policy))
