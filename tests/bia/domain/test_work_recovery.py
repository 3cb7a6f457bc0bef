"""Catching up after the system is back."""

from decimal import Decimal

import pytest

from bia.domain.errors import DomainError
from bia.domain.work_recovery import backlog_records, staff_needed, work_recovery_s

H = 3_600


def test_600_records_of_two_minutes_within_four_hours_need_five_people() -> None:
    assert staff_needed(Decimal(600), Decimal(120), 4 * H) == 5


def test_five_people_do_them_in_four_hours() -> None:
    assert work_recovery_s(Decimal(600), Decimal(120), 5) == 4 * H


def test_the_backlog_counts_the_outage_and_the_lost_data() -> None:
    assert backlog_records(Decimal(2_400), 2 * H) == 200
    assert backlog_records(Decimal(2_400), 2 * H, 1 * H) == 300


def test_a_part_of_a_record_is_a_record() -> None:
    assert backlog_records(Decimal(1), 8 * H) == 1
    assert backlog_records(Decimal(2), 8 * H) == 1


def test_no_backlog_needs_nobody_and_no_time() -> None:
    assert staff_needed(Decimal(0), Decimal(120), H) == 0
    assert work_recovery_s(Decimal(0), Decimal(120), 1) == 0


def test_nobody_never_finishes() -> None:
    with pytest.raises(DomainError) as caught:
        work_recovery_s(Decimal(600), Decimal(120), 0)
    assert caught.value.field == "staff"
