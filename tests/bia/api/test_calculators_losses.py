"""The calculators of losses: golden answers, AT-120 simulated, refusals at the field."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from tests.bia.api.test_calculators import ask, pick, refusals

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "golden" / "losses.json").read_text(encoding="utf-8")
)
FLAT = [{"until_s": None, "rate_per_hour": "10"}]
SPAN = [{"from_s": 0, "to_s": 3600}]
YEAR = {"low_s": 3600, "high_s": 57600, "per_year": "0.5", "segments": FLAT, "runs": 1000}


@pytest.mark.parametrize(
    ("calculator", "name"),
    [(calculator, name) for calculator, cases in GOLDEN.items() for name in cases],
)
def test_golden_answer(manager: User, calculator: str, name: str) -> None:
    case = GOLDEN[calculator][name]
    answer = ask(manager, calculator, case["request"])
    assert answer.status_code == 200, answer.json()
    assert pick(answer.json(), case["answer"]) == case["answer"]


def test_at_120_the_simulation_falls_within_three_standard_errors(manager: User) -> None:
    request = GOLDEN["loss-distribution"]["at_119_and_at_120"]["request"]
    body = ask(manager, "loss-distribution", request).json()
    simulated = body["simulated"]
    error = Decimal(simulated["standard_error"])
    assert abs(Decimal(simulated["ale"]) - Decimal(body["ale"])) < 3 * error < Decimal("0.35")
    assert (simulated["seed"], simulated["runs"]) == (1, 200_000)
    assert ask(manager, "loss-distribution", request).json() == body


def test_a_plain_loss_has_no_calibration(manager: User) -> None:
    assert ask(manager, "loss", {"segments": FLAT, "outage_s": 0}).json()["calibration"] is None


def test_outages_say_how_long_they_are_together(manager: User) -> None:
    twice = [*SPAN, {"from_s": 1800, "to_s": 7200}]
    body = ask(manager, "loss", {"segments": FLAT, "outages": twice}).json()
    assert (body["loss"], body["because"]) == (
        "20.00",
        "Stated outages: 2; where they overlap they count once, 2 h in all.",
    )


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ({}, ("outage_s", "required")),
        ({"outage_s": 60, "outages": SPAN}, ("outages", "ambiguous")),
        ({"degradation": "0.5", "outages": SPAN}, ("outages", "ambiguous")),
        ({"outages": SPAN, "workaround": {"from_s": 0, "capacity": "1"}}, ("outages", "ambiguous")),
        ({"outages": []}, ("outages", "empty")),
        ({"outages": [{"from_s": 5, "to_s": 4}]}, ("outages.0.to_s", "empty_span")),
        ({"outages": [{"from_s": 0, "to_s": 4, "felt": "1.5"}]}, ("outages.0.felt", "max_value")),
        ({"outages": [{"from_s": "0", "to_s": 4}]}, ("outages.0.from_s", "invalid")),
        ({"outages": 7}, ("outages", "not_a_list")),
        (
            {"outage_s": 60, "observations": [{"outage_s": 5}]},
            ("observations.0.amount", "required"),
        ),
        (
            {"outage_s": 60, "observations": [{"outage_s": 5, "amount": "-1"}]},
            ("observations.0.amount", "min_value"),
        ),
    ],
)
def test_a_loss_that_cannot_be_asked_is_refused(
    manager: User, question: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert refusals(manager, "loss", {"segments": FLAT} | question) == [problem]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"low_s": 0}, ("low_s", "not_positive")),
        ({"low_s": None}, ("low_s", "null")),
        ({"high_s": 3600}, ("high_s", "no_interval")),
        ({"per_year": "9000"}, ("per_year", "max_value")),
        ({"per_year": True}, ("per_year", "invalid")),
        ({"runs": 999}, ("runs", "min_value")),
        ({"runs": 10**9}, ("runs", "max_value")),
        ({"runs": 1000.5}, ("runs", "invalid")),
        ({"per_year": "1000", "runs": 20_000}, ("runs", "too_many_runs")),
        ({"seed": -1}, ("seed", "min_value")),
        ({"seed": 2**60}, ("seed", "max_value")),
        ({"limit_s": -1}, ("limit_s", "min_value")),
        ({"points": [{"at_s": 1, "amount": "1"}]}, ("segments", "ambiguous")),
        ({"segments": []}, ("segments", "empty")),
    ],
)
def test_a_year_that_cannot_be_is_refused(
    manager: User, change: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert refusals(manager, "loss-distribution", YEAR | change) == [problem]


def test_the_largest_numbers_still_answer(manager: User) -> None:
    extreme = {
        "low_s": 1,
        "high_s": 10**12,
        "per_year": "8760",
        "segments": [{"until_s": None, "rate_per_hour": "1000000000000000"}],
        "limit_s": 0,
        "runs": 1000,
    }
    assert ask(manager, "loss-distribution", extreme).status_code == 200
