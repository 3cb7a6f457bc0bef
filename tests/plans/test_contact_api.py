"""Roles, grades, call trees and reachability over HTTP."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from plans.models import PlanVersion, ResponseRole
from plans.services.reachability_look import look
from tests.factories import NOON, person
from tests.plans.contact_world import in_force, people, tree
from tests.plans.grades import grade
from tests.plans.plan_world import cast, draft, role

pytestmark = pytest.mark.django_db
ROLES, GRADES, REACH = (
    "/api/v1/response-roles/",
    "/api/v1/incident-grades/",
    "/api/v1/reachability/",
)
NODES = "/api/v1/plans/rescue/versions/1.0/call-nodes/"


@pytest.fixture
def users() -> dict[str, User]:
    return cast()


def api(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_holders_are_written_as_a_whole_in_calling_order(users: dict[str, User]) -> None:
    people()
    mia = api(users["mia"])
    made = mia.post(
        ROLES,
        {
            "code": "scribe",
            "name_en": "Scribe",
            "name_zh": "记录员",
            "holders": ["li-si", "wang-wu"],
        },
        format="json",
    )
    assert made.status_code == 201
    assert made.data["holders"] == ["li-si", "wang-wu"]
    assert [one["state"]["level"] for one in made.data["contacts"]] == ["unknown", "unknown"]
    address, body = f"{ROLES}scribe/", {"version": made.data["version"], "holders": ["wang-wu"]}
    changed = mia.patch(address, body, format="json")
    assert (changed.status_code, changed.data["holders"]) == (200, ["wang-wu"])
    assert changed.data["gaps"] == [{"code": "few_numbers", "count": 1}]
    assert mia.patch(address, body, format="json").status_code == 409
    assert mia.delete(address).status_code == 204


def test_a_holder_stands_once_and_a_used_role_stays(users: dict[str, User]) -> None:
    people()
    version = draft(by=users["alice"])
    tree(version, by=users["alice"])
    mia = api(users["mia"])
    body = {"version": 1, "holders": ["li-si", "li-si"]}
    twice = mia.patch(f"{ROLES}it-lead/", body, format="json")
    assert (twice.status_code, twice.json()["errors"][0]["attr"]) == (400, "holders")
    assert mia.delete(f"{ROLES}it-lead/").status_code == 409
    assert api(users["alice"]).delete(f"{ROLES}it-lead/").status_code == 403


def test_lists_ask_a_constant_number_of_questions(users: dict[str, User]) -> None:
    addresses = (ROLES, GRADES, REACH, NODES, f"{NODES}in-order/")
    mia = api(users["mia"])
    counts = []
    for number, code in enumerate(("rescue", "second"), start=1):
        in_force(users, code)
        holder = person(f"holder-{code}").code
        grade(code[:4], decision_role=role(f"decides-{code}", holder), severity=number)
        counts.append([questions(mia, address) for address in addresses])
    assert counts[0] == counts[1]
    assert max(counts[0]) < 30


def questions(client: APIClient, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_grades_change_and_do_not_come_or_go(users: dict[str, User]) -> None:
    grade("I", decision_role=role("ceo", kind="decision"), alarm_s=300, colour="red")
    mia = api(users["mia"])
    changed = mia.patch(f"{GRADES}I/", {"version": 1, "wait_s": 60}, format="json")
    assert (changed.status_code, changed.data["wait_s"]) == (200, 60)
    wrong = mia.patch(
        f"{GRADES}I/", {"version": 2, "decision_role": role("team").code}, format="json"
    )
    assert wrong.json()["errors"][0]["attr"] == "decision_role"
    silent = mia.patch(f"{GRADES}I/", {"version": 2, "alarm_s": None}, format="json")
    assert silent.json()["errors"][0]["attr"] == "alarm_s"
    assert mia.post(GRADES, {}, format="json").status_code == 405
    assert api(users["bob"]).patch(f"{GRADES}I/", {"version": 2}, format="json").status_code == 403


def test_a_tree_is_written_node_by_node(users: dict[str, User]) -> None:
    people()
    draft(by=users["alice"])
    alice = api(users["alice"])
    first = alice.post(NODES, {"role": "it-lead", "is_critical": True}, format="json")
    assert first.status_code == 201
    below = {"person": "wang-wu", "parent": first.data["id"], "alternates": ["li-si"]}
    second = alice.post(NODES, below, format="json")
    assert (second.data["parent"], second.data["alternates"]) == (first.data["id"], ["li-si"])
    rows = alice.get(f"{NODES}in-order/").json()
    assert [(one["number"], one["called_by"], one["role"]) for one in rows] == [
        ("1", "", "it-lead"),
        ("1.1", "1", None),
    ]
    assert [one["person"] for one in rows[1]["callees"]] == ["wang-wu", "li-si"]
    circle = alice.patch(
        first.data["url"], {"version": 1, "parent": second.data["id"]}, format="json"
    )
    assert circle.json()["errors"][0]["code"] == "circle"
    assert (
        alice.post(NODES, {"person": "wang-wu", "parent": 10**9}, format="json").status_code == 400
    )
    assert api(users["charlie"]).post(NODES, below, format="json").status_code == 403
    assert alice.delete(first.data["url"]).status_code == 204
    assert PlanVersion.objects.get().call_nodes.count() == 1


def test_reachability_lists_asks_and_records(users: dict[str, User]) -> None:
    in_force(users)
    look(at=NOON)
    bob = api(users["bob"])
    rows = bob.get(REACH).json()["results"]
    assert [(one["person"], one["state"]["level"]) for one in rows] == [
        ("li-si", "red"),
        ("wang-wu", "red"),
        ("zhang-san", "red"),
    ]
    assert rows[0]["plans"] == ["rescue"]
    assert rows[0]["roles"] == ["it-lead"]
    answer = f"{REACH}li-si/answer/"
    reached = bob.post(answer, {"outcome": "reached"}, format="json").json()
    assert reached["state"]["level"] == "ok"
    assert bob.get(f"{REACH}?level=red").json()["count"] == 2
    assert bob.post(answer, {"outcome": "maybe"}, format="json").status_code == 400
    asked = bob.post(f"{REACH}li-si/asking/", {}, format="json")
    assert (asked.status_code, asked.json()["waiting"]) == (202, True)
    assert bob.post(f"{REACH}li-si/asking/", {}, format="json").status_code == 409
    charlie = api(users["charlie"])
    assert charlie.get(f"{REACH}li-si/").status_code == 200
    assert charlie.post(answer, {"outcome": "reached"}, format="json").status_code == 403


def test_who_may_see_nothing_sees_nothing(users: dict[str, User]) -> None:
    in_force(users)
    stranger = api(User.objects.create(username="nobody", email="n@example.com"))
    assert stranger.get(ROLES).json()["count"] == 0
    assert stranger.get(REACH).json()["count"] == 0
    assert stranger.get(f"{REACH}li-si/").status_code == 404
    assert ResponseRole.objects.count() == 2
