"""Reasons as data."""

from datetime import date
from decimal import Decimal

from bia.domain.reasons import Reason, percent, plain_number


def test_seconds_shares_and_dates_are_shown_readably() -> None:
    assert Reason.of("gap.untested", since=date(2026, 3, 1)).text == (
        "No valid measurement since 2026-03-01: the target is not proven."
    )
    low = Reason.of("targets.margin_low", margin=Decimal(1) / 3, min_margin=Decimal("0.5"))
    assert low.text == "The margin is 33.33%, the tier asks for at least 50%."


def test_a_reason_survives_a_snapshot() -> None:
    reason = Reason.of("mtd.cap_only", cap="Contract {A}", cap_s=7_200)
    assert Reason.from_json(reason.as_json()) == reason
    assert reason.text == "The grid does not answer; Contract {A} allows at most 2 h."


def test_numbers_are_plain() -> None:
    assert [plain_number(Decimal(n)) for n in ("3.00", "1E+6", "0.50", "0", "0.0", "100")] == [
        "3",
        "1000000",
        "0.5",
        "0",
        "0",
        "100",
    ]
    assert percent(Decimal("-0.25")) == "-25%"
