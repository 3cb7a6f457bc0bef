"""When a round is due, and which were missed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from governance.domain.inspection import Rounds, allowed_down_s, rounds, worst_of


def day(number: int) -> date:
    return date(2026, 3, number)


def weekdays(one: date) -> bool:
    return one.isoweekday() < 6


def test_every_day_without_anybody_is_missed_today_is_due():
    found = rounds(starts=day(2), every=1, done=[day(3)], today=day(5))
    assert found == Rounds((day(2), day(4)), day(5))


def test_a_round_sets_the_next_one():
    found = rounds(starts=day(2), every=7, done=[day(2), day(5)], today=day(10))
    assert found == Rounds((), day(12))


def test_a_late_round_does_not_undo_the_missed_one():
    found = rounds(starts=day(2), every=7, done=[day(2), day(11)], today=day(12))
    assert found == Rounds((day(9),), day(18))


def test_days_that_are_not_worked_move_on():
    found = rounds(starts=day(5), every=1, done=[day(5), day(6)], today=day(8), is_working=weekdays)
    assert found == Rounds((), day(9))


def test_without_a_rhythm_nothing_is_due():
    assert rounds(starts=day(2), every=None, done=[], today=day(5)) == Rounds((), None)


def test_at_035_what_99_percent_leave():
    assert allowed_down_s(30 * 86_400, Decimal(99)) == 25_920
    assert allowed_down_s(365 * 86_400, Decimal(99)) == 315_360


def test_the_worst_answer_is_the_rounds():
    assert worst_of(["ok", "fault", "warning"]) == "fault"
    assert worst_of([]) == ""
