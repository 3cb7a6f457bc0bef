"""The gated model and the share of a checklist (domain.md §5.13, AT-032, AT-033)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from governance.domain.checklist import mean, share, six_grades, three_states
from governance.domain.maturity import Gated, gated

NO, HALF, YES = Decimal(0), Decimal("0.5"), Decimal(1)


def test_criteria_of_a_higher_level_do_not_count_while_a_lower_one_is_open() -> None:
    """AT-033."""
    criteria = {2: [YES] * 3, 3: [YES, YES, YES, NO], 4: [YES] * 4, 5: [NO] * 3}
    assert gated(criteria) == Gated(2, Decimal("2.75"))


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({}, Gated(1, Decimal("1.00"))),
        ({2: [None, YES]}, Gated(1, Decimal("1.50"))),
        ({2: [HALF, YES]}, Gated(1, Decimal("1.75"))),
        ({2: [YES], 3: [YES], 4: [YES], 5: [YES]}, Gated(5, Decimal("5.00"))),
        # A level nobody has criteria for cannot be shown.
        ({2: [YES], 4: [YES], 5: [YES]}, Gated(2, Decimal("2.00"))),
        ({2: [YES], 3: [YES, NO, NO]}, Gated(2, Decimal("2.33"))),
    ],
)
def test_level_and_score(criteria: dict[int, list[Decimal | None]], expected: Gated) -> None:
    assert gated(criteria) == expected


def test_six_done_two_under_way_and_two_not_started_are_seventy_percent() -> None:
    """AT-032."""
    assert share([YES] * 6 + [HALF] * 2 + [NO] * 2) == Decimal("0.7")


def test_what_nobody_has_said_counts_as_not_started() -> None:
    assert share([YES, None]) == Decimal("0.5")


def test_where_nothing_applies_there_is_no_share() -> None:
    assert share([]) is None


def test_clauses_are_a_share_of_five() -> None:
    assert share([Decimal(5), Decimal(2)], of=5) == Decimal("0.7")


@pytest.mark.parametrize(
    ("found", "state", "grade"),
    [
        (None, None, None),
        (NO, NO, NO),
        (Decimal("0.1"), HALF, NO),
        (HALF, HALF, Decimal(2)),
        (Decimal("0.99"), HALF, Decimal(4)),
        # 5 is a person's word.
        (YES, YES, Decimal(4)),
    ],
)
def test_what_evidence_gives(
    found: Decimal | None, state: Decimal | None, grade: Decimal | None
) -> None:
    assert (three_states(found), six_grades(found)) == (state, grade)


def test_evidence_with_nothing_to_judge_is_left_out_of_the_mean() -> None:
    assert mean([YES, None, NO]) == HALF
    assert mean([None, None]) is None
