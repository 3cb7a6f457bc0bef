"""The calculator of recovery levels: golden answers, limits, refusals at the field."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from tests.bia.api.test_calculators import ask, pick, refusals

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "golden" / "portfolio.json").read_text(encoding="utf-8")
)
SYSTEMS: list[dict[str, Any]] = GOLDEN["systems"]
RESCUE = SYSTEMS[0]


def option(**change: Any) -> dict[str, Any]:
    one = {"level": 1, "cost": "10", "rto_s": 3600, "rpo_s": 0} | change
    return {"systems": [RESCUE | {"options": [one]}]}


@pytest.mark.parametrize("name", GOLDEN["dr-portfolio"])
def test_golden_answer(manager: User, name: str) -> None:
    case = GOLDEN["dr-portfolio"][name]
    answer = ask(manager, "dr-portfolio", {"systems": SYSTEMS} | case["request"])
    assert answer.status_code == 200, answer.json()
    body = answer.json()
    assert pick(body, case["answer"]) == case["answer"]
    assert body["choice"] == case["answer"].get("choice", body["choice"])


def test_the_front_is_given_for_the_budgets_asked(auditor: User) -> None:
    question = {"systems": SYSTEMS, "front_budgets": ["550", "600", 700]}
    points = ask(auditor, "dr-portfolio", question).json()["front"]
    assert [(p["cost"], p["expected_loss"]) for p in points] == [
        ("550.00", "72.40"),
        ("595.00", "62.80"),
        ("690.00", "30.80"),
    ]


def test_an_impossible_budget_says_what_to_relax(manager: User) -> None:
    body = ask(manager, "dr-portfolio", {"systems": SYSTEMS, "budget": "500"}).json()
    assert body["relaxations"][0] == {
        "key": "inventory",
        "objective": "rto",
        "minimal_budget": "500.00",
        "enough": True,
        "because": "Without the RTO of 4 h of inventory, 500 a year would be enough.",
    }


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"systems": []}, ("systems", "empty")),
        ({"systems": None}, ("systems", "null")),
        ({"systems": [RESCUE, RESCUE]}, ("systems.1.key", "duplicate_key")),
        ({"systems": [RESCUE | {"options": []}]}, ("systems.0.options", "empty")),
        (
            {"systems": [RESCUE | {"options": RESCUE["options"] + RESCUE["options"][:1]}]},
            ("systems.0.options", "max_length"),
        ),
        (
            {"systems": [RESCUE | {"options": [RESCUE["options"][0]] * 2}]},
            ("systems.0.options.1.level", "duplicate_key"),
        ),
        ({"systems": [RESCUE | {"rto_s": -1}]}, ("systems.0.rto_s", "min_value")),
        ({"systems": [RESCUE | {"loss_per_hour": "x"}]}, ("systems.0.loss_per_hour", "invalid")),
        (option(cost="-1"), ("systems.0.options.0.cost", "min_value")),
        (option(cost=True), ("systems.0.options.0.cost", "invalid")),
        (option(level=0), ("systems.0.options.0.level", "min_value")),
        (option(rto_s=None), ("systems.0.options.0.rto_s", "null")),
        (option(rpo_s=10**13), ("systems.0.options.0.rpo_s", "max_value")),
        ({"budget": "-1"}, ("budget", "min_value")),
        ({"objectives": "firm"}, ("objectives", "invalid_choice")),
        ({"minimise": "time"}, ("minimise", "invalid_choice")),
        ({"incidents_per_year": "NaN"}, ("incidents_per_year", "invalid")),
        ({"shared": [{"platform": "bi", "user": "x"}]}, ("shared.0", "unknown_system")),
        ({"serial": [{"dependent": "bi", "needs": "bi"}]}, ("serial.0", "itself")),
        (
            {
                "serial": [
                    {"dependent": "bi", "needs": "rescue"},
                    {"dependent": "rescue", "needs": "bi"},
                ]
            },
            ("serial", "circle"),
        ),
        ({"front_budgets": ["x"]}, ("front_budgets.0", "invalid")),
    ],
)
def test_what_cannot_be_is_refused(
    manager: User, change: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert refusals(manager, "dr-portfolio", {"systems": SYSTEMS} | change) == [problem]


def test_the_most_systems_are_answered_in_seconds_and_one_more_is_refused(manager: User) -> None:
    many = [RESCUE | {"key": f"s{n:03}", "loss_per_hour": str(n)} for n in range(200)]
    began = time.perf_counter()
    body = ask(manager, "dr-portfolio", {"systems": many, "budget": "37000", "minimise": "loss"})
    assert (body.json()["feasible"], body.json()["minimal_budget"]) == (True, "36000.00")
    assert time.perf_counter() - began < 20
    more = [*many, RESCUE | {"key": "one-more"}]
    assert refusals(manager, "dr-portfolio", {"systems": more}) == [("systems", "max_length")]


def test_the_largest_and_the_smallest_numbers_still_answer(manager: User) -> None:
    huge = option(cost="1000000000000000", rto_s=10**12, rpo_s=10**12)
    zero = option(cost="0", rto_s=0, rpo_s=0)
    for question in (huge | {"objectives": "soft"}, zero, zero | {"budget": "0"}):
        assert ask(manager, "dr-portfolio", question).json()["feasible"] is True
