"""One table of the pack: the same rows as CSV for spreadsheets and as JSON lines for programs."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from reports.evidence.archive import Archive
from reports.evidence.pack import Pack

CHUNK = 2_000
BOM = b"\xef\xbb\xbf"
SPOOL = 8 * 1024 * 1024
# What a spreadsheet would carry out.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Dataset:
    """`columns`: name in the file → path or expression of the rows. Rows that are no queryset
    are dictionaries with these names."""

    name: str
    what: Any
    permission: str
    rows: Callable[[Pack], Any]
    columns: Mapping[str, Any]
    source: str


def person(path: str) -> Any:
    """The name of a login, else the login itself; "" for nobody."""
    return Coalesce(NullIf(F(f"{path}__name"), Value("")), F(f"{path}__username"), Value(""))


def write(archive: Archive, pack: Pack, dataset: Dataset) -> int:
    """data/NAME.jsonl and data/NAME.csv; answers the number of rows."""
    what, count = str(dataset.what), [0]
    with tempfile.SpooledTemporaryFile(SPOOL) as sheet:
        text = io.TextIOWrapper(sheet, encoding="utf-8", newline="", write_through=True)
        sheet.write(BOM)
        lines = csv.writer(text)
        lines.writerow(dataset.columns)
        with archive.opened(
            f"data/{dataset.name}.jsonl", what, source=dataset.source, rows=count
        ) as out:
            for row in _rows(dataset, pack):
                out(line(row))
                lines.writerow([cell(row.get(name)) for name in dataset.columns])
                count[0] += 1
        text.flush()
        text.detach()
        sheet.seek(0)
        with archive.opened(
            f"data/{dataset.name}.csv", what, source=dataset.source, rows=count
        ) as out:
            while piece := sheet.read(1 << 16):
                out(piece)
    return count[0]


def line(row: Row) -> bytes:
    """One JSON object with sorted keys, and a line's end."""
    return (
        json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
        + "\n"
    ).encode()


def cell(value: Any) -> str:
    """A value as a spreadsheet may open it: text that it would carry out gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list, tuple)):
        value = json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)
    elif not isinstance(value, str):
        return str(_plain(value))
    return f"'{value}" if value.startswith(DANGEROUS) else value


def table_of(model: type[Model]) -> str:
    return model._meta.db_table


def _rows(dataset: Dataset, pack: Pack) -> Iterable[Row]:
    rows = dataset.rows(pack)
    if not isinstance(rows, QuerySet):
        yield from rows
        return
    named = {f"c_{name}": _expression(path) for name, path in dataset.columns.items()}
    found = rows.annotate(**named).values_list(*named)
    for values in found.iterator(chunk_size=CHUNK):
        yield dict(zip(dataset.columns, values, strict=True))


def _expression(path: Any) -> Any:
    return F(path) if isinstance(path, str) else path


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
