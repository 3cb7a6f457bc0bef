"""Call trees as the list they are called by, their gaps, and their verbs (PLN-11)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Person, User
from lib.errors import GuardsUnmet, Refused
from plans.call_list import call_list
from plans.contact_level import lights_of
from plans.contact_report import contact_problems
from plans.domain.call_order import called_in_order, circle_through, depth_of
from plans.models import CallNode, CardContact, PlanVersion
from plans.services.calling import add_node, change_node, move_node, remove_node
from plans.services.content_document import document_of
from plans.services.guards import warnings_of
from tests.factories import NOON
from tests.plans.contact_world import in_force, people, tree
from tests.plans.grades import grade
from tests.plans.plan_world import cast, draft, role, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def users() -> dict[str, User]:
    return cast()


@pytest.fixture
def version(users: dict[str, User]) -> PlanVersion:
    people()
    return draft(by=users["alice"])


def listed(version: PlanVersion) -> list[tuple[str, str, list[str]]]:
    rows = call_list(document_of(version), NOON)
    return [(one.number, one.name, [who.code for who in one.callees]) for one in rows]


def refused(call: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.problems[0].code, caught.value.problems[0].field


def test_the_list_reads_in_calling_order(users: dict[str, User], version: PlanVersion) -> None:
    tree(version, by=users["alice"])
    assert listed(version) == [
        ("1", "it-lead", ["zhang-san", "li-si"]),
        ("1.1", "Wang Wu", ["wang-wu"]),
        ("2", "commander", ["wang-wu", "li-si"]),
    ]
    rows = call_list(document_of(version), NOON)
    assert [one.called_by for one in rows] == ["", "1", ""]
    assert [phone.shown for phone in rows[0].callees[0].phones] == [
        "139 1234 5678",
        "021 6888 1234",
    ]
    assert rows[2].script_now == "Say which system is down."


def test_a_role_follows_its_holders(users: dict[str, User], version: PlanVersion) -> None:
    tree(version, by=users["alice"])
    role("it-lead").holders.filter(person__code="zhang-san").delete()
    assert listed(version)[0] == ("1", "it-lead", ["li-si"])


def test_the_list_asks_a_constant_number_of_questions(
    users: dict[str, User], version: PlanVersion, django_assert_num_queries: Any
) -> None:
    tree(version, by=users["alice"])
    document = document_of(version)
    few = document | {"call_tree": document["call_tree"][2:]}
    call_list(document, NOON)
    for one in (few, document):
        with django_assert_num_queries(6):
            call_list(one, NOON)


def test_who_left_stays_in_the_list_and_is_red(
    users: dict[str, User], version: PlanVersion
) -> None:
    tree(version, by=users["alice"])
    Person.objects.filter(code="wang-wu").update(is_active=False)
    rows = call_list(document_of(version), NOON)
    assert [one.callees[0].state.level for one in rows] == ["unknown", "red", "red"]
    assert [gap.code for gap in rows[1].gaps] == ["few_numbers", "unreachable"]
    assert [gap.code for gap in rows[2].gaps] == ["doubtful"]


def test_a_critical_place_needs_two_people_and_two_numbers(
    users: dict[str, User], version: PlanVersion
) -> None:
    node = add_node(
        version, person=the("wang-wu"), is_critical=True, wait_s=60, by=users["alice"], at=NOON
    )
    [row] = call_list(document_of(version), NOON)
    assert [(gap.code, gap.count) for gap in row.gaps] == [("no_alternate", 0), ("few_numbers", 1)]
    change_node(node, read_version=None, alternates=[the("li-si")], by=users["alice"], at=NOON)
    assert call_list(document_of(version), NOON)[0].gaps == ()


def test_decision_levels_and_card_contacts_need_two_numbers(
    users: dict[str, User], version: PlanVersion
) -> None:
    grade("I", decision_role=role("commander"))
    CardContact.objects.create(plan_version=version, role=role("it-lead"))
    CardContact.objects.create(plan_version=version, role=role("nobody"))
    found = contact_problems(document_of(version), NOON)
    assert [(one.where, one.code, one.gap.code) for one in found] == [
        ("decision", "commander", "few_numbers"),
        ("card", "nobody", "nobody"),
    ]
    assert found[0].sentence == (
        "Decision level, commander: Only 1 number that can be called; two are needed."
    )
    told = {one.code: one.params for one in warnings_of(version, NOON)}
    assert told["contact_numbers"] == {"roles": "commander, nobody"}


def test_nobody_drops_out_when_a_place_is_taken_out(
    users: dict[str, User], version: PlanVersion
) -> None:
    lead, _below, _last = tree(version, by=users["alice"])
    remove_node(lead, by=users["alice"], at=NOON)
    assert [(number, name) for number, name, _who in listed(version)] == [
        ("1", "commander"),
        ("2", "Wang Wu"),
    ]


def test_places_move_among_those_the_same_one_calls(
    users: dict[str, User], version: PlanVersion
) -> None:
    _lead, _below, last = tree(version, by=users["alice"])
    move_node(last, 1, by=users["alice"], at=NOON)
    assert [name for _number, name, _who in listed(version)] == ["commander", "it-lead", "Wang Wu"]


def test_a_tree_has_no_circle_and_an_end(users: dict[str, User], version: PlanVersion) -> None:
    who = {"by": users["alice"], "at": NOON}
    lead, below, _last = tree(version, by=users["alice"])
    assert refused(lambda: change_node(lead, read_version=None, parent=below, **who)) == (
        "circle",
        "parent",
    )
    node = below
    for _deeper in range(4):
        node = add_node(version, person=the("li-si"), parent=node, wait_s=60, **who)
    deepest = lambda: add_node(version, person=the("li-si"), parent=node, wait_s=60, **who)  # noqa: E731
    assert refused(deepest) == ("too_deep", "parent")


def test_who_left_is_not_newly_named(users: dict[str, User], version: PlanVersion) -> None:
    Person.objects.filter(code="wang-wu").update(is_active=False)
    who = {"by": users["alice"], "at": NOON}
    assert refused(lambda: add_node(version, person=the("wang-wu"), wait_s=60, **who)) == (
        "not_active",
        "person",
    )


def test_a_place_names_a_person_or_a_role(users: dict[str, User], version: PlanVersion) -> None:
    who = {"by": users["alice"], "at": NOON}
    assert refused(lambda: add_node(version, wait_s=60, **who)) == ("invalid", None)
    both = {"person": the("li-si"), "role": role("it-lead")}
    assert refused(lambda: add_node(version, wait_s=60, **both, **who)) == ("invalid", None)
    twice = [the("wang-wu"), the("wang-wu")]
    call = lambda: add_node(  # noqa: E731
        version, person=the("li-si"), alternates=twice, wait_s=60, **who
    )
    assert refused(call) == ("twice", "alternates")
    assert CallNode.objects.count() == 0


def test_the_tree_of_a_version_in_force_stays(users: dict[str, User]) -> None:
    version = in_force(users)
    node = version.call_nodes.first()
    assert node is not None
    with pytest.raises(GuardsUnmet):
        change_node(node, read_version=None, wait_s=1, by=users["alice"], at=NOON)


def test_the_order_of_calls_on_plain_values() -> None:
    nodes = [(1, None), (2, 1), (3, None), (4, 1), (5, 4), (7, 99)]
    assert [(node, number) for node, _p, number, _d in called_in_order(nodes)] == [
        (1, "1"),
        (2, "1.1"),
        (4, "1.2"),
        (5, "1.2.1"),
        (3, "2"),
        (7, "3"),
    ]
    ring = [(1, 2), (2, 1)]
    assert [node for node, *_rest in called_in_order(ring)] == [1, 2]
    parents = {1: None, 2: 1, 3: 2}
    assert (circle_through(parents, 1, 3), circle_through(parents, 3, 1)) == (True, False)
    assert [depth_of(parents, one) for one in (1, 2, 3)] == [1, 2, 3]


def test_e31_a_plan_is_as_red_as_the_reddest_it_relies_on(users: dict[str, User]) -> None:
    version = in_force(users)
    assert lights_of([version.pk], NOON)[version.pk].warns is False
    Person.objects.filter(code="wang-wu").update(is_active=False)
    light = lights_of([version.pk], NOON)[version.pk]
    assert (light.level, light.names) == ("red", "Wang Wu")
    charlie = Client()
    charlie.force_login(users["charlie"])
    assert b"A contact cannot be reached" in charlie.get("/plans/").content
    for address in ("/plans/rescue/", "/plans/rescue/versions/1.0/card/"):
        assert b"Cannot be reached: Wang Wu." in charlie.get(address).content
