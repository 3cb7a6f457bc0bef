"""Decimals as they are written."""

from decimal import Decimal

import pytest

from bia.domain.figures import money_text, share_text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("59333.333333", "59333.33"),
        ("1000", "1000.00"),
        ("999.99996", "1000.00"),
        ("2.33333333", "2.3333"),
        ("0.00005", "0.0001"),
        ("0", "0.00"),
        ("64.5", "64.50"),
        ("-0.00001", "0.00"),
        ("1E+20", "100000000000000000000.00"),
    ],
)
def test_money_keeps_two_decimals_and_small_units_four(amount: str, text: str) -> None:
    assert money_text(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("share", "text"), [("0.75", "0.75"), ("0.5", "0.50"), ("0.333333", "0.3333"), ("-1", "-1.00")]
)
def test_shares(share: str, text: str) -> None:
    assert share_text(Decimal(share)) == text


def test_not_set_stays_not_set() -> None:
    assert (money_text(None), share_text(None)) == (None, None)
