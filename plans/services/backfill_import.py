"""Rows of a batch from a pasted table or an XLSX/CSV file: mapping, dry run, then entry."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from lib.errors import GuardsUnmet, Refused
from lib.tables import read_table, unsafe
from plans.domain.paper_lines import OWN, Line, guess, in_order, is_header, read
from plans.models import Backfill, PlanUpload
from plans.services.backfill_facts import columns_in
from plans.services.backfill_rows import MOST_LINES, Entered, enter_rows
from plans.services.backfills import ENTER

NOUN = "rows"
KEPT = timedelta(days=1)
MOST_BYTES = 10 * 2**20
MOST_PASTED = 4 * 2**20
MOST_UNPACKED = 100 * 2**20
MOST_RATIO = 100
SHOWN = 5  # lines beside the mapping

Table = list[tuple[int, list[str]]]


def paste_rows(
    backfill: Backfill, text: str, *, by: User, at: datetime, dry_run: bool = False
) -> Entered:
    """What was copied out of a spreadsheet, tabs between the cells (commas do too). A first line
    of headings is recognised; without one the columns are sheet, row, then as printed.

    Raises Refused at `rows`.
    """
    lines = lines_of(pasted(text), backfill)
    if not lines:
        raise Refused("required", _("There are no lines."), "rows")
    return enter_rows(backfill, lines, by=by, at=at, dry_run=dry_run)


def pasted(text: str) -> Table:
    """Lines with their number. Cells in quotes may hold line breaks, as spreadsheets copy them."""
    if len(text) > MOST_PASTED:
        raise Refused("too_large", _("More than 4 MB at once. Enter it in parts."), "rows")
    clean = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    first = clean.partition("\n")[0]
    separator = "\t" if "\t" in clean else max((",", ";", "，"), key=first.count)
    csv.field_size_limit(MOST_PASTED)
    found: Table = []
    try:
        reader = csv.reader(io.StringIO(clean), delimiter=separator)
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                found.append((number, [unsafe(cell.strip()) for cell in cells]))
    except csv.Error as error:
        raise Refused("unreadable", _("These lines cannot be read as a table."), "rows") from error
    return found


def lines_of(table: Table, backfill: Backfill, mapping: Sequence[str] = ()) -> list[Line]:
    names = names_of(columns_in(backfill))
    if mapping:
        has_header = bool(table) and is_header(table[0][1], names)
        return read(table[1:] if has_header else table, mapping)
    if table and is_header(table[0][1], names):
        return read(table[1:], guess(table[0][1], names))
    return read(table, in_order(list(names)))


def names_of(columns: Sequence[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    return {one["key"]: (one["name_en"], one["name_zh"]) for one in columns}


# --- files ------------------------------------------------------------------------------


@transaction.atomic
def keep_file(
    backfill: Backfill, *, content: bytes, filename: str, by: User, at: datetime
) -> PlanUpload:
    """Keep a file until it was mapped and looked at. Raises Refused at `file`: too large, a
    workbook with macros, a bomb, more than 5,000 lines."""
    require(by, ENTER)
    refuse_hostile(content)
    table = table_of(content, filename)
    if not table:
        raise Refused("required", _("There are no lines."), "file")
    PlanUpload.objects.filter(noun=NOUN, created_at__lt=at - KEPT).delete()
    names = names_of(columns_in(backfill))
    known = is_header(table[0][1], names)
    width = max(len(cells) for _number, cells in table)
    chosen = guess(table[0][1], names) if known else in_order(list(names))
    return PlanUpload.objects.create(
        noun=NOUN,
        target=backfill.code,
        filename=filename[:255],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        mapping={"columns": [*chosen, *[""] * width][:width]},
        created_by=by,
        created_at=at,
    )


def preview_file(
    upload: PlanUpload, backfill: Backfill, *, mapping: Sequence[str], by: User, at: datetime
) -> Entered:
    """What entering it now would do; nothing is kept but the mapping."""
    require(by, ENTER)
    _check_mapping(mapping, backfill)
    lines = _lines(upload, backfill, mapping)
    done = enter_rows(backfill, lines, by=by, at=at, dry_run=True)
    upload.mapping = {"columns": list(mapping)}
    upload.save(update_fields=["mapping"])
    return done


@transaction.atomic
def apply_file(upload: PlanUpload, backfill: Backfill, *, by: User, at: datetime) -> Entered:
    """Enter it with the mapping that was previewed; good rows are kept, as with pasting.

    Raises GuardsUnmet when it was entered already.
    """
    require(by, ENTER)
    row = PlanUpload.objects.select_for_update().get(pk=upload.pk)
    if row.applied_at is not None:
        raise GuardsUnmet.one("applied", _("This file has been applied already."))
    done = enter_rows(backfill, _lines(row, backfill, row.mapping["columns"]), by=by, at=at)
    row.applied_at = at
    row.content = b""  # personal data: nothing stays behind
    row.save(update_fields=["applied_at", "content"])
    return done


def head_of(upload: PlanUpload) -> Table:
    """The first lines, to choose the mapping by."""
    return list(islice(_rows(bytes(upload.content), upload.filename), SHOWN))


def table_of(content: bytes, filename: str) -> Table:
    table = list(islice(_rows(content, filename), MOST_LINES + 2))
    if len(table) > MOST_LINES + 1:
        raise Refused("too_many", _("More than 5,000 lines at once. Enter them in parts."), "file")
    return table


def _rows(content: bytes, filename: str) -> Iterator[tuple[int, list[str]]]:
    yield from read_table(content, filename)


def _lines(upload: PlanUpload, backfill: Backfill, mapping: Sequence[str]) -> list[Line]:
    return lines_of(table_of(bytes(upload.content), upload.filename), backfill, mapping)


def _check_mapping(mapping: Sequence[str], backfill: Backfill) -> None:
    allowed = {"", *OWN, *names_of(columns_in(backfill))}
    used = [one for one in mapping if one]
    if set(mapping) - allowed or len(used) != len(set(used)):
        raise Refused("invalid", _("Every column is chosen once at most."), "mapping")


def refuse_hostile(content: bytes) -> None:
    """What a spreadsheet of handwritten lines never is: huge, a bomb, full of macros."""
    if len(content) > MOST_BYTES:
        raise Refused("too_large", _("The file is larger than 10 MB. Split it."), "file")
    if content[:4] != b"PK\x03\x04":
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile as error:
        raise Refused("unreadable", _("The workbook cannot be read."), "file") from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(len(content), 10_000):
        words = _("Unpacked, the workbook is far larger than it should be.")
        raise Refused("too_large", words, "file")
    names = [part.filename.casefold() for part in parts]
    if any("vbaproject" in name or name.endswith((".bin", ".exe", ".dll")) for name in names):
        words = _("The workbook holds macros or programs. Save it as plain XLSX.")
        raise Refused("macros", words, "file")
