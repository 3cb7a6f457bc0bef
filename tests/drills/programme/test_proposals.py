"""Which day is proposed, the low season, and what to drill next (DRL-3, DRL-4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from drills.domain.coverage import Cell, criticality, priority, state_of
from drills.domain.periods import Span
from drills.domain.proposals import Question, propose, still_good
from drills.domain.season import low_season, parse_begins

MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
FEBRUARY = date(2026, 2, 1)


def weekend(day: date) -> str:
    return "weekday" if day.isoweekday() > 5 else ""


def asked(**more: Any) -> Question:
    return Question(**({"span": MARCH, "today": FEBRUARY, "blocked": weekend} | more))


def test_the_usual_day_if_nothing_speaks_against_it() -> None:
    assert propose(asked(rule_days=[date(2026, 3, 12)])).day == date(2026, 3, 12)


def test_the_nearest_day_that_is_free_and_why_not_the_usual_one() -> None:
    found = propose(asked(rule_days=[date(2026, 3, 14)]))  # a Saturday
    assert (found.day, found.passed) == (
        date(2026, 3, 13),
        ((date(2026, 3, 14), "weekday"), (date(2026, 3, 15), "weekday")),
    )


def test_the_middle_of_the_period_without_a_usual_day() -> None:
    assert propose(asked()).day == date(2026, 3, 16)


def test_several_of_a_period_lie_apart() -> None:
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    days = [
        propose(asked(span=year, today=date(2025, 12, 1), share=share, number=number)).day
        for number, share in ((1, 0.25), (2, 0.75))
    ]
    assert days == [date(2026, 4, 2), date(2026, 10, 1)]


def test_another_drill_moves_it_on_and_a_full_period_takes_two() -> None:
    day = date(2026, 3, 12)
    assert propose(asked(rule_days=[day], taken={day})).day == date(2026, 3, 13)
    everything = {one for one in MARCH.days() if not weekend(one)}
    assert propose(asked(rule_days=[day], taken=everything)).day == day


def test_time_to_invite_is_left_where_there_is_some() -> None:
    assert propose(asked(today=date(2026, 3, 9))).day == date(2026, 3, 23)
    assert propose(asked(today=date(2026, 3, 27))).day == date(2026, 3, 30)


def test_only_days_of_the_low_season() -> None:
    season = Span(date(2026, 3, 3), date(2026, 3, 16))
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    assert propose(asked(span=year, seasons=[season])).day == date(2026, 3, 9)
    assert propose(asked(span=year, seasons=[season], today=date(2026, 3, 16))).why == "season_over"
    assert propose(asked(span=MARCH, seasons=[])).why == "no_season"


@pytest.mark.parametrize(
    ("more", "why"),
    [({"today": date(2026, 3, 31)}, "over"), ({"blocked": lambda day: "freeze"}, "all_blocked")],
)
def test_no_day_says_why(more: dict[str, Any], why: str) -> None:
    found = propose(asked(**more))
    assert (found.day, found.why) == (None, why)


def test_a_day_stays_while_it_is_possible() -> None:
    assert still_good(date(2026, 3, 25), asked())
    assert not still_good(date(2026, 3, 28), asked())
    assert not still_good(date(2026, 3, 25), asked(today=date(2026, 3, 25)))


def test_the_low_season_follows_the_spring_festival_or_a_day_of_the_year() -> None:
    festival = low_season(2026, festival=date(2026, 2, 15), after_days=14, days=14)
    assert festival == Span(date(2026, 3, 1), date(2026, 3, 14))
    fixed = low_season(2027, festival=None, after_days=14, days=10, begins="02-29")
    assert fixed == Span(date(2027, 2, 28), date(2027, 3, 9))
    assert low_season(2026, festival=None, after_days=14, days=14) is None
    assert parse_begins("3-1") == "03-01"
    with pytest.raises(ValueError, match="month|03-32|day"):
        parse_begins("03-32")


TODAY = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("last", "score", "rank", "state", "urgency"),
    [
        (None, None, 1, "never", "4.0000"),
        (None, None, 4, "never", "1.0000"),
        (date(2026, 12, 31), Decimal(100), 1, "fresh", "0.0000"),
        (date(2026, 7, 2), Decimal(100), 1, "fresh", "0.4986"),  # 182 days
        (date(2026, 7, 1), Decimal(60), 1, "ageing", "0.7019"),  # 183 / 365 × 1.4
        (date(2025, 12, 30), None, 1, "stale", "1.5041"),  # 366 / 365 × 1.5
        (date(2020, 1, 1), Decimal(0), 2, "stale", "3.0000"),  # 0.75 × 2 × 2
    ],
)
def test_proof_decays_and_the_worst_comes_first(
    last: date | None, score: Decimal | None, rank: int, state: str, urgency: str
) -> None:
    cell = Cell(last, score)
    found = priority(cell, weight=criticality(rank, 4), today=TODAY, valid_days=365)
    assert (state_of(cell, today=TODAY, valid_days=365), found) == (state, Decimal(urgency))
