"""Work recovery: catching up on what was written on paper or lost. Rules: docs/method.md §5."""

from decimal import ROUND_CEILING, Decimal

from bia.domain.errors import check_number, check_seconds, refuse

DAY_S = 86_400


def backlog_records(per_day: Decimal, rto_s: int, rpo_s: int = 0) -> Decimal:
    """Whole records to enter after an outage of `rto_s` that lost `rpo_s` of data (§5)."""
    check_number(per_day, "per_day")
    check_seconds(rto_s, "rto_s")
    check_seconds(rpo_s, "rpo_s")
    return Decimal(_ceiling(per_day * (rto_s + rpo_s) / DAY_S))


def work_recovery_s(backlog: Decimal, seconds_per_record: Decimal, staff: int) -> int:
    """How long `staff` people need for the backlog, in seconds rounded up (§5)."""
    check_number(backlog, "backlog")
    check_number(seconds_per_record, "seconds_per_record")
    if staff < 1:
        raise refuse("staff", "no_staff")
    found = _ceiling(backlog * seconds_per_record / staff)
    check_seconds(found, "seconds_per_record")
    return found


def staff_needed(backlog: Decimal, seconds_per_record: Decimal, limit_s: int) -> int:
    """How many people finish the backlog within `limit_s`: 600 × 2 min in 4 h need 5 (§5)."""
    check_number(backlog, "backlog")
    check_number(seconds_per_record, "seconds_per_record")
    check_seconds(limit_s, "limit_s")
    if limit_s == 0:
        raise refuse("limit_s", "empty_span")
    return _ceiling(backlog * seconds_per_record / limit_s)


def _ceiling(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))
