from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from followup.domain.webhook_retry import ATTEMPTS, asked_wait_s, is_hopeless, wait_s

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = 3600


def test_ten_attempts_in_a_little_over_three_days() -> None:
    waits = [wait_s(made, jitter=0) for made in range(1, ATTEMPTS + 1)]
    hours = [2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]
    assert waits == [5, 300, 1800, *hours, None]


def test_jitter_makes_a_wait_longer_by_up_to_a_fifth() -> None:
    assert [wait_s(2, jitter=share) for share in (0, 0.5, 1)] == [300, 330, 360]


@pytest.mark.parametrize(
    ("asked", "wait"),
    [(None, 300), (0, 300), (200, 300), (900, 900), (10**9, 24 * HOUR)],
)
def test_the_receiver_may_put_it_off_by_a_day_at_most(asked: int | None, wait: int) -> None:
    assert wait_s(2, jitter=0, asked_s=asked) == wait


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("99999999999999999999", 24 * HOUR),
        ("Mon, 02 Mar 2026 12:02:00 GMT", 120),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("１２", None),
        ("Mon, 99 Foo 2026 12:02:00 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str, seconds: int | None) -> None:
    assert asked_wait_s(header, NOON) == seconds


def test_five_days_of_nothing_but_failures_are_enough() -> None:
    days = [None, NOON - timedelta(days=5, seconds=-1), NOON - timedelta(days=5)]
    assert [is_hopeless(since, NOON) for since in days] == [False, False, True]
