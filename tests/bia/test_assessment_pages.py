"""The pages of assessments: the editor's texts, the steps, the lists."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.models import Assessment, ImpactCategory, Process
from bia.services.campaign import create_campaign
from tests import factories
from tests.bia.assessments import approved, catalogue, changed, draft, grid, ready, submitted
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    catalogue()


@pytest.fixture
def process(alice: User) -> Process:
    return factories.process("road-rescue", department="sales", owner=alice)


def texts(client: Client, code: str) -> dict[str, str]:
    """What the editor would post as it stands."""
    values: dict[str, str] = client.get(f"/assessments/{code}/draft/").json()["values"]
    return {name: text for name, text in values.items() if text != ""}


def save(client: Client, code: str, values: dict[str, Any]) -> Any:
    return client.patch(
        f"/assessments/{code}/draft/",
        urlencode(values),
        content_type="application/x-www-form-urlencoded",
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens(process: Process, alice: User, manager: User, language: str) -> None:
    manager.language = alice.language = language
    manager.save()
    alice.save()
    approved(process, alice, manager, answers={"critical": True, "workaround_endurance_s": 0})
    other = factories.process("parts", department="sales", owner=alice)
    submitted(other, alice)
    third = factories.process("booking", department="sales", owner=alice)
    draft(third, alice)
    campaign = create_campaign(
        name="Yearly", due_on=NOON.date(), processes=[process, third], by=manager, at=NOON
    )
    owner, boss = factories.login(alice), factories.login(manager)
    for client, address in (
        (owner, "/assessments/"),
        (owner, "/assessments/?status=approved&department=sales"),
        (owner, "/assessments/new/?process=road-rescue"),
        (owner, "/assessments/overview/"),
        (owner, "/assessments/road-rescue-v1/"),
        (owner, "/assessments/road-rescue-v1/differences/"),
        (owner, "/assessments/road-rescue-v1/differences/?with=register"),
        (owner, "/assessments/road-rescue-v1/confirmation/"),
        (owner, "/assessments/road-rescue-v1/similar/"),
        (owner, "/assessments/booking-v1/"),
        (owner, "/assessments/booking-v1/edit/"),
        (owner, "/assessments/booking-v1/submission/"),
        (owner, "/assessments/booking-v1/delete/"),
        (owner, "/processes/road-rescue/major-change/"),
        (owner, "/campaigns/requests/"),
        (owner, f"/campaigns/{campaign.code}/"),
        (boss, "/assessments/parts-v1/approval/"),
        (boss, "/assessments/parts-v1/return/"),
        (boss, "/reviews/"),
        (boss, "/reviews/?state=never"),
        (boss, "/reviews/?state=overdue"),
        (boss, "/campaigns/"),
        (boss, "/campaigns/new/"),
        (boss, f"/campaigns/{campaign.code}/closure/"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address


def test_texts_are_read_as_people_write_them(process: Process, alice: User) -> None:
    one = draft(process, alice)
    client = factories.login(alice)
    values = texts(client, one.code) | {
        "cell-financial-900": "1万",
        "cell-financial-3600": "50,000",
        "cell-financial-14400": "高",
        "cell-customer-900": "0",
        "cell-customer-3600": "3 customers leave",
        "cell-customer-14400": "High",
        "cell-legal-900": "nobody knows",
        "mtd_s": "1小时",
        "rto_s": "0",
        "answer-workaround_tested": "no",
        "answer-minimum_staff": "0",
    }
    answer = save(client, one.code, values).json()
    assert answer["errors"] == {}
    assert {
        name: answer["values"][name]
        for name in ("cell-financial-900", "cell-customer-3600", "note-customer-3600", "rto_s")
    } == {
        "cell-financial-900": "10,000",
        "cell-customer-3600": "3",
        "note-customer-3600": "customers leave",
        "rto_s": "0 min",
    }
    one.refresh_from_db()
    assert (one.mtd_s, one.rto_s, one.rpo_s) == (3600, 0, None)
    assert one.answers == {"workaround_tested": False, "minimum_staff": 0}
    saved = {
        (row.category.code, row.at_s): (row.score, row.amount, row.text)
        for row in one.ratings.select_related("category")
    }
    assert saved == {
        ("financial", 900): (None, 10000, ""),
        ("financial", 3600): (None, 50000, ""),
        ("financial", 14400): (3, None, ""),
        ("customer", 900): (0, None, ""),
        ("customer", 3600): (3, None, "customers leave"),
        ("customer", 14400): (3, None, ""),
        ("legal", 900): (None, None, "nobody knows"),
    }


def test_saving_what_is_shown_changes_nothing(process: Process, alice: User) -> None:
    one = ready(process, alice, answers={"workaround_capacity_percent": "12.5", "critical": False})
    client = factories.login(alice)
    answer = save(client, one.code, texts(client, one.code))
    assert (answer.status_code, answer.json()["version"]) == (200, one.version)


def test_what_is_wrong_is_named_and_the_rest_is_saved(process: Process, alice: User) -> None:
    one = draft(process, alice)
    client = factories.login(alice)
    values = texts(client, one.code)
    values |= {"mtd_s": "soon", "rto_s": "15 min", "cell-customer-900": "9"}
    answer = save(client, one.code, values).json()
    assert sorted(answer["errors"]) == ["cell-customer-900", "mtd_s"]
    one.refresh_from_db()
    assert (one.mtd_s, one.rto_s) == (None, 900)


def test_a_stale_autosave_gets_their_texts(process: Process, alice: User) -> None:
    one = draft(process, alice)
    client = factories.login(alice)
    mine = texts(client, one.code)
    changed(one, alice, rpo_s=0)
    answer = save(client, one.code, mine | {"rto_s": "1 h"})
    assert answer.status_code == 409
    assert (answer.json()["version"], answer.json()["values"]["rpo_s"]) == (one.version, "0 min")


def test_the_preview_saves_nothing(process: Process, alice: User) -> None:
    one = draft(process, alice)
    client = factories.login(alice)
    values = texts(client, one.code)
    values |= {f"cell-customer-{at_s}": str(n) for n, at_s in enumerate((900, 3600, 14400), 1)}
    answer = client.post(f"/assessments/{one.code}/preview/", values).json()
    assert "the score 2 at 1 h is the last below" in answer["panel"]
    assert answer["marks"]["cell-customer-14400"] == {"level": 3, "name": "High", "over": True}
    assert one.ratings.count() == 0


def test_the_form_works_without_scripts(process: Process, alice: User) -> None:
    one = draft(process, alice)
    client = factories.login(alice)
    values = texts(client, one.code) | {"version": one.version, "mtd_s": "1 h"}
    answer = client.post(f"/assessments/{one.code}/edit/", values)
    assert (answer.status_code, answer.url) == (302, f"/assessments/{one.code}/edit/")
    stale = client.post(f"/assessments/{one.code}/edit/", values | {"mtd_s": "2 h"})
    assert stale.status_code == 409
    wrong = client.post(f"/assessments/{one.code}/edit/", values | {"mtd_s": "soon"})
    assert wrong.status_code == 422
    assert "soon" in wrong.content.decode()


def test_two_people_see_each_other(process: Process, alice: User, bob: User) -> None:
    one = draft(process, alice)
    address = f"/assessments/{one.code}/presence/"
    assert factories.login(alice).post(address).json()["others"] == []
    assert factories.login(bob).post(address).json()["others"] == ["Alice"]


def test_the_walk_from_start_to_approval(process: Process, alice: User, manager: User) -> None:
    owner, boss = factories.login(alice), factories.login(manager)
    assert owner.post("/assessments/new/", {"process": "road-rescue"}).status_code == 302
    one = Assessment.objects.get()
    changed(one, alice, ratings=grid(), mtd_s=3600, rto_s=900, rpo_s=0, rationale="So.")
    where = f"/assessments/{one.code}"
    assert owner.post(f"{where}/submission/", {"version": one.version - 1}).status_code == 409
    assert owner.post(f"{where}/submission/", {"version": one.version}).status_code == 302
    assert owner.get(f"{where}/approval/").status_code == 403
    one.refresh_from_db()
    assert boss.post(f"{where}/approval/", {"version": one.version}).status_code == 302
    one.refresh_from_db()
    assert (one.status, one.snapshot.content["assessment"]["rpo_s"]) == ("approved", 0)
    assert owner.get(f"{where}/edit/").status_code == 302


def test_a_stranger_finds_nothing(process: Process, alice: User, charlie: User) -> None:
    one = draft(process, alice)
    client = factories.login(charlie)
    for part in ("", "edit/", "draft/", "differences/", "submission/", "similar/"):
        assert client.get(f"/assessments/{one.code}/{part}").status_code == 404


@pytest.mark.parametrize(
    "address", ["/assessments/", "/assessments/overview/", "/reviews/", "/campaigns/"]
)
def test_lists_ask_as_often_for_three_as_for_one(alice: User, manager: User, address: str) -> None:
    client = factories.login(manager)

    def add(code: str) -> None:
        one = factories.process(code, department="sales", owner=alice)
        approved(one, alice, manager)
        create_campaign(name=code, due_on=NOON.date(), processes=[one], by=manager, at=NOON)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    add("p1")
    client.get(address)
    first = queries()
    add("p2")
    add("p3")
    assert queries() == first


@pytest.mark.parametrize(("address", "most"), [("edit/", 10), ("", 12)])
def test_one_grid_takes_few_queries(
    process: Process, alice: User, manager: User, address: str, most: int
) -> None:
    codes = ImpactCategory.objects.values_list("code", flat=True)
    one = ready(process, alice, ratings=grid(*codes))
    client = factories.login(manager)
    client.get(f"/assessments/{one.code}/{address}")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/assessments/{one.code}/{address}")
    assert len(seen) <= most


@pytest.mark.parametrize(
    "path", ["/assessments/", "/assessments/overview/", "/reviews/", "/campaigns/"]
)
def test_nobody_is_offered_what_they_may_not_start(
    process: Process, alice: User, manager: User, auditor: User, path: str
) -> None:
    offers = ["/assessments/new/", "/campaigns/new/", "/confirmation/"]

    def offered(user: User) -> bool:
        page = factories.login(user).get(path).content.decode()
        return any(one in page for one in offers)

    assert (offered(manager), offered(auditor)) == (True, False)
