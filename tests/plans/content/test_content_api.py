"""The parts of a version over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from plans.models import PlanVersion
from tests import factories
from tests.plans.content.drafts import draft, role, task
from tests.plans.content.files import sheet

ROOT = "/api/v1/plans/rescue/versions/1.0"


@pytest.fixture
def version(alice: User) -> PlanVersion:
    return draft(alice)


@pytest.fixture
def client(version: PlanVersion) -> Any:
    return factories.api(version.author)


def add(client: Any, path: str, **body: Any) -> Any:
    answer = client.post(f"{ROOT}/{path}/", body, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_every_kind_of_part_is_added_and_read(client: Any):
    role()
    bodies: dict[str, dict[str, Any]] = {
        "sections": {"title_en": "Purpose", "body_zh": "目的"},
        "criteria": {"kind": "downtime", "downtime_s": 7200},
        "tasks": {"title_en": "Call", "role": "it-lead", "duration_s": 300},
        "resources": {"kind": "supplies", "name_zh": "表单"},
        "messages": {"audience": "customers", "title_en": "Notice", "body_en": "{system} is down"},
        "card-steps": {"key": "notify", "title_en": "Notify", "limit_s": 300},
        "card-contacts": {"role": "it-lead"},
    }
    made = {path: add(client, path, **body) for path, body in bodies.items()}
    bodies["card-items"] = {"step": made["card-steps"]["id"], "text_en": "Commander called"}
    made["card-items"] = add(client, "card-items", **bodies["card-items"])
    for path, body in bodies.items():
        assert client.get(made[path]["url"]).json().items() >= body.items()


def test_a_change_names_the_version_it_read(client: Any):
    one = add(client, "sections", title_en="Purpose")
    assert client.patch(one["url"], {"title_en": "B"}, format="json").status_code == 400
    answer = client.patch(one["url"], {"title_en": "B", "version": 1}, format="json")
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert (
        client.patch(one["url"], {"title_en": "C", "version": 1}, format="json").status_code == 409
    )


def test_a_circle_is_refused_at_needs(client: Any):
    one = add(client, "tasks", title_en="One")
    add(client, "tasks", title_en="Two", needs=[1])
    answer = client.patch(one["url"], {"needs": [2], "version": 1}, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0] == {
        "code": "cycle",
        "detail": "These wait for each other in a circle: 1 → 2 → 1.",
        "attr": "needs",
    }


def test_position_moves(client: Any):
    for title in ("A", "B"):
        last = add(client, "sections", title_en=title)
    client.patch(last["url"], {"position": 1, "version": 1}, format="json")
    found = client.get(f"{ROOT}/sections/").json()["results"]
    assert [(one["title_en"], one["position"]) for one in found] == [("B", 1), ("A", 2)]


def test_what_is_in_review_is_not_written(client: Any, version: PlanVersion):
    one = add(client, "sections", title_en="A")
    PlanVersion.objects.filter(pk=version.pk).update(status="in_review")
    assert client.get(one["url"]).status_code == 200
    assert client.delete(one["url"]).status_code == 409
    assert client.post(f"{ROOT}/sections/", {"title_en": "B"}, format="json").status_code == 409


def test_parts_of_another_version_are_not_there(client: Any, bob: User):
    one = task(draft(bob, "other"))
    assert client.get(f"{ROOT}/tasks/{one.pk}/").status_code == 404
    assert client.get(f"{ROOT}/tasks/x/").status_code == 404


def test_who_may_only_read(version: PlanVersion, auditor: User):
    reader = factories.api(auditor)
    assert reader.get(f"{ROOT}/tasks/").status_code == 200
    assert reader.post(f"{ROOT}/tasks/", {"title_en": "A"}, format="json").status_code == 403


def test_a_list_asks_as_much_for_three_as_for_one(client: Any, version: PlanVersion):
    counts = []
    client.get(f"{ROOT}/tasks/")
    for number in (1, 2, 3):
        task(version, needs=list(range(1, number)), role=role(f"role-{number}"))
        if number > 1:
            with CaptureQueriesContext(connection) as asked:
                client.get(f"{ROOT}/tasks/")
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_file_is_imported_or_only_looked_at(client: Any, version: PlanVersion):
    content = sheet(["No", "Task"], ["1", "Call"])
    for address, applied, count in (("imports/?dry_run=1", False, 0), ("imports/", True, 1)):
        file = SimpleUploadedFile("a.xlsx", content)
        answer = client.post(f"{ROOT}/{address}", {"file": file}, format="multipart").json()
        assert (answer["applied"], answer["new"]) == (applied, 1)
        assert version.tasks.count() == count


def test_wrong_rows_are_named(client: Any, version: PlanVersion):
    file = SimpleUploadedFile("a.xlsx", sheet(["No", "Task"], ["0", "Call"]))
    answer = client.post(f"{ROOT}/imports/", {"file": file}, format="multipart")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "2.No")
