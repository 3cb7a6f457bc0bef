"""Tables in and out of files: CSV and XLSX, row by row, never the whole sheet in memory.

Reading gives texts: numbers, days and durations of a spreadsheet come as a person would type
them. Writing guards against formula injection: a text that a spreadsheet would take for a
formula gets an apostrophe in front, and reading takes it off again.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from lib.errors import Refused

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 400 * 2**20
MOST_COLUMNS = 200
MOST_CELL = 20_000  # characters

Row = tuple[int, list[str]]


def read_table(content: bytes, filename: str) -> Iterator[Row]:
    """Number (1 is the header, as a spreadsheet counts) and cells of every row that is not empty.

    CSV may be UTF-8 (with or without BOM), UTF-16 with BOM or GB18030, separated by commas,
    semicolons or tabs. Raises Refused at `file`.
    """
    if len(content) > MOST_BYTES:
        raise _unreadable("too_large", _("The file is larger than 20 MB. Split it."))
    rows = _xlsx(content) if content[:4] == b"PK\x03\x04" else _csv(content, filename)
    for number, cells in rows:
        if len(cells) > MOST_COLUMNS:
            raise _unreadable("too_many_columns", _("The file has more than 200 columns."))
        if any(len(cell) > MOST_CELL for cell in cells):
            raise _unreadable("too_long", _("Row %(row)s has an overlong cell.") % {"row": number})
        if any(cells):
            yield number, cells


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """UTF-8 with BOM, so that spreadsheets read Chinese; one chunk per row."""
    yield codecs.BOM_UTF8 + _line(header)
    for row in rows:
        yield _line(row)


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]], title: str) -> bytes:
    """A workbook of one sheet, header frozen and bold."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    for number in range(len(header)):
        sheet.column_dimensions[chr(65 + number) if number < 26 else "Z"].width = 22
    cells = []
    for text in header:
        cell = WriteOnlyCell(sheet, value=safe(text))
        cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)
    for row in rows:
        sheet.append([_clean(safe(text)) for text in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def safe(text: str) -> str:
    """The text with an apostrophe where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def unsafe(text: str) -> str:
    """What `safe` was given."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def _line(cells: Sequence[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([safe(cell) for cell in cells])
    return buffer.getvalue().encode()


def _clean(text: str) -> str:
    """Without the control characters a workbook cannot hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")


def _sheet_name(title: str) -> str:
    return "".join("-" if sign in "[]:*?/\\" else sign for sign in title)[:31] or "Sheet"


def _csv(content: bytes, filename: str) -> Iterator[Row]:
    encoding = _encoding(content)
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    first = text.readline()
    text.seek(0)
    csv.field_size_limit(10 * MOST_CELL)
    reader = csv.reader(text, delimiter=_separator(first))
    try:
        for cells in reader:
            yield reader.line_num, [unsafe(cell.strip()) for cell in cells]
    except csv.Error as error:
        message = _("Line %(line)s cannot be read as CSV.") % {"line": reader.line_num}
        raise _unreadable("unreadable", message) from error


def _encoding(content: bytes) -> str:
    if content.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        if _decodes(content, encoding):
            return encoding
    raise _unreadable("encoding", _("The file is neither UTF-8 nor GB18030 text, nor XLSX."))


def _decodes(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    step = 2**16
    try:
        for start in range(0, len(content), step):
            if "\x00" in decoder.decode(
                content[start : start + step], start + step >= len(content)
            ):
                return False
    except UnicodeDecodeError:
        return False
    return True


def _separator(line: str) -> str:
    return max((",", ";", "\t", "，"), key=line.count)


def _xlsx(content: bytes) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise _unreadable("too_large", _("Unpacked, the workbook is larger than 400 MB."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the stated size may be a lie
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part made it raise
        raise _unreadable("unreadable", _("The workbook cannot be read.")) from error
    while True:
        try:
            number, values = next(rows)
        except StopIteration:
            break
        except Exception as error:
            raise _unreadable("unreadable", _("The workbook cannot be read.")) from error
        yield number, [unsafe(_text(value).strip()) for value in values]
    book.close()


def _text(value: Any) -> str:
    """A cell as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        at_midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if at_midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{int(value.total_seconds())} s"
    if isinstance(value, time):
        return f"{value.hour * 3600 + value.minute * 60 + value.second} s"
    return str(value)


def _unreadable(code: str, message: Any) -> Refused:
    return Refused(code, message, "file")
