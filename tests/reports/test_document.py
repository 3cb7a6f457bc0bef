"""A document is frozen as JSON and comes back as it was; long tables are cut."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from reports.document.blocks import (
    Chapter,
    Column,
    Document,
    Facts,
    Heading,
    Items,
    Picture,
    Table,
    Tile,
    Tiles,
    Words,
    from_json,
    note,
    plain,
    to_json,
)
from reports.document.cells import cell_words
from reports.document.pdf import ROWS_A_PART, pieces

ZONE = ZoneInfo("Asia/Shanghai")


def of(*blocks: object) -> Document:
    chapter = Chapter("one", "One", list(blocks))  # type: ignore[arg-type]
    return Document("T", "Acme", False, "2026-03-02T12:00:00+00:00", str(ZONE), [["a", "b"]], "d",
                    "w", (chapter,))  # fmt: skip


def test_it_comes_back_as_it_was() -> None:
    made = of(
        Words("x", "lead"), Heading("h", "anchor"), Facts([["a", "b"]]), Items(["i"]),
        Tiles([Tile("t", 0, bad=True)]), Picture({"mark": "bar"}, "words"),
        Table([Column("c", "duration"), note("n")], [[0, None]], sheet="S"),
    )  # fmt: skip
    stored = json.loads(json.dumps(to_json(made)))
    assert from_json(stored) == made


def test_values_become_exact_json() -> None:
    assert [plain(one) for one in (None, 0, True, Decimal("0.10"), date(2026, 3, 2))] == [
        None, 0, True, "0.10", "2026-03-02",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (None, "duration", "–"),
        (0, "duration", "0 min"),
        (-1_500, "signed", "−25 min"),
        ("1234.5", "money", "1,234"),
        ("0.0833", "percent", "8.3\u00a0%"),
        ("2026-03-02", "day", "2\u00a0March\u00a02026"),
        (datetime(2026, 3, 2, 12, tzinfo=UTC).isoformat(), "instant",
         "2\u00a0March\u00a02026, 20:00 (UTC+08:00)"),
        (True, "yes_no", "Yes"),
        ("rto_miss", "status", "RTO missed"),
        ("≥ 5 min", "figure", "≥ 5 min"),
    ],
)  # fmt: skip
def test_a_cell_in_words(value: object, kind: str, words: str) -> None:
    with translation.override("en"):
        assert cell_words(value, kind, ZONE).replace("\u00a0min", " min") == words  # type: ignore[arg-type]


def test_long_tables_are_cut_and_their_heading_goes_with_them() -> None:
    rows = [[str(n)] for n in range(2 * ROWS_A_PART + 1)]
    made = of(Words("x"), Table([Column("c")], rows), Heading("h"), Table([Column("c")], rows[:9]))
    cut = pieces(made)
    assert [piece.anchor for piece in cut] == ["one", "", ""]
    sizes = [sum(len(b.rows) for b in piece.blocks if isinstance(b, Table)) for piece in cut]
    assert sizes == [ROWS_A_PART, ROWS_A_PART, 10]
    assert isinstance(cut[2].blocks[1], Heading)


def test_what_is_for_the_spreadsheet_only_is_not_printed() -> None:
    made = of(Words("x"), Table([Column("c")], [["1"]], sheet="S", printed=False))
    assert [type(block) for block in pieces(made)[0].blocks] == [Words]
