"""Activations over the API."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from plans.models import PlanActivation, PlanVersion
from tests import factories
from tests.plans.carried_out import draft as drafted
from tests.plans.carried_out import role, task, three_steps

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/plan-activations/"


@pytest.fixture
def version() -> PlanVersion:
    factories.clock_policies()
    return three_steps()


@pytest.fixture
def client(manager: User) -> Any:
    return factories.api(manager)


def begun(client: Any, **body: Any) -> Any:
    return client.post(
        "/api/v1/plans/rescue/activations/", {"reason": "Down"} | body, format="json"
    )


def test_begin_and_carry_out(version: PlanVersion, client: Any) -> None:
    made = begun(client)
    assert (made.status_code, made.data["code"]) == (201, "PA-2026-0001")
    assert made.data["url"].endswith("/api/v1/plan-activations/PA-2026-0001/")

    one = f"{ROOT}PA-2026-0001/"
    assert client.post(f"{one}tasks/1/start/", {}, format="json").data["state"] == "in_progress"
    done = client.post(f"{one}tasks/1/completion/", {"result": "Called in"}, format="json")
    assert (done.data["state"], done.data["result"]) == ("done", "Called in")
    listed = client.get(f"{one}tasks/").data["results"]
    assert [row["state"] for row in listed] == ["done", "open", "open"]
    assert client.get(one).data["tasks_ended"] == 1
    kinds = [row["type"] for row in client.get(f"{one}events/").data["results"]]
    assert kinds == ["activated", "task_changed", "task_changed"]


def test_the_whole_way_to_its_end(version: PlanVersion, client: Any) -> None:
    begun(client)
    one = f"{ROOT}PA-2026-0001/"

    assert client.post(f"{one}integrity/", {}, format="json").status_code == 409
    assert client.post(f"{one}restoration/", {}, format="json").data["level"] == "fully"
    assert client.post(f"{one}integrity/", {}, format="json").data["integrity_by"] == "manager"
    ended = client.post(f"{one}end/", {"outcome": "Works", "rating": 5}, format="json")
    assert (ended.data["state"], ended.data["rating"]) == ("ended", 5)
    assert client.post(f"{one}tasks/1/start/", {}, format="json").status_code == 409


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("tasks/1/failure/", {}, 400),
        ("tasks/1/start/", {"at": "2026-03-02T12:00:00"}, 400),
        ("tasks/2/completion/", {}, 409),
        ("tasks/99/start/", {}, 404),
        ("tasks/x/start/", {}, 404),
        ("end/", {"outcome": "", "rating": 5}, 400),
        ("end/", {"outcome": "Works", "rating": 6}, 400),
        ("tasks/", {"needs": [99], "title_en": "Radio"}, 400),
        ("tasks/", {}, 400),
    ],
)
def test_what_is_refused(
    version: PlanVersion, client: Any, path: str, body: dict[str, Any], status: int
) -> None:
    begun(client)

    assert client.post(f"{ROOT}PA-2026-0001/{path}", body, format="json").status_code == status


def test_a_change_names_the_version_it_read(version: PlanVersion, client: Any) -> None:
    begun(client)
    two = f"{ROOT}PA-2026-0001/tasks/2/"

    assert client.patch(two, {"duration_s": 600}, format="json").status_code == 400
    changed = client.patch(two, {"duration_s": 600, "version": 1}, format="json")
    assert changed.data["amended"] == {"duration_s": {"old": 300, "new": 600}}
    assert client.patch(two, {"duration_s": 60, "version": 1}, format="json").status_code == 409


def test_same_key_begins_one(version: PlanVersion, client: Any) -> None:
    client.credentials(
        HTTP_IDEMPOTENCY_KEY="k", HTTP_AUTHORIZATION=client._credentials["HTTP_AUTHORIZATION"]
    )
    first, second = begun(client), begun(client)

    assert (first.status_code, second.data["code"]) == (201, first.data["code"])
    assert PlanActivation.objects.count() == 1


def test_reader_begins_nothing(version: PlanVersion, auditor: User) -> None:
    assert begun(factories.api(auditor)).status_code == 403


def test_restricted_plan_is_not_there(version: PlanVersion, manager: User, alice: User) -> None:
    begun(factories.api(manager))
    version.plan.confidentiality = "restricted"
    version.plan.save()

    assert factories.api(alice).get(f"{ROOT}PA-2026-0001/").status_code == 404
    assert factories.api(alice).get(ROOT).data["count"] == 0


def test_feasibility_of_a_version(client: Any) -> None:
    factories.clock_policies()
    process = factories.process("road-rescue")
    process.rto_s, process.mtd_s = 900, 3600
    process.save()
    version = drafted("rescue", processes=[process])
    task(version, 1, role=role("dispatcher", factories.person("d")))

    found = client.get("/api/v1/plans/rescue/versions/1.0/feasibility/").data
    assert (found["status"], found["total_s"], found["critical"]) == ("red", 1500, [1])
    assert found["processes"][0]["because"][0]["text"] == (
        "Takes 25 min, the RTO is 15 min: 10 min too long."
    )


def test_list_asks_the_same_number_of_queries(
    version: PlanVersion, client: Any, django_assert_num_queries: Any
) -> None:
    begun(client)
    client.get(ROOT)
    with django_assert_num_queries(5):
        client.get(ROOT)
    begun(client, exercise=True)
    begun(client, exercise=True)
    with django_assert_num_queries(5):
        assert client.get(ROOT).data["count"] == 3
