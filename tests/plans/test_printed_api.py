"""Printed copies and offline packs over the API."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from plans.models import OfflinePack, PlanVersion
from plans.packing.building import build
from plans.services import packs
from plans.services.copies import print_copy
from tests import factories
from tests.factories import NOON
from tests.plans import paper_world as world

pytestmark = pytest.mark.django_db
COPIES, PACKS = "/api/v1/print-copies/", "/api/v1/offline-packs/"


@pytest.fixture
def card(manager: User) -> PlanVersion:
    return world.effective_card(manager)


@pytest.fixture
def client(manager: User) -> APIClient:
    return factories.api(manager)


def body(**changes: Any) -> dict[str, Any]:
    return {"plan": "response-card", "format": "a4", "language": "both"} | changes


def test_a_print_is_made_found_and_ticked_off(card: PlanVersion, client: APIClient) -> None:
    made = client.post(COPIES, body(place="Room 1", quantity=2))
    code = made.json()["code"]
    closed = client.post(f"{COPIES}{code}/closure/", {"state": "removed", "version": 1})

    assert made.status_code == 201
    assert (made.json()["plan_version"], made.json()["is_current"]) == ("response-card@1.0", True)
    assert made.json()["address"].endswith(f"/v/{code}")
    assert (closed.status_code, closed.json()["state"]) == (200, "removed")
    assert client.get(COPIES, {"state": "posted"}).json()["count"] == 0


def test_the_same_key_prints_once(card: PlanVersion, client: APIClient) -> None:
    answers = [
        client.post(COPIES, body(), headers={"Idempotency-Key": "one"}).json() for _unused in "ab"
    ]

    assert answers[0]["code"] == answers[1]["code"]


@pytest.mark.parametrize(
    ("changes", "attr"),
    [
        ({"plan": "nothing"}, "plan"),
        ({"format": "a5"}, "format"),
        ({"language": "fr"}, "language"),
        ({"quantity": 0}, "quantity"),
        ({"holder": "nobody"}, "holder"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_printed_is_said_at_its_field(
    card: PlanVersion, client: APIClient, changes: dict[str, Any], attr: str
) -> None:
    answer = client.post(COPIES, body(**changes))

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)


def test_what_is_not_in_force_is_not_printed(manager: User, client: APIClient) -> None:
    world.draft(world.plan(manager), manager)

    assert client.post(COPIES, body()).status_code == 409


def test_a_copy_of_a_plan_one_may_not_see_is_not_there(
    card: PlanVersion, manager: User, charlie: User
) -> None:
    copy = print_copy(card, format="a4", language="en", by=manager, at=NOON)
    card.plan.confidentiality = "restricted"
    card.plan.save()
    stranger = factories.api(charlie)

    assert stranger.get(f"{COPIES}{copy.token}/").status_code == 404
    assert stranger.get(f"{COPIES}{copy.token}/file/").status_code == 404
    assert stranger.post(COPIES, body()).status_code == 400


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_of_copies_asks_a_fixed_number_of_questions(
    card: PlanVersion,
    manager: User,
    client: APIClient,
    rows: int,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(rows):
        print_copy(card, format="a4", language="en", place=f"{number}", by=manager, at=NOON)

    with django_assert_max_num_queries(10):
        assert client.get(COPIES).json()["count"] == rows


def test_a_pack_is_asked_for_and_downloaded(client: APIClient) -> None:
    asked = client.post(PACKS)
    code = asked.json()["code"]
    early = client.get(f"{PACKS}{code}/file/")
    pack = packs.claim(at=NOON)
    assert pack is not None
    build(pack, clock=lambda: NOON)
    shown = client.get(f"{PACKS}{code}/").json()
    late = client.get(f"{PACKS}{code}/file/")

    assert (asked.status_code, early.status_code, late.status_code) == (201, 409, 200)
    assert (shown["state"], shown["has_file"]) == ("done", True)
    assert late.headers["X-Content-SHA256"] == shown["sha256"]
    assert late.content[:2] == b"PK"


def test_packs_are_for_who_may_open_them(db: None) -> None:
    OfflinePack.objects.create(code="PACK-1", trigger="manual", requested_at=NOON)
    robot = factories.api(factories.user("robot", "service_account"))

    assert robot.get(PACKS).json()["count"] == 0
    assert robot.get(f"{PACKS}PACK-1/file/").status_code == 404
    assert robot.post(PACKS).status_code == 403
