"""Programme health on plain figures (docs/method.md §47)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from governance.domain.health import Result, Weighted, health, mean, product, share_of

D = Decimal
LIMITS = {"green_from": 85, "amber_from": 70}


def parts(*pairs: tuple[int, int | str | None]) -> list[Weighted]:
    return [
        Weighted(str(place), D(weight), None if value is None else D(value))
        for place, (weight, value) in enumerate(pairs)
    ]


def test_at_122_the_worked_example_gives_80_5():
    found = health(
        parts((20, 90), (20, 80), (20, 70), (15, 80), (10, 100), (10, 60), (5, 90)), **LIMITS
    )
    assert found == Result(D("80.50"), "amber")


def test_what_cannot_be_judged_leaves_the_weights():
    found = health(parts((20, 100), (20, None), (60, 50)), **LIMITS)
    assert found.value == D("62.50")
    assert share_of(parts((20, 100), (20, None), (60, 50))) == {"0": D("0.25"), "2": D("0.75")}


def test_zero_is_a_value():
    assert health(parts((50, 0), (50, 100)), **LIMITS) == Result(D("50.00"), "red")


@pytest.mark.parametrize("rows", [[], [(20, None)], [(0, 90)]])
def test_nothing_to_judge_has_no_band(rows):
    assert health(parts(*rows), **LIMITS) == Result(None, "")


@pytest.mark.parametrize(
    ("value", "band"),
    [("85", "green"), ("84.996", "amber"), ("70", "amber"), ("69.999", "red"), ("0", "red")],
)
def test_the_band_follows_before_rounding(value, band):
    assert health(parts((1, value)), **LIMITS).band == band


def test_a_cap_takes_green_only():
    caps = ["tier1_mtd_breach"]
    assert health(parts((1, 95)), caps=caps, **LIMITS) == Result(D("95.00"), "amber", True)
    assert health(parts((1, 75)), caps=caps, **LIMITS) == Result(D("75.00"), "amber")
    assert health(parts((1, 10)), caps=caps, **LIMITS) == Result(D("10.00"), "red")


def test_covered_and_current_multiply():
    assert product([D("0.5"), D("0.8")]) == D("0.40")
    assert product([D("0"), None]) == D("0")
    assert product([None, D("0.8")]) is None
    assert mean([D("1"), None, D("0.5")]) == D("0.75")
    assert mean([None]) is None
