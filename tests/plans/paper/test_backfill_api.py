"""Shops, forms and batches through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from plans.models import Backfill, FormSheet, PlanActivation
from plans.services.backfill_rows import enter_rows
from tests import factories
from tests.factories import NOON
from tests.plans.paper import backfill_world as world
from tests.plans.paper.backfill_world import line

pytestmark = pytest.mark.django_db
BATCHES, FORMS, STORES = "/api/v1/backfills/", "/api/v1/paper-forms/", "/api/v1/stores/"


@pytest.fixture
def ops() -> User:
    return factories.user("ops", "it_operations")


@pytest.fixture
def api(ops: User) -> APIClient:
    return factories.api(ops)


def row(serial: str, number: int, **more: Any) -> dict[str, Any]:
    return {"sheet": serial, "row": number, "values": dict(line(serial, number).values)} | more


def errors(response: Any) -> list[tuple[str, str]]:
    return [(one["code"], one["attr"]) for one in response.json()["errors"]]


def test_a_shop_and_a_form_are_made_changed_and_printed(api: APIClient) -> None:
    shop = api.post(STORES, {"code": "north", "name_zh": "城北店"})
    assert shop.status_code == 201, shop.content
    body = {"code": "emergency", "prefix": "CSM", "name_en": "Form", "columns": world.COLUMNS}
    made = api.post(FORMS, body)
    assert made.status_code == 201, made.content
    assert [one["key"] for one in made.json()["columns"]] == [one["key"] for one in world.COLUMNS]
    place = f"{FORMS}emergency/"
    short = api.patch(place, {"version": 1, "columns": world.COLUMNS[:2]})
    assert (short.status_code, len(short.json()["columns"])) == (200, 2)
    assert api.patch(place, {"version": 1, "name_en": "x"}).status_code == 409
    wrong = api.patch(
        place, {"version": 2, "columns": [{"key": "a", "name_en": "A", "type": "choice"}]}
    )
    assert errors(wrong) == [("required", "columns.0.choices")]
    printed = api.post(f"{place}printings/", {"store": "north", "quantity": 3})
    assert (printed.status_code, printed.json()["serials"]) == (201, ["CSM-000001", "CSM-000003"])
    assert api.get(f"{place}printings/").json()["count"] == 1
    assert api.delete(f"{STORES}north/").status_code == 409


def test_the_whole_way(api: APIClient, ops: User) -> None:
    paper, shop, run = world.form(ops), world.store(), world.activation(ops)
    api.post(f"{FORMS}{paper.code}/printings/", {"store": shop.code, "quantity": 2})
    body = {"activation": run.code, "form": paper.code, "store": shop.code, "quantity": 1}
    made = api.post(BATCHES, body, headers={"Idempotency-Key": "once"})
    assert made.status_code == 201, made.content
    assert api.post(BATCHES, body, headers={"Idempotency-Key": "once"}).json() == made.json()
    place = made.json()["url"]
    lines = [row("CSM-000001", 1), row("CSM-000001", 2)]
    lines[1]["values"]["time"] = "25:61"
    answer = api.post(f"{place}rows/", {"rows": lines})
    assert answer.json() == {
        "added": 1, "changed": 0, "unchanged": 0,
        "wrong": [{"row": 2, "column": "time", "value": "25:61",
                   "reason": "There is no such time of day."}],
    }  # fmt: skip
    sheet = {"version": 2, "state": "returned", "rows_written": 1}
    assert api.patch(f"{place}sheets/CSM-000001/", sheet).status_code == 200
    assert api.patch(f"{place}sheets/CSM-000001/", sheet).status_code == 409
    assert api.post(f"{place}checking/").json()["state"] == "checking"
    [entered] = api.get(f"{place}rows/").json()["results"]
    verdicts = {"verdicts": [{"row": entered["id"], "result": "ok"}]}
    assert api.post(f"{place}checks/", verdicts).status_code == 409
    bob = factories.api(factories.user("bob", "it_operations"))
    assert bob.post(f"{place}checks/", verdicts).status_code == 200
    assert bob.post(f"{place}reconciliation/", {"counted": {}}).status_code == 409
    done = bob.post(f"{place}reconciliation/", {"counted": {"李明": 1}})
    assert (done.status_code, done.json()["state"]) == (200, "reconciled")
    ticks = {"rows": None}
    assert [one["code"] for one in bob.post(f"{place}posted-rows/", ticks).json()["errors"]] == [
        "integrity"
    ]
    PlanActivation.objects.update(integrity_at=NOON + timedelta(hours=1))
    assert bob.post(f"{place}posted-rows/", ticks).json() == {"count": 1}
    assert bob.post(f"{place}resent-rows/", ticks).json() == {"count": 1}
    assert bob.post(f"{place}posting/").json()["state"] == "posted"
    assert bob.post(f"{place}closure/").json()["totals"]["rows"] == 1


def test_personal_values_are_masked_without_the_permission(api: APIClient, ops: User) -> None:
    batch = world.batch(ops)
    enter_rows(batch, [line("CSM-000001", 1)], by=ops, at=NOON)
    place = f"{BATCHES}{batch.code}/rows/"
    assert api.get(place).json()["results"][0]["values"]["phone"] == "138****5678"
    manager = factories.api(factories.user("bea", "continuity_manager"))
    assert manager.get(place).json()["results"][0]["values"]["phone"] == "13812345678"


def test_who_may(ops: User, auditor: User, admin: User) -> None:
    batch = world.batch(ops)
    place = f"{BATCHES}{batch.code}/"
    assert factories.api(auditor).get(place).status_code == 200
    assert factories.api(auditor).post(f"{place}checking/").status_code == 403
    assert factories.api(auditor).post(f"{place}rows/", {"rows": [row("X", 1)]}).status_code == 403
    assert factories.api(admin).get(place).status_code == 403
    assert factories.api(admin).get(BATCHES).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {}, {"rows": []}, {"rows": [{"sheet": "A", "row": "1"}]},
        {"rows": [{"sheet": "A", "row": 0}]}, {"rows": [{"sheet": "A", "row": 1, "wrong": 1}]},
        {"rows": "text"},
    ],
    ids=["nothing", "empty", "text", "zero", "unknown", "no list"],
)  # fmt: skip
def test_nonsense_is_refused(api: APIClient, ops: User, body: dict[str, Any]) -> None:
    batch = world.batch(ops)
    assert api.post(f"{BATCHES}{batch.code}/rows/", body).status_code == 400


def test_the_list_has_the_progress_of_every_shop(api: APIClient, ops: User) -> None:
    batch = world.batch(ops)
    enter_rows(batch, [line("CSM-000001", 1)], by=ops, at=NOON)
    [told] = api.get(BATCHES).json()["results"]
    assert told == api.get(f"{BATCHES}{batch.code}/").json()
    kept = ("sheets", "sheets_out", "entered", "percent")
    assert [told["progress"][name] for name in kept] == [2, 2, 1, 0]
    assert api.get(BATCHES, {"state": "closed"}).json()["count"] == 0
    assert api.get(BATCHES, {"late": "true"}).json()["count"] in (0, 1)


def test_one_opened_by_mistake_is_taken_away(api: APIClient, ops: User) -> None:
    batch = world.batch(ops)
    assert api.delete(f"{BATCHES}{batch.code}/").status_code == 204
    assert set(FormSheet.objects.values_list("state", "backfill")) == {("stock", None)}
    again = world.batch(ops)
    enter_rows(again, [line("CSM-000001", 1)], by=ops, at=NOON)
    assert api.delete(f"{BATCHES}{again.code}/").status_code == 409
    assert Backfill.objects.count() == 1
