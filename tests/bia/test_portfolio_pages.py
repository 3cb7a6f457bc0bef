"""Levels and cost: the page, its question in the address, and the form of a system's options."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.models import RecoveryOption, System
from tests import factories
from tests.bia.test_portfolio_api import H, option, register

PAGE = "/portfolio/"


def page(user: User, query: str = "") -> str:
    answer = factories.login(user).get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def posted(system: System, **changes: Any) -> dict[str, Any]:
    """What the form sends for a system with one level on offer, `changes` over it."""
    from bia.services.recovery_options import version_of

    blank = {
        f"level_{level}_{column}": ""
        for level in range(1, 7)
        for column in ("annual_cost", "rto_s", "rpo_s", "note")
    }
    version = version_of(RecoveryOption.objects.filter(system=system))
    return blank | {"version": version} | changes


THREE = {"level_3_annual_cost": "7,500.50", "level_3_rto_s": "12 h", "level_3_rpo_s": "0"}


def test_the_page_says_what_each_system_should_stand_on(manager: User, db: None) -> None:
    register(1)
    shown = page(manager)
    assert "Every objective is met for 500 a year" in shown
    assert "The cheapest level that meets its objectives." in shown
    assert "/actions/new/?source=other" in shown


def test_a_budget_that_is_too_small_names_the_objective(manager: User, db: None) -> None:
    register(2)
    shown = page(manager, "?budget=600")
    assert "No choice of levels is possible." in shown
    assert "Without the RTO of 4 h of Sys 0, 600 a year would be enough." in shown
    assert "Objectives missed: 1." in page(manager, "?budget=600&objectives=soft")


def test_one_objective_is_not_enough(manager: User, db: None) -> None:
    register(3)
    shown = page(manager, "?budget=400")
    assert "Relaxing a single objective is not enough. These help most:" in shown
    assert "Without the RTO of 4 h of Sys 0, 1,100 a year would still be needed." in shown


@pytest.mark.parametrize(
    "query",
    [
        "?budget=-1",
        "?budget=%00&objectives=%00",
        "?budget=NaN",
        "?objectives=firm&minimise=time",
        "?incidents_per_year=1e999",
        "?budget=" + "9" * 400,
        "?unknown=1",
    ],
)
def test_nonsense_in_the_address_falls_back(manager: User, db: None, query: str) -> None:
    register(1)
    assert "Every objective is met for 500 a year" in page(manager, query)


def test_without_options_the_page_says_what_to_do(manager: User, db: None) -> None:
    factories.system("crm")
    shown = page(manager)
    assert "Nothing to choose from yet" in shown
    assert "/portfolio/crm/" in shown


def test_an_owner_sees_the_choice_and_cannot_edit(alice: User, charlie: User, db: None) -> None:
    register(1)
    shown = page(alice)
    assert "Sys 0" in shown
    assert "Edit options" not in shown
    assert factories.login(alice).get("/portfolio/sys-0/").status_code == 403
    assert factories.login(alice).post("/portfolio/sys-0/", {}).status_code == 403
    assert factories.login().get(PAGE).status_code == 302


def test_the_page_needs_as_many_queries_for_three_systems_as_for_one(
    manager: User, db: None
) -> None:
    client = factories.login(manager)
    counts = []
    for count in (1, 3):
        RecoveryOption.objects.all().delete()
        for n in range(count):
            one = System.objects.filter(code=f"s-{n}").first() or factories.system(f"s-{n}")
            option(one, 1, 100, H)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_options_are_saved_and_taken_away(manager: User, db: None) -> None:
    crm, client = factories.system("crm"), factories.login(manager)
    assert client.post("/portfolio/crm/", posted(crm, **THREE)).status_code == 302
    made = RecoveryOption.objects.get()
    assert (made.level, str(made.annual_cost), made.rto_s, made.rpo_s) == (3, "7500.50", 12 * H, 0)
    assert client.post("/portfolio/crm/", posted(crm)).status_code == 302
    assert not RecoveryOption.objects.exists()


def test_half_a_level_is_refused_at_the_field(manager: User, db: None) -> None:
    crm, client = factories.system("crm"), factories.login(manager)
    answer = client.post("/portfolio/crm/", posted(crm, **THREE | {"level_3_rpo_s": ""}))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "level_3_rpo_s": ["Say what the level promises; 0 is an answer."]
    }
    assert not RecoveryOption.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"level_3_annual_cost": "-1"},
        {"level_3_annual_cost": "much"},
        {"level_3_annual_cost": "9" * 30},
        {"level_3_rto_s": "soon"},
        {"level_3_note": "x" * 301},
        {"level_3_note": "a\x00b"},
    ],
)
def test_nonsense_in_the_form_is_refused(manager: User, db: None, change: dict[str, str]) -> None:
    crm = factories.system("crm")
    answer = factories.login(manager).post("/portfolio/crm/", posted(crm, **THREE | change))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(change)


def test_a_faster_colleague_is_not_overwritten(manager: User, db: None) -> None:
    crm, client = factories.system("crm"), factories.login(manager)
    stale = posted(crm, **THREE)
    option(crm, 2, 1, H)
    answer = client.post("/portfolio/crm/", stale)
    assert answer.status_code == 409
    assert RecoveryOption.objects.count() == 1
    chosen = dict(answer.context["conflict"].carried)
    for name in ("level_2_annual_cost", "level_2_rto_s", "level_2_rpo_s"):
        chosen[f"pick-{name}"] = "theirs"
    for name in THREE:
        chosen[f"pick-{name}"] = "mine"
    assert client.post("/portfolio/crm/", chosen).status_code == 302
    assert list(RecoveryOption.objects.values_list("level", flat=True)) == [2, 3]


def test_a_system_that_is_not_there(manager: User, db: None) -> None:
    assert factories.login(manager).get("/portfolio/nothing/").status_code == 404
