"""Recovery options and the choice of levels over the stored register, by API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.models import Dependency, LossProfile, Process, RecoveryOption, System
from lib.history import event_model
from tests import factories

H = 3600
NEW = {"system": "crm", "level": 3, "annual_cost": "750000", "rto_s": 12 * H, "rpo_s": 4 * H}


@pytest.fixture
def crm(db: None) -> System:
    return factories.system("crm", rto_s=4 * H, rpo_s=4 * H, dr_level=2)


def option(system: System, level: int, cost: int, rto_s: int, rpo_s: int = 0) -> RecoveryOption:
    return RecoveryOption.objects.create(
        system=system, level=level, annual_cost=cost, rto_s=rto_s, rpo_s=rpo_s
    )


def register(count: int) -> None:
    """Processes that lose 1,000 an hour, each on a system with two levels."""
    for n in range(count):
        system = factories.system(f"sys-{n}", dr_level=1)
        process = factories.process(f"proc-{n}", rto_s=4 * H, mtd_s=8 * H, critical=True)
        Dependency.objects.create(
            code=f"d-{n}", dependent_process=process, needs_system=system, strength="hard"
        )
        LossProfile.objects.create(
            process=process, basis="rates", segments=[{"until_s": None, "rate_per_hour": "1000"}]
        )
        option(system, 1, 100, 24 * H)
        option(system, 2, 500, 2 * H)


def test_an_option_is_made_changed_and_deleted(manager: User, crm: System) -> None:
    api = factories.api(manager)
    made = api.post("/api/v1/recovery-options/", NEW, format="json")
    assert made.status_code == 201, made.json()
    body = made.json()
    assert (body["code"], body["version"], body["annual_cost"]) == ("crm.3", 1, "750000.00")
    assert body["url"].endswith("/api/v1/recovery-options/crm.3/")
    change = {"annual_cost": "800000", "version": 1}
    assert api.patch(body["url"], change, format="json").json()["version"] == 2
    stale = api.patch(body["url"], change | {"annual_cost": "1"}, format="json")
    assert stale.status_code == 409
    assert api.delete(body["url"]).status_code == 204
    labels = event_model(RecoveryOption).objects.order_by("pgh_id").values_list("pgh_label")
    assert [label for (label,) in labels] == ["insert", "update", "delete"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"system": "nothing"}, ("system", "does_not_exist")),
        ({"level": 7}, ("level", "max_value")),
        ({"level": "3"}, ("level", "invalid")),
        ({"annual_cost": "-1"}, ("annual_cost", "min_value")),
        ({"annual_cost": None}, ("annual_cost", "null")),
        ({"rto_s": -1}, ("rto_s", "min_value")),
        ({"rpo_s": 10**13}, ("rpo_s", "max_value")),
        ({"colour": "red"}, ("colour", "invalid")),
    ],
)
def test_an_option_that_cannot_be_is_refused(
    manager: User, crm: System, change: dict[str, Any], problem: tuple[str, str]
) -> None:
    answer = factories.api(manager).post("/api/v1/recovery-options/", NEW | change, format="json")
    assert answer.status_code == 400
    assert [(e["attr"], e["code"]) for e in answer.json()["errors"]] == [problem]


def test_a_level_stands_once_per_system(manager: User, crm: System) -> None:
    option(crm, 3, 1, 1)
    answer = factories.api(manager).post("/api/v1/recovery-options/", NEW, format="json")
    assert [(e["attr"], e["code"]) for e in answer.json()["errors"]] == [("level", "unique")]


@pytest.mark.parametrize("name", ["crm.4", "crm", "crm.", "crm.x", ".3", "nothing.3"])
def test_an_option_that_is_not_there(manager: User, crm: System, name: str) -> None:
    option(crm, 3, 1, 1)
    assert factories.api(manager).get(f"/api/v1/recovery-options/{name}/").status_code == 404


def test_only_who_plans_investments_may_edit(auditor: User, alice: User, crm: System) -> None:
    option(crm, 3, 1, 1)
    for who in (auditor, alice):
        api = factories.api(who)
        assert api.post("/api/v1/recovery-options/", NEW, format="json").status_code == 403
        assert api.delete("/api/v1/recovery-options/crm.3/").status_code == 403
        assert api.get("/api/v1/recovery-options/").json()["count"] == 1


def test_the_register_is_chosen_for(manager: User, db: None) -> None:
    register(2)
    body = factories.api(manager).get("/api/v1/analysis/portfolio/").json()
    assert (body["feasible"], body["cost"], body["expected_loss"]) == (True, "1000.00", "4000.00")
    assert body["systems"][0] | {"options": []} == {
        "key": "sys-0",
        "name": "Sys 0",
        "required_rto_s": 4 * H,
        "required_rpo_s": None,
        "present_level": 1,
        "level": 2,
        "cost": "500.00",
        "expected_loss": "2000.00",
        "because": "The cheapest level that meets its objectives.",
        "options": [],
    }
    assert [point["cost"] for point in body["front"]] == ["1000.00"]


def test_a_budget_that_is_too_small_says_what_to_relax(manager: User, db: None) -> None:
    register(2)
    api = factories.api(manager)
    body = api.get("/api/v1/analysis/portfolio/?budget=600&objectives=hard&minimise=cost").json()
    assert (body["feasible"], body["minimal_budget"]) == (False, "1000.00")
    assert body["relaxations"][0]["because"] == (
        "Without the RTO of 4 h of Sys 0, 600 a year would be enough."
    )
    soft = api.get("/api/v1/analysis/portfolio/?budget=600&objectives=soft").json()
    assert (soft["feasible"], soft["cost"], len(soft["violations"])) == (True, "600.00", 1)


@pytest.mark.parametrize(
    "query", ["budget=-1", "budget=x", "objectives=firm", "minimise=time", "incidents_per_year=NaN"]
)
def test_a_question_that_cannot_be_is_refused(manager: User, query: str) -> None:
    assert factories.api(manager).get(f"/api/v1/analysis/portfolio/?{query}").status_code == 400


def test_without_options_there_is_nothing_to_choose(manager: User, crm: System) -> None:
    body = factories.api(manager).get("/api/v1/analysis/portfolio/").json()
    assert (body["feasible"], body["systems"], body["front"]) == (False, [], [])


def test_a_workaround_carries_the_process_for_a_while(manager: User, db: None) -> None:
    """Bridged for 1 h: 24 h of outage are felt for 23 h, 2 h for 1 h."""
    register(1)
    Dependency.objects.update(
        workaround_activation_s=0, workaround_endurance_s=H, workaround_capacity=Decimal(1)
    )
    body = factories.api(manager).get("/api/v1/analysis/portfolio/?minimise=loss").json()
    assert (body["systems"][0]["level"], body["expected_loss"]) == (2, "1000.00")


def test_queries_do_not_grow_with_the_register(manager: User, db: None) -> None:
    api = factories.api(manager)
    counts = []
    for count in (1, 1, 3):  # the first reads what is kept for good
        RecoveryOption.objects.all().delete()
        LossProfile.objects.all().delete()
        Dependency.objects.all().delete()
        System.objects.all().delete()
        Process.objects.all().delete()
        register(count)
        with CaptureQueriesContext(connection) as queries:
            assert api.get("/api/v1/analysis/portfolio/").status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]
