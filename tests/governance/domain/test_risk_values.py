"""Values and levels of risks; who is affected by a change."""

from __future__ import annotations

import pytest

from governance.domain.change_states import resting_on, to_review
from governance.domain.risk import level, matrix


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, "low"), (4, "low"), (5, "medium"), (9, "medium"), (10, "high"), (15, "high"),
     (16, "severe"), (25, "severe")],
)  # fmt: skip
def test_levels(value, expected):
    assert level(value) == expected


def test_the_matrix_begins_with_what_is_likeliest():
    rows = matrix([(5, 1, "RSK-1"), (1, 5, "RSK-2"), (5, 1, "RSK-3")])
    assert rows[0][0] == (5, 1, ["RSK-1", "RSK-3"])
    assert rows[4][4] == (1, 5, ["RSK-2"])
    assert sum(len(cell[2]) for row in rows for cell in row) == 3


NEEDED_BY = {"db": {"app"}, "app": {"rescue", "shop", "db"}, "shop": {"report"}}


def test_circles_are_walked_once():
    assert resting_on(["db"], NEEDED_BY) == ({"app"}, {"app", "rescue", "shop", "report"})


def test_whoever_names_it_and_everything_critical_behind():
    direct, found = resting_on(["db"], NEEDED_BY)
    assert to_review(direct, found, {"rescue"}) == {"app", "rescue"}
