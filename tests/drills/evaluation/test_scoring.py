"""Scores out of rated criteria: docs/method.md §40, numbers in tests/golden/drills.json."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from drills.domain import rules
from drills.domain.rules import Expected, Kept, Timed
from drills.domain.scoring import Rated, agreed, score, shares

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "drills.json").read_text())


def rated(one: dict[str, object]) -> Rated:
    points, weight = one.get("points"), one.get("weight")
    return Rated(
        key=str(one["key"]),
        group=str(one["group"]),
        points=None if points is None else Decimal(str(points)),
        weight=None if weight is None else Decimal(str(weight)),
        gate=bool(one.get("gate")),
        na=bool(one.get("na")),
        excused=bool(one.get("excused")),
    )


@pytest.mark.parametrize("case", GOLDEN["scores"], ids=lambda case: case["name"])
def test_the_score_is_that_of_the_table(case):
    found = score([rated(one) for one in case["criteria"]], **case.get("options", {}))
    said = {
        "total": None if found.total is None else str(found.total),
        "rated_percent": str(found.rated_percent),
        "verdict": found.verdict,
        "uncapped": found.uncapped,
        "failed_gates": list(found.failed_gates),
        "met": [found.met, found.of],
        "passed": found.passed,
    }
    assert said == case["expected"]


@pytest.mark.parametrize("case", GOLDEN["rules"], ids=lambda case: case["name"])
def test_the_rule_answers_as_in_the_table(case):
    given = dict(case["given"])
    if "times" in given:
        answer = getattr(rules, case["rule"])([Timed(**one) for one in given["times"]])
    elif "deadlines" in given:
        answer = rules.response([Kept(**one) for one in given["deadlines"]])
    elif "expectations" in given:
        rows = [Expected(**(one | {"weight": Decimal(one.get("weight", "1"))}))
                for one in given["expectations"]]  # fmt: skip
        answer = rules.expectations(rows)
    elif case["rule"] == "tolerance":
        figures = {name: None if one is None else Decimal(one) for name, one in given.items()}
        answer = rules.tolerance(**figures)
    else:
        answer = getattr(rules, case["rule"])(**given)
    points = None if answer.points is None else str(answer.points)
    assert (points, answer.facts.get("core_missed")) == (case["points"], case.get("core_missed"))


@pytest.mark.parametrize(
    ("levels", "points", "na", "spread"),
    [
        ([], None, False, 0),
        (["achieved"], "100.00", False, 0),
        (["achieved", "mostly"], "87.50", False, 1),
        (["achieved", "partly"], "70.00", False, 2),
        (["achieved", "not"], "50.00", False, 3),
        (["achieved", "mostly", "partly"], "71.67", False, 2),
        (["na", "na"], None, True, 0),
        (["na", "achieved"], "100.00", False, 2),
    ],
)
def test_several_evaluators_give_their_mean_and_how_far_they_are_apart(levels, points, na, spread):
    found = agreed(levels)
    assert (None if found.points is None else str(found.points), found.na, found.spread) == (
        points,
        na,
        spread,
    )


def test_weights_are_shared_inside_a_group_and_make_100():
    found = shares(
        [
            Rated("a", "technical", None, weight=Decimal(3)),
            Rated("b", "technical", None, weight=Decimal(1)),
            Rated("c", "technical", None),
            Rated("d", "process", None),
        ]
    )
    # 50 : 30 become 62.5 : 37.5; c counts as the mean of 3 and 1.
    assert found == {
        "a": Decimal("31.25"),
        "b": Decimal(62.5) / 6,
        "c": Decimal(62.5) / 3,
        "d": Decimal("37.5"),
    } or {key: round(value, 4) for key, value in found.items()} == {
        "a": Decimal("31.2500"),
        "b": Decimal("10.4167"),
        "c": Decimal("20.8333"),
        "d": Decimal("37.5000"),
    }


def test_criteria_of_no_weight_give_no_total():
    found = score([Rated("a", "technical", Decimal(100), weight=Decimal(0))])
    assert (found.total, found.verdict, found.rated_percent) == (None, "", Decimal("0.00"))
