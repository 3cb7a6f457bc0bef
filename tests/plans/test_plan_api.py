"""Plans and versions over the API: from creation to force, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from plans.models import Plan, Reading
from plans.services.lifecycle import submit_version
from plans.services.versions import change_version, new_draft
from tests.factories import NOON, api, person, process, user
from tests.plans.grades import grade
from tests.plans.plan_world import cast, draft, effective, fill, plan_of, role, submitted, the

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/plans/"


def codes(answer: Any) -> list[str]:
    return [one["code"] for one in answer.json()["errors"]]


def test_a_plan_goes_from_creation_to_force() -> None:
    people = cast()
    process("road-rescue")
    alice, mia = api(people["alice"]), api(people["mia"])
    body = {
        "code": "rescue",
        "kind": "workaround",
        "name_en": "Rescue by phone",
        "owner": "alice",
        "processes": ["road-rescue"],
    }
    made = alice.post(ROOT, body, format="json")
    assert (made.status_code, made.json()["open_version"], made.json()["effective"]) == (
        201,
        "1.0",
        None,
    )
    fill(Plan.objects.get(code="rescue").versions.get())
    at = f"{ROOT}rescue/versions/1.0/"
    asked = alice.post(at + "submission/", {}, format="json")
    assert (asked.status_code, asked.json()["status"]) == (200, "in_review")
    sha256 = asked.json()["sha256"]
    assert alice.get(at + "document/").json()["digest"] == sha256
    signed = alice.post(at + "approval/", {"sha256": sha256}, format="json")
    assert [one["verdict"] for one in signed.json()["approvals"]] == ["approved", ""]
    assert mia.post(at + "approval/", {"sha256": sha256}, format="json").status_code == 200
    published = mia.post(at + "publication/", {}, format="json")
    assert (published.json()["status"], published.json()["published_by"]) == ("effective", "mia")
    plan = alice.get(ROOT + "rescue/").json()
    assert (plan["effective"], plan["open_version"]) == ("1.0", None)


def test_what_is_missing_is_told_before_and_when_it_is_handed_in() -> None:
    people = cast()
    version = draft(by=people["alice"])
    version.tasks.update(role=None)
    client = api(people["alice"])
    at = f"{ROOT}rescue/versions/1.0/"
    told = client.get(at + "obstacles/").json()
    assert [one["code"] for one in told["problems"]] == ["task_without_role"]
    refused = client.post(at + "submission/", {}, format="json")
    assert (refused.status_code, codes(refused)) == (409, ["task_without_role"])


def test_another_digest_than_what_was_read_is_not_signed() -> None:
    people = cast()
    submitted(by=people["alice"])
    answer = api(people["alice"]).post(
        f"{ROOT}rescue/versions/1.0/approval/", {"sha256": "0" * 64}, format="json"
    )
    assert (answer.status_code, codes(answer)) == (409, ["content_changed"])


def test_a_stale_version_is_not_signed() -> None:
    people = cast()
    version = submitted(by=people["alice"])
    body = {"version": version.version - 1}
    answer = api(people["alice"]).post(f"{ROOT}rescue/versions/1.0/approval/", body, format="json")
    assert answer.status_code == 409


@pytest.mark.parametrize("number", ["2.0", "1", "1.0.0", "1.x", "-1.0", "९.0", "1" * 30 + ".0"])
def test_what_is_no_version_is_not_there(number: str) -> None:
    people = cast()
    draft(by=people["alice"])
    answer = api(people["alice"]).get(f"{ROOT}rescue/versions/{number}/")
    assert answer.status_code == 404


def test_a_restricted_plan_is_not_there_for_others() -> None:
    people = cast()
    draft(by=people["alice"], confidentiality="restricted")
    statuses = [
        api(people[name]).get(f"{ROOT}rescue/versions/1.0/").status_code
        for name in ("alice", "bob", "mia")
    ]
    assert statuses == [200, 404, 200]


def test_the_head_of_a_draft_is_edited_with_the_version_read() -> None:
    people = cast()
    draft(by=people["alice"])
    client, at = api(people["alice"]), f"{ROOT}rescue/versions/1.0/"
    body = {"version": 1, "group_name": "Rescue"}
    assert client.patch(at, body, format="json").json()["group_name"] == "Rescue"
    assert client.patch(at, body, format="json").status_code == 409


def test_a_plan_is_changed_with_its_version() -> None:
    people = cast()
    version = plan_of(draft(by=people["alice"])).version
    client = api(people["alice"])
    body = {"version": version, "deputy": "bob"}
    assert client.patch(ROOT + "rescue/", body, format="json").json()["deputy"] == "bob"
    nameless = {"version": version + 1, "name_en": " "}
    answer = client.patch(ROOT + "rescue/", nameless, format="json")
    assert answer.status_code == 400


def test_change_requests_are_asked_for_and_decided() -> None:
    people = cast()
    effective(people=people)
    charlie, alice = api(people["charlie"]), api(people["alice"])
    asked = charlie.post(
        "/api/v1/change-requests/", {"plan": "rescue", "text": "Add the depot."}, format="json"
    )
    assert (asked.status_code, asked.json()["trigger"]) == (201, "request")
    at = asked.json()["url"]
    assert codes(alice.post(at + "rejection/", {}, format="json")) == ["reason_missing"]
    assert codes(alice.post(at + "adoption/", {}, format="json")) == ["no_draft"]
    attested = alice.post(f"{ROOT}rescue/attestation/", {}, format="json")
    assert codes(attested) == ["requests_open"]
    decided = alice.post(at + "rejection/", {"decision": "Closed since"}, format="json")
    assert decided.json()["state"] == "rejected"
    attested = alice.post(f"{ROOT}rescue/attestation/", {"statement": "Right"}, format="json")
    assert (attested.status_code, attested.json()["version"]) == (201, "1.0")


def test_readers_confirm_their_own_reading_only() -> None:
    people = cast()
    version = effective(people=people)
    reading = Reading.objects.get(plan_version=version, person=the("alice"))
    at = f"/api/v1/readings/{reading.pk}/confirmation/"
    assert api(people["bob"]).post(at, {}, format="json").status_code == 404
    answer = api(people["alice"]).post(at, {"question": "Who drives?"}, format="json")
    assert (answer.status_code, answer.json()["question"]) == (200, "Who drives?")


def test_retiring_the_version_in_force_retires_the_plan() -> None:
    people = cast()
    effective(people=people)
    answer = api(people["mia"]).post(
        f"{ROOT}rescue/versions/1.0/retirement/", {"reason": "Sold"}, format="json"
    )
    assert answer.json()["status"] == "retired"
    assert Plan.objects.get().retired_at is not None


def test_what_differs_from_the_version_before_is_told() -> None:
    people = cast()
    plan = plan_of(effective(people=people))
    second = new_draft(plan, by=people["alice"], at=NOON)
    second.tasks.update(duration_s=600)
    client = api(people["charlie"])
    told = client.get(f"{ROOT}rescue/versions/2.0/differences/").json()
    assert (told["before"], told["after"]) == ("1.0", "2.0")
    assert [(one["part"], one["kind"], one["changes"]) for one in told["differences"]] == [
        (
            "task",
            "changed",
            [{"name": "duration_s", "language": "", "before": 300, "after": 600}],
        )
    ]
    same = client.get(f"{ROOT}rescue/versions/1.0/differences/?with=1.0").json()
    assert same["differences"] == []
    assert client.get(f"{ROOT}rescue/versions/1.0/differences/?with=9").status_code == 404


def test_who_is_asked_to_sign_a_restricted_plan_sees_it() -> None:
    people = cast()
    boss = user("boss", "it_operations")
    person("boss", user=boss)
    level = grade("I", decision_role=role("ceo", "boss"))
    version = draft(by=people["alice"], confidentiality="restricted")
    client, at = api(boss), f"{ROOT}rescue/versions/1.0/"
    assert client.get(at).status_code == 404
    change_version(version, read_version=None, by=people["alice"], at=NOON, serves_grade=level)
    assert client.get(at).status_code == 200


def test_the_code_of_a_plan_is_fixed_once_it_was_handed_in() -> None:
    people = cast()
    version = draft(by=people["alice"])
    client = api(people["alice"])
    plan = plan_of(version)
    body = {"version": plan.version, "code": "rescue-2"}
    assert client.patch(ROOT + "rescue/", body, format="json").status_code == 200
    submit_version(version, by=people["alice"], at=NOON)
    body = {"version": plan.version + 1, "code": "rescue-3"}
    assert codes(client.patch(ROOT + "rescue-2/", body, format="json")) == ["code_used"]


def questions(client: APIClient, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_lists_ask_as_often_for_three_as_for_one() -> None:
    people = cast()
    client = api(people["mia"])
    effective("one", people=people)
    before = [questions(client, path) for path in (ROOT, f"{ROOT}one/versions/")]
    for code in ("two", "three"):
        draft(code, by=people["alice"], at=NOON)
    new_draft(Plan.objects.get(code="one"), by=people["alice"], at=NOON)
    assert [questions(client, path) for path in (ROOT, f"{ROOT}one/versions/")] == before
