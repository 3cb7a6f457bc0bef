"""Cells as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bia.domain.cell_text import CellText, read_cell

LEVELS = {"low": 1, "high": 3, "高": 3}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", CellText()),
        ("  ", CellText()),
        ("0", CellText(score=Decimal(0))),
        ("3", CellText(score=Decimal(3))),
        ("３", CellText(score=Decimal(3))),
        ("2.5", CellText(score=Decimal("2.5"))),
        ("高", CellText(score=Decimal(3))),
        ("HIGH", CellText(score=Decimal(3))),
        ("3 customers leave", CellText(score=Decimal(3), words="customers leave")),
        ("3：客户流失", CellText(score=Decimal(3), words="客户流失")),
        ("customers leave", CellText(words="customers leave")),
        ("3rd party", CellText(words="3rd party")),
    ],
)
def test_ratings(text: str, read: CellText) -> None:
    assert read_cell(text, money=False, levels=LEVELS) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0", CellText(amount=Decimal(0))),
        ("5万", CellText(amount=Decimal(50_000))),
        ("1.5 亿元", CellText(amount=Decimal(150_000_000))),
        ("￥50,000", CellText(amount=Decimal(50_000))),
        ("50,000.25", CellText(amount=Decimal("50000.25"))),
        ("20k", CellText(amount=Decimal(20_000))),
        ("30万 direct", CellText(amount=Decimal(300_000), words="direct")),
        ("高", CellText(score=Decimal(3))),
        ("5,00", CellText(words="5,00")),
        ("about 5", CellText(words="about 5")),
    ],
)
def test_amounts(text: str, read: CellText) -> None:
    assert read_cell(text, money=True, levels=LEVELS) == read
