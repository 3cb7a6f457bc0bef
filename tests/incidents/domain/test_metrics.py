"""Median, p90, mean, shares and availability, by hand (docs/method.md §39)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from incidents.domain.metrics import (
    Figures,
    Share,
    Spread,
    availability,
    down_intervals,
    group,
    grouped,
    spread,
)

START = datetime(2026, 3, 1, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], Spread(0, None, None, None, None)),
        ([600], Spread(1, 600, 600, 600, 600)),
        ([0, 60], Spread(2, 30, 60, 30, 60)),
        ([1, 2], Spread(2, 2, 2, 2, 2)),
        ([300, 100, 200], Spread(3, 200, 300, 200, 300)),
        (list(range(1, 11)), Spread(10, 6, 9, 6, 10)),
        (list(range(1, 12)), Spread(11, 6, 10, 6, 11)),
        ([60, 60, 60, 60, 60, 60, 60, 60, 60, 3600], Spread(10, 60, 60, 414, 3600)),
    ],
)
def test_spread(values: list[int], expected: Spread) -> None:
    assert spread(values) == expected


def test_a_share_over_nothing_is_not_known() -> None:
    assert Share().percent is None
    assert Share(0, 3).percent == Decimal("0.0")
    assert Share(2, 3).percent == Decimal("66.7")


def test_a_group_leaves_out_what_is_not_known() -> None:
    rows = [
        Figures("INC-1", "I", "2026-03", ("a",), {"restore": 600}, {"rto_met": Share(1, 2)}),
        Figures("INC-2", "I", "2026-03", ("a", "b"), {}, {"rto_met": Share(1, 1)}, True),
    ]
    one = group("", rows)
    assert (one.count, one.spans["restore"].count, one.recurrences) == (2, 1, 1)
    assert (one.shares["rto_met"], one.shares["rpo_met"]) == (Share(2, 3), Share())


def test_an_incident_of_two_systems_counts_under_both() -> None:
    rows = [Figures("INC-1", "I", "2026-03", ("a",)), Figures("INC-2", "I", "2026-03", ("a", "b"))]
    assert [(one.key, one.count) for one in grouped(rows, lambda one: one.systems)] == [
        ("a", 2), ("b", 1),
    ]  # fmt: skip


def test_outages_at_the_same_time_count_once() -> None:
    one = availability(
        "a", outages=[(at(1), at(3)), (at(2), at(4)), (at(10), at(11))], maintenance=[],
        period=(at(0), at(100)),
    )  # fmt: skip
    assert (one.outages, one.down_s, one.percent) == (2, 4 * 3600, Decimal("96.000"))
    assert one.meets(Decimal(99)) is False


def test_planned_maintenance_is_neither_downtime_nor_promised_time() -> None:
    one = availability(
        "a", outages=[(at(1), at(3))], maintenance=[(at(2), at(12))], period=(at(0), at(110))
    )
    assert (one.down_s, one.maintenance_s, one.of_s) == (3600, 36000, 100 * 3600)
    assert one.percent == Decimal("99.000")
    assert one.meets(Decimal(99)) is True


def test_what_lies_outside_the_period_does_not_count() -> None:
    one = availability(
        "a", outages=[(at(-5), at(1)), (at(99), at(120))], maintenance=[], period=(at(0), at(100))
    )
    assert one.down_s == 2 * 3600


def test_the_target_is_compared_before_rounding() -> None:
    period = (START, START + timedelta(seconds=1_000_000))
    outage = (START, START + timedelta(seconds=10_001))
    one = availability("a", outages=[outage], maintenance=[], period=period)
    assert one.percent == Decimal("99.000")
    assert one.meets(Decimal(99)) is False


def test_nothing_is_promised_in_a_period_of_maintenance_only() -> None:
    one = availability("a", outages=[], maintenance=[(at(0), at(9))], period=(at(0), at(9)))
    assert (one.percent, one.meets(Decimal(99))) == (None, None)


@pytest.mark.parametrize(
    ("moves", "restored", "expected"),
    [
        ([], None, [(0, 10)]),
        ([("restored", 2)], 2, [(0, 2)]),
        ([("restored", 2), ("verify_failed", 3), ("restored", 4)], 4, [(0, 4)]),
        ([("restored", 2), ("reopened", 5), ("restored", 6)], 6, [(0, 2), (5, 6)]),
        ([("restored", 2), ("reopened", 5)], None, [(0, 2), (5, 10)]),
    ],
)
def test_down_until_restored_and_again_after_a_reopening(
    moves: list[tuple[str, float]], restored: float | None, expected: list[tuple[float, float]]
) -> None:
    found = down_intervals(
        at(0), [(what, at(hours)) for what, hours in moves],
        None if restored is None else at(restored), at(10),
    )  # fmt: skip
    assert found == [(at(a), at(b)) for a, b in expected]
