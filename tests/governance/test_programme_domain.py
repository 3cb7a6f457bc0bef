"""Days of a programme, periods of a duty, validity of a record: plain values (method.md §48)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from governance.domain.cadence import Stand, cadence
from governance.domain.competence import Held, Standing, passes, standing, valid_until
from governance.domain.programme_dates import day_number, moved
from lib.yaml_file import read_yaml

CATALOG = Path(__file__).resolve().parent.parent.parent / "governance" / "catalog"
START = date(2026, 1, 1)


def test_the_phases_of_the_90_days_end_on_days_30_60_and_90() -> None:
    """AT-034."""
    ends = [day_number(START, number) for number in (30, 60, 90)]
    assert ends == [date(2026, 1, 30), date(2026, 3, 1), date(2026, 3, 31)]


def test_the_shipped_template_has_14_tasks_that_end_with_their_phases() -> None:
    """AT-034: 5 + 5 + 4 tasks, the last of each phase on its last day."""
    phases = read_yaml(CATALOG / "programme-90days.yaml")["phases"]
    assert [len(one["tasks"]) for one in phases] == [5, 5, 4]
    ends = [max(task["days"][1] for task in one["tasks"]) for one in phases]
    assert [day_number(START, one) for one in ends] == [
        date(2026, 1, 30), date(2026, 3, 1), date(2026, 3, 31),
    ]  # fmt: skip
    starts = [min(task["days"][0] for task in one["tasks"]) for one in phases]
    assert starts == [1, 31, 61]


def test_days_count_from_one() -> None:
    assert day_number(START, 1) == START
    with pytest.raises(ValueError, match="count from 1"):
        day_number(START, 0)


def test_a_moved_start_keeps_the_number_of_a_day() -> None:
    later = date(2026, 1, 15)
    assert moved(day_number(START, 30), old_start=START, new_start=later) == day_number(later, 30)


# --- cadence ------------------------------------------------------------------------------


def quarterly(*on: date, today: date, starts_on: date = date(2025, 1, 1)) -> list[tuple[str, str]]:
    found = cadence("quarter", starts_on=starts_on, occurrences=on, today=today)
    return [(one.label, one.stand.value) for one in found.periods]


def test_each_period_of_the_last_year_is_done_late_or_open() -> None:
    found = quarterly(date(2025, 8, 1), date(2025, 11, 30), today=date(2026, 3, 2))
    assert found == [
        ("2025-Q1", "late"), ("2025-Q2", "late"), ("2025-Q3", "done"), ("2025-Q4", "done"),
        ("2026-Q1", "open"),
    ]  # fmt: skip


def test_nobody_is_late_with_half_a_period() -> None:
    """It began in the middle of a quarter: that one is not asked for, though it may be done."""
    began = date(2025, 11, 15)
    assert quarterly(today=date(2026, 3, 2), starts_on=began) == [("2026-Q1", "open")]
    done = quarterly(date(2025, 12, 1), today=date(2026, 3, 2), starts_on=began)
    assert done == [("2025-Q4", "done"), ("2026-Q1", "open")]


@pytest.mark.parametrize(
    ("on", "next_due"),
    [((), date(2026, 3, 31)), ((date(2026, 3, 1),), date(2026, 4, 30))],
)
def test_the_next_one_is_due_on_the_last_day_of_the_period(
    on: tuple[date, ...], next_due: date
) -> None:
    found = cadence("month", starts_on=date(2026, 1, 1), occurrences=on, today=date(2026, 3, 2))
    assert found.next_due == next_due


def test_a_duty_to_come_is_due_at_the_end_of_its_first_period() -> None:
    found = cadence("year", starts_on=date(2027, 1, 1), occurrences=(), today=date(2026, 3, 2))
    assert (found.periods, found.next_due) == ((), date(2027, 12, 31))


def test_what_is_still_to_come_does_not_count() -> None:
    found = cadence(
        "month", starts_on=date(2026, 3, 1), occurrences=[date(2026, 3, 20)],
        today=date(2026, 3, 2),
    )  # fmt: skip
    assert [one.stand for one in found.periods] == [Stand.OPEN]
    assert found.last_on is None


# --- competence ---------------------------------------------------------------------------

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("on", "months", "until"),
    [
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 2), None, None),
    ],
)
def test_a_record_holds_so_many_months(on: date, months: int | None, until: date | None) -> None:
    assert valid_until(on, months) == until


@pytest.mark.parametrize(
    ("until", "found"),
    [
        (None, Standing.VALID),
        (date(2026, 5, 2), Standing.VALID),  # 61 days
        (date(2026, 5, 1), Standing.EXPIRING),  # 60 days
        (TODAY, Standing.EXPIRING),  # that day included
        (date(2026, 3, 1), Standing.EXPIRED),
    ],
)
def test_a_record_stands_until_its_last_day(until: date | None, found: Standing) -> None:
    assert standing([Held(date(2025, 3, 2), True, until)], today=TODAY) == found


def test_a_failed_exam_is_no_record_and_an_older_pass_still_holds() -> None:
    failed = Held(date(2026, 2, 1), False, date(2027, 2, 1))
    passed = Held(date(2025, 6, 1), True, date(2026, 6, 1))
    assert standing([failed], today=TODAY) == Standing.FAILED
    assert standing([failed, passed], today=TODAY) == Standing.VALID
    assert standing([], today=TODAY) == Standing.MISSING


@pytest.mark.parametrize(
    ("score", "needed", "found"),
    [
        (None, None, True),
        (Decimal(0), None, True),
        (Decimal(80), Decimal(80), True),
        (Decimal("79.99"), Decimal(80), False),
        (None, Decimal(80), None),
    ],
)
def test_the_score_decides_where_one_is_asked(
    score: Decimal | None, needed: Decimal | None, found: bool | None
) -> None:
    assert passes(score, needed) is found
