"""The level a pair of objectives needs, on the shipped numbers (AT-012, AT-013)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bia.domain.dr_level import needed_level, rpo_shortfall_s, rto_shortfall_s

MIN, HOUR, DAY = 60, 3600, 86_400
FOLDER = Path(__file__).resolve().parents[3] / "bia" / "catalog"


@dataclass(frozen=True)
class Level:
    level: int
    best_rto_s: int
    best_rpo_s: int


def shipped(name: str) -> list[Level]:
    rows = yaml.safe_load((FOLDER / f"dr_levels_{name}.yaml").read_text())["levels"]
    return [Level(row["level"], row["best_rto_s"], row["best_rpo_s"]) for row in rows]


SOURCE, GBT = shipped("source"), shipped("gbt20988_2007")


@pytest.mark.parametrize(
    ("rto_s", "rpo_s", "source", "gbt"),
    [
        (15 * MIN, 5 * MIN, 5, 5),  # road rescue
        (2 * HOUR, 15 * MIN, 4, 5),  # customer service
        (4 * HOUR, 4 * HOUR, 4, 4),  # inventory: the source says 3
        (DAY, DAY, 2, 2),  # analytics
        (15 * MIN, 0, 6, 5),  # no data lost: the smallest level that admits both
        (96 * HOUR, 48 * HOUR, 1, 1),
        (60, 0, 6, 5),
    ],
)
def test_the_needed_level(rto_s: int, rpo_s: int, source: int, gbt: int) -> None:
    """AT-012 by the source's table, AT-013 by table C.1."""
    assert needed_level(SOURCE, rto_s, rpo_s).level == source
    assert needed_level(GBT, rto_s, rpo_s).level == gbt


@pytest.mark.parametrize(
    ("rto_s", "rpo_s", "level", "code"),
    [
        (None, None, None, "dr_level.no_objective"),
        (4 * HOUR, None, 4, "dr_level.by_rto"),
        (None, 4 * HOUR, 2, "dr_level.by_rpo"),
        (None, 0, 6, "dr_level.by_rpo"),
        (4 * HOUR, 4 * HOUR, 4, "dr_level.by_both"),
        (0, 0, None, "dr_level.none_by_rto"),
        (59, DAY, None, "dr_level.none_by_rto"),
        (-25 * MIN, None, None, "dr_level.no_time"),
    ],
)
def test_what_is_not_set_asks_for_nothing_and_zero_is_a_value(
    rto_s: int | None, rpo_s: int | None, level: int | None, code: str
) -> None:
    found = needed_level(SOURCE, rto_s, rpo_s)
    assert (found.level, found.because.code) == (level, code)


def test_levels_that_hold_one_objective_each_are_not_enough() -> None:
    apart = [Level(1, 60, DAY), Level(2, DAY, 60)]
    assert needed_level(apart, 60, 60).because.code == "dr_level.none_by_both"
    assert needed_level(apart, 60, None).level == 1
    assert needed_level([Level(1, 60, DAY)], 60, 60).because.code == "dr_level.none_by_rpo"
    assert needed_level([], 60, 60).because.code == "dr_level.empty"


def test_the_reason_carries_the_numbers() -> None:
    assert needed_level(SOURCE, 4 * HOUR, 4 * HOUR).because.text == (
        "Level 4 is the lowest that can do it: at its best 2 h and 15 min of data, against an"
        " RTO of 4 h and an RPO of 4 h."
    )


def test_the_shortfall_of_a_level() -> None:
    """X3: level 3 promises 12 h at best, 4 h are asked for."""
    assert rto_shortfall_s(SOURCE[2], 4 * HOUR) == 8 * HOUR
    assert rpo_shortfall_s(SOURCE[2], 4 * HOUR) == 0
    assert (rto_shortfall_s(SOURCE[3], 4 * HOUR), rto_shortfall_s(SOURCE[0], None)) == (0, 0)
