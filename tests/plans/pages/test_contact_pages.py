"""Pages of roles, grades, call trees and reachability."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from plans.models import CallNode, IncidentGrade, ReachabilityCheck, ResponseRole, RoleHolder
from plans.services.reachability import ask_now
from tests.plans.contact_world import in_force, people, tree
from tests.plans.grades import grade
from tests.plans.plan_world import cast, draft, role, the

pytestmark = pytest.mark.django_db
TREE = "/plans/rescue/versions/1.0/content/call-tree/"


@pytest.fixture
def users() -> dict[str, User]:
    return cast()


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def holders(code: str) -> list[str]:
    rows = RoleHolder.objects.filter(role__code=code).order_by("position")
    return [one.person.code for one in rows]


def test_a_role_is_made_filled_and_put_in_order(users: dict[str, User]) -> None:
    people()
    mia = as_(users["mia"])
    names = {"code": "scribe", "name_en": "Scribe", "name_zh": "记录员", "kind": "team"}
    made = mia.post("/roles/new/", names | {"position": "5", "is_active": "on"})
    assert made["Location"] == "/roles/scribe/"
    for code in ("li-si", "wang-wu"):
        mia.post("/roles/scribe/holders/", {"action": "add", "person": code})
    mia.post("/roles/scribe/holders/", {"action": "up", "of": "wang-wu"})
    assert holders("scribe") == ["wang-wu", "li-si"]
    mia.post("/roles/scribe/holders/", {"action": "remove", "of": "li-si"})
    assert holders("scribe") == ["wang-wu"]
    page = mia.get("/roles/scribe/")
    assert b"tel:+8613712345678" in page.content
    assert b"two are needed" in page.content
    again = mia.post("/roles/scribe/holders/", {"action": "add", "person": "wang-wu"})
    assert again.status_code == 422


def test_only_who_may_changes_a_role(users: dict[str, User]) -> None:
    people()
    bob = as_(users["bob"])
    assert bob.get("/roles/").status_code == bob.get("/roles/it-lead/").status_code == 200
    assert bob.get("/roles/it-lead/edit/").status_code == 403
    assert bob.post("/roles/it-lead/holders/", {"action": "up", "of": "li-si"}).status_code == 403
    assert holders("it-lead") == ["zhang-san", "li-si"]


def test_a_role_that_a_plan_names_is_not_deleted(users: dict[str, User]) -> None:
    in_force(users)
    mia = as_(users["mia"])
    assert mia.post("/roles/it-lead/delete/").status_code == 409
    role("unused")
    assert mia.post("/roles/unused/delete/")["Location"] == "/roles/"
    assert not ResponseRole.objects.filter(code="unused").exists()


def test_who_saves_an_old_role_sees_both(users: dict[str, User]) -> None:
    people()
    mia = as_(users["mia"])
    names = {"code": "it-lead", "name_en": "Lead", "name_zh": "负责人", "kind": "team"}
    body = names | {"position": "5", "is_active": "on", "version": "1"}
    assert mia.post("/roles/it-lead/edit/", body).status_code == 302
    assert mia.post("/roles/it-lead/edit/", body | {"name_en": "Chief"}).status_code == 409


def test_a_grade_is_edited_and_audited(users: dict[str, User]) -> None:
    grade("I", decision_role=role("ceo", kind="decision"), alarm_s=300, colour="red")
    mia = as_(users["mia"])
    form = mia.get("/grades/I/edit/").context["form"]
    body = {name: form.initial[name] for name in form.fields}
    body |= {"response_s": "0 min", "alarm_s": "5 min", "wait_s": "3 min"}
    assert mia.post("/grades/I/edit/", body)["Location"] == "/grades/"
    assert IncidentGrade.objects.get().wait_s == 180
    history = mia.get(f"/audit/plans.incidentgrade/{IncidentGrade.objects.get().pk}/")
    assert history.status_code == 200
    assert as_(users["bob"]).get("/grades/I/edit/").status_code == 403
    assert b"immediately" in as_(users["bob"]).get("/grades/").content


def test_a_call_tree_is_built_on_its_page(users: dict[str, User]) -> None:
    people()
    draft(by=users["alice"])
    alice = as_(users["alice"])
    first = {"role": "it-lead", "wait_s": "5 min", "is_critical": "on"}
    assert alice.post(f"{TREE}new/", first)["Location"] == TREE
    top = CallNode.objects.get()
    below = {"person": "wang-wu", "parent": top.pk, "wait_s": "2 min", "alternate_1": "li-si"}
    alice.post(f"{TREE}new/", below)
    node = CallNode.objects.get(person__code="wang-wu")
    assert [one.person.code for one in node.alternates.all()] == ["li-si"]
    rows = alice.get(TREE).context["rows"]
    assert [(row.number, row.name) for row, *_rest in rows] == [
        ("1", "it-lead"),
        ("1.1", "Wang Wu"),
    ]
    changed = below | {"alternate_1": "", "version": node.version, "wait_s": "1 min"}
    assert alice.post(f"{TREE}{node.pk}/", changed)["Location"] == TREE
    assert node.alternates.count() == 0
    assert alice.post(f"{TREE}{node.pk}/", changed | {"wait_s": "9 min"}).status_code == 409
    circle = {"role": "it-lead", "parent": node.pk, "wait_s": "5 min", "version": top.version}
    assert alice.post(f"{TREE}{top.pk}/", circle).status_code == 422
    assert alice.post(f"{TREE}{node.pk}/delete/")["Location"] == TREE
    assert alice.get(f"{TREE}{node.pk}/").status_code == 404


def test_places_move_on_the_page_and_strangers_do_not_move_them(users: dict[str, User]) -> None:
    people()
    version = draft(by=users["alice"])
    _lead, _below, last = tree(version, by=users["alice"])
    assert as_(users["charlie"]).post(f"{TREE}{last.pk}/move/", {"to": "up"}).status_code == 403
    as_(users["alice"]).post(f"{TREE}{last.pk}/move/", {"to": "up"})
    last.refresh_from_db()
    assert last.position == 1


def test_the_reading_page_shows_whom_to_call(users: dict[str, User]) -> None:
    in_force(users)
    page = as_(users["charlie"]).get("/plans/rescue/versions/1.0/calling/")
    assert page.status_code == 200
    assert b"139 1234 5678" in page.content
    assert b'id="node-1"' in page.content


def test_the_reachability_page_asks_and_records(users: dict[str, User]) -> None:
    in_force(users)
    bob = as_(users["bob"])
    assert bob.post("/reachability/zhang-san/ask/")["Location"] == "/reachability/"
    away = {"outcome": "reached", "back": "//evil.example"}
    assert bob.post("/reachability/zhang-san/record/", away)["Location"] == "/reachability/"
    assert ReachabilityCheck.objects.get().answered_by == "by_hand"
    page = bob.get("/reachability/?level=ok")
    assert [one.person.code for one, _why in page.context["rows"]] == ["zhang-san"]
    assert bob.get("/reachability/?level=nonsense").context["total"] == 3
    assert bob.post("/reachability/zhang-san/record/", {"outcome": "x"}).status_code == 400
    charlie = as_(users["charlie"])
    assert charlie.get("/reachability/").status_code == 200
    assert charlie.post("/reachability/zhang-san/ask/").status_code == 403


def test_a_contact_answers_on_the_page(users: dict[str, User]) -> None:
    ask_now(the("bob"), by=users["mia"], at=timezone.now())
    bob = as_(users["bob"])
    assert b"These are right" in bob.get("/reachability/").content
    bob.post("/reachability/mine/", {"correct": "yes"})
    assert ReachabilityCheck.objects.get().correct is True


def test_a_persons_page_says_which_plans_rely_on_them(users: dict[str, User]) -> None:
    in_force(users)
    page = as_(users["charlie"]).get("/people/zhang-san/").content.decode()
    assert "In plans for emergencies" in page
    assert "Rescue by phone" in page
    assert (
        "In plans for emergencies" not in as_(users["charlie"]).get("/people/bob/").content.decode()
    )
