"""A document as a workbook: its figures first, then every table on a sheet of typed cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from reports.document.blocks import Cell, Column, Document, Table, Tile, Tiles
from reports.document.cells import status_words
from reports.sheets import cells
from reports.sheets.cells import cell, text_cell, write_table

LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def workbook(document: Document, facts: Sequence[tuple[str, str]]) -> bytes:
    """`facts`: what stands about the report itself, beside the document's own."""
    zone = ZoneInfo(document.zone)
    book = Workbook(write_only=True)
    book.properties.title = document.title
    book.properties.creator = document.organisation
    _summary(book.create_sheet(_("Summary")), document, facts, zone)
    taken = {_("Summary").lower()}
    for one in _tables(document):
        columns = [cells.Column(_title(c), _kind(c), c.width) for c in one.columns]
        rows = ([_value(v, c) for v, c in zip(row, one.columns, strict=True)] for row in one.rows)
        write_table(book.create_sheet(_name(one.sheet, taken)), columns, rows, zone)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _summary(
    sheet: Any, document: Document, facts: Sequence[tuple[str, str]], zone: ZoneInfo
) -> None:
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 70
    head = text_cell(sheet, document.title)
    head.font = Font(bold=True, color="14385C", size=14)
    sheet.append([head])
    rows: list[tuple[str, Any, str]] = [
        (_("Organisation"), document.organisation, "text"),
        (_("As of"), datetime.fromisoformat(document.at), "instant"),
        (_("Time zone of all dates"), document.zone, "text"),
    ]
    if document.sample:
        rows.insert(1, (_("Sample data"), _("This organisation is made up."), "text"))
    rows += [(label, value, "text") for label, value in [*document.facts, *facts]]
    rows += [(tile.label, _value(tile.value, tile), _kind(tile)) for tile in _tiles(document)]
    rows.append((_("Digest of the analysis (SHA-256)"), document.digest, "text"))
    for label, value, kind in rows:
        sheet.append([text_cell(sheet, label), cell(sheet, value, kind, zone)])


def _blocks(document: Document) -> Iterable[Any]:
    for chapter in document.chapters:
        yield from chapter.blocks


def _tables(document: Document) -> Iterable[Table]:
    return (one for one in _blocks(document) if isinstance(one, Table) and one.sheet)


def _tiles(document: Document) -> Iterable[Tile]:
    for one in _blocks(document):
        if isinstance(one, Tiles):
            yield from one.tiles


def _title(column: Column) -> str:
    return (
        _("%(title)s (min)") % {"title": column.title} if column.kind == "signed" else column.title
    )


def _kind(column: Column | Tile) -> str:
    known = {"status": "text", "figure": "text", "signed": "score", "moment": "instant"}
    return "long" if getattr(column, "below", False) else known.get(column.kind, column.kind)


def _value(value: Cell, column: Column | Tile) -> Any:
    """The cell's value as the spreadsheet's own types."""
    if value is None or value == "":
        return None
    if column.kind == "status":
        return status_words(str(value))
    if column.kind == "signed":
        return Decimal(int(value)) / 60
    if column.kind in ("instant", "moment"):
        return datetime.fromisoformat(str(value))
    if column.kind == "day":
        return date.fromisoformat(str(value)[:10])
    return value


def _name(wanted: str, taken: set[str]) -> str:
    """A name a sheet can have, once."""
    clean = _FORBIDDEN.sub(" ", wanted)[:LONGEST_NAME].strip("' ")
    name, number = clean, 2
    while name.lower() in taken:
        tail = f" ({number})"
        name, number = clean[: LONGEST_NAME - len(tail)] + tail, number + 1
    taken.add(name.lower())
    return name
