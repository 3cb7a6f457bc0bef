"""The pages of investment, levels, architectures, strategies; what they raise as findings."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bia.analysis.stored import stored
from bia.finding_rules import World as Looked
from governance.finding_rules import level_missed, no_headroom, no_headroom_words
from governance.models import InvestmentCase, LevelAssessment
from governance.services import cases, levels, strategies
from tests import factories
from tests.governance.test_investment_cases import LINES, SOURCING, made
from tests.governance.test_levels import proposed, rated
from tests.governance.test_levels import world as world  # noqa: PLC0414
from tests.governance.world import World, the

pytestmark = pytest.mark.django_db
AT = factories.NOON
JSON = "application/json"


def client(name: str) -> Client:
    found = Client()
    found.force_login(the(name))
    return found


def test_every_page_opens_empty_and_full(world: World) -> None:
    mia = client("mia")
    lists = ("case_list", "level_list", "architecture_list", "strategy_list")
    for name in (*lists, "case_create", "level_create", "architecture_create", "strategy_create"):
        assert mia.get(reverse(f"governance:{name}")).status_code == 200, name
    case = made(
        sourcing=SOURCING, one_size_amount=1500,
        classes=[{"name": "core", "amount": 300, "level_from": 4, "level_to": 5,
                  "systems": [world.dispatch]}],
        designs=[{"name": "cold", "cost": 100, "rto_s": 86400, "rpo_s": 86400},
                 {"name": "pair", "cost": 150, "rto_s": 900, "rpo_s": 900}],
    )  # fmt: skip
    level, strategy = rated(world.dispatch, network=3), proposed(world)
    for name in lists:
        assert mia.get(reverse(f"governance:{name}")).status_code == 200, name
    pages = {
        case: ("", "edit/", "submission/", "approval/", "rejection/", "withdrawal/", "return/",
               "levels/", "deletion/"),
        level: ("", "edit/", "confirmation/", "delete/"),
        strategy: ("", "edit/", "approval/", "rejection/", "retirement/"),
        strategy.architecture: ("", "edit/", "delete/"),
    }  # fmt: skip
    for row, tails in pages.items():
        for tail in tails:
            assert mia.get(row.get_absolute_url() + tail).status_code == 200, (row, tail)
    page = mia.get(reverse("bia:system_detail", args=["dispatch"]))
    assert "Level and strategy" in page.content.decode()


def test_a_case_is_written_in_one_form(world: World) -> None:
    posted = {
        "title": "Second centre", "years": "5", "discount_rate": "8", "effectiveness": "100",
        "incidents_per_year": "1", "lines-0-kind": "initial", "lines-0-label": "Centre",
        "lines-0-amount": "360", "lines-1-kind": "loss", "lines-1-label": "Outage",
        "lines-1-amount": "350",
    }  # fmt: skip
    answer = client("mia").post(reverse("governance:case_create"), posted)
    case = InvestmentCase.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, case.get_absolute_url())
    assert (str(case.discount_rate), case.lines.count()) == ("0.0800", 2)


def test_a_wrong_line_is_refused_at_its_box(world: World) -> None:
    posted = {
        "title": "x", "years": "5", "discount_rate": "8", "effectiveness": "100",
        "incidents_per_year": "1", "lines-0-kind": "initial", "lines-0-label": "Centre",
    }  # fmt: skip
    answer = client("mia").post(reverse("governance:case_create"), posted)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


def test_a_case_is_submitted_and_approved_by_two(world: World) -> None:
    case = made()
    assert client("mia").post(f"{case.get_absolute_url()}submission/").status_code == 302
    assert client("mia").post(f"{case.get_absolute_url()}approval/").status_code == 409
    assert client("max").post(f"{case.get_absolute_url()}approval/").status_code == 302
    case.refresh_from_db()
    assert case.state == "approved"


def test_a_case_somebody_else_changed_is_not_overwritten_silently(world: World) -> None:
    case = made()
    version = case.version
    cases.change_case(case, read_version=None, by=the("max"), at=AT, title="Theirs")
    posted = {
        "title": "Mine", "years": "5", "discount_rate": "8", "effectiveness": "100",
        "incidents_per_year": "1", "version": version,
    }  # fmt: skip
    answer = client("mia").post(f"{case.get_absolute_url()}edit/", posted)
    case.refresh_from_db()
    assert (answer.status_code, case.title) == (409, "Theirs")


def test_seven_elements_are_rated_in_one_form(world: World) -> None:
    posted = {"system": "web", "assessed_on": "2026-03-01", "level_backup": "4", "level_plan": "0"}
    answer = client("ivan").post(reverse("governance:level_create"), posted)
    row = LevelAssessment.objects.get()
    assert answer.status_code == 302
    rated = {one.element.code: one.level for one in row.ratings.select_related("element")}
    assert (rated["backup"], rated["plan"], rated["network"]) == (4, 0, None)


def test_who_may_only_read_is_refused(world: World) -> None:
    case = made()
    aida = client("aida")
    assert aida.get(case.get_absolute_url()).status_code == 200
    assert aida.get(f"{case.get_absolute_url()}edit/").status_code == 403
    assert aida.get(reverse("governance:level_create")).status_code == 403


def test_an_architecture_without_headroom_is_a_finding(world: World) -> None:
    strategies.approve_strategy(proposed(world), by=the("max"), at=AT)
    (raised,) = no_headroom(Looked(stored(timezone.now())))
    assert (raised.subject, raised.params["verdict"]) == ("system:dispatch", "at_best")
    assert no_headroom_words(raised.params, str) == (
        "“Same-city dual centre” keeps what is asked only in its best case. RTO: 15 min asked,"
        " 1 h in the worst case. RPO: 5 min asked, 15 min in the worst case."
    )


def test_an_architecture_that_always_keeps_it_is_none(world: World) -> None:
    strategies.approve_strategy(proposed(world, "hot-standby"), by=the("max"), at=AT)
    assert list(no_headroom(Looked(stored(timezone.now())))) == []


def test_a_level_not_reached_is_a_finding(world: World) -> None:
    from bia.services.catalogue import current_catalogue  # noqa: PLC0415

    levels.confirm_level_assessment(rated(world.dispatch, network=3), by=the("mia"), at=AT)
    scale = next(one for one in current_catalogue().dr_catalogues if one.in_use)
    (raised,) = level_missed(Looked(stored(timezone.now()), scale))
    assert (raised.params["achieved"], raised.params["needed"]) == (3, 5)


def test_the_api_keeps_cases_and_their_conclusion(world: World) -> None:
    mia = client("mia")
    lines = [one | {"amount": str(one["amount"])} for one in LINES]
    body = {"title": "Second centre", "lines": lines, "assessments": ["BIA-road-rescue-1"]}
    answer = mia.post("/api/v1/investment-cases/", body, content_type=JSON)
    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert told["figures"]["results"]["net_benefit"] == "1290"
    assert told["conclusion"][0].startswith("The investment pays back in about 1.09 years")
    assert mia.post(f"{told['url']}submission/", {}, JSON).json()["state"] == "submitted"
    assert mia.post(f"{told['url']}approval/", {}, JSON).status_code == 409
    assert client("max").post(f"{told['url']}approval/", {}, JSON).json()["state"] == "approved"


def test_the_api_rates_elements_and_proposes_strategies(world: World) -> None:
    ivan = client("ivan")
    body = {"system": "dispatch", "ratings": [{"element": "backup", "level": 4}]}
    told = ivan.post("/api/v1/level-assessments/", body, content_type=JSON).json()
    assert (told["achieved"], told["needed"], told["below"]) == (None, 5, True)
    assert ivan.post(f"{told['url']}confirmation/", {}, JSON).status_code == 409
    body = {"system": "dispatch", "architecture": "same-city", "reason": "r", "assessments": []}
    answer = ivan.post("/api/v1/recovery-strategies/", body, content_type=JSON)
    assert answer.status_code == 400
