"""Chapters of words, figures, tables and pictures. Every value in them is JSON.

A document is made in one language; `to_json` and `from_json` are exact inverses, so that a
worker that takes over prints the very same report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

Kind = Literal[
    "text", "long", "duration", "money", "whole", "score", "percent", "day", "instant", "yes_no",
    "status", "figure", "signed", "moment",
]  # fmt: skip
Style = Literal["plain", "lead", "mark", "quiet"]
Cell = str | int | bool | None


@dataclass(frozen=True)
class Column:
    """`kind` as in `reports.sheets.cells`, "status" (a code of lib.statuses), or "figure" (words
    that stand at the right like numbers), or "signed" (a duration that may be negative: minutes
    in the spreadsheet, whose durations begin at 0), or "moment" (an instant printed short, in
    the zone the document names).

    `width` in characters, in the spreadsheet; in print columns share the page in proportion.
    `below`: printed under its row, over the whole width, with its title unless `bare`.
    """

    title: str
    kind: Kind = "text"
    width: int = 16
    below: bool = False
    bare: bool = False


def note(title: str, *, bare: bool = True) -> Column:
    """A column of sentences, printed below its row."""
    return Column(title, width=50, below=True, bare=bare)


@dataclass(frozen=True)
class Words:
    text: str
    style: Style = "plain"


@dataclass(frozen=True)
class Heading:
    """With an `anchor` it stands in the contents and the bookmarks, too."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Facts:
    rows: Sequence[Sequence[str]]
    """(label, value in words)"""


@dataclass(frozen=True)
class Tile:
    label: str
    value: Cell
    kind: Kind = "whole"
    note: str = ""
    bad: bool = False


@dataclass(frozen=True)
class Tiles:
    tiles: Sequence[Tile]


@dataclass(frozen=True)
class Items:
    items: Sequence[str]


@dataclass(frozen=True)
class Table:
    """The first column heads its row. `sheet`: its sheet in the workbook; "" is print only."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    sheet: str = ""
    caption: str = ""
    empty: str = ""
    printed: bool = True


@dataclass(frozen=True)
class Picture:
    """A Vega-Lite spec; `words` say what it shows (read aloud, never printed)."""

    spec: dict[str, Any]
    words: str
    width: int = 640


Block = Words | Heading | Facts | Tiles | Items | Table | Picture


@dataclass(frozen=True)
class Chapter:
    anchor: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Document:
    """`at`, an ISO instant, is what the document speaks of; `facts` stand on its cover;
    `watermark` lies across every page."""

    title: str
    organisation: str
    sample: bool
    at: str
    zone: str
    facts: Sequence[Sequence[str]]
    digest: str
    digest_words: str
    chapters: Sequence[Chapter] = field(default_factory=tuple)
    watermark: str = ""


BLOCKS: dict[str, Any] = {
    one.__name__: one for one in (Words, Heading, Facts, Tiles, Items, Table, Picture)
}


def plain(value: Any) -> Cell:
    """A value as a cell: money and shares as exact text, days and instants in ISO form."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    return str(value)


def table(columns: Sequence[Column], rows: Sequence[Sequence[Any]], **options: Any) -> Table:
    """A table out of values of any kind."""
    return Table(columns, [[plain(value) for value in row] for row in rows], **options)


def to_json(document: Document) -> dict[str, Any]:
    shallow = {one.name: getattr(document, one.name) for one in fields(document)}
    return shallow | {
        "chapters": [
            {
                "anchor": chapter.anchor,
                "title": chapter.title,
                "blocks": [[type(block).__name__, asdict(block)] for block in chapter.blocks],
            }
            for chapter in document.chapters
        ]
    }


def from_json(stored: dict[str, Any]) -> Document:
    chapters = tuple(
        Chapter(one["anchor"], one["title"], [_block(*block) for block in one["blocks"]])
        for one in stored["chapters"]
    )
    return Document(**(stored | {"chapters": chapters}))


def _block(name: str, values: dict[str, Any]) -> Block:
    if name == "Table":
        values = values | {"columns": [Column(**one) for one in values["columns"]]}
    if name == "Tiles":
        values = {"tiles": [Tile(**one) for one in values["tiles"]]}
    return BLOCKS[name](**values)  # type: ignore[no-any-return]


def share(value: Decimal | float | None) -> str | None:
    """A share (0.25) as a cell of kind percent."""
    return None if value is None else str(value)
