"""One cell of an import file: which column it belongs to, and what its text means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from lib.durations import DurationError, Unit, parse_duration
from lib.errors import Refused
from lib.fields import DURATION_ERRORS

LANGUAGES = ("en", "zh-hans")
YES = frozenset({"true", "yes", "y", "1", "x", "✓", "是", "真"})
NO = frozenset({"false", "no", "n", "0", "-", "✗", "否", "假"})
NODE_LABELS = {"dependent": _("dependent"), "needs": _("needs")}


class CellError(ValueError):
    """The text cannot be read; the message is for the person who typed it."""


@dataclass(frozen=True)
class ImportColumn:
    """A field of the noun. `kind`: code text yes_no number decimal duration day choice ref refs
    node list."""

    name: str
    field: Any
    kind: str
    label: Any

    def read(self, text: str, bare: Unit) -> Any:
        """The value of a text; references stay codes. Raises CellError."""
        if "\x00" in text:
            raise CellError(gettext("Null characters are not allowed."))
        if text == "":
            return self._empty()
        value = _READERS[self.kind](self, text, bare)
        if self.kind in ("ref", "refs", "node", "list"):
            return value
        try:
            return self.field.clean(value, None)
        except ValidationError as error:
            raise CellError(error.messages[0]) from None

    def _empty(self) -> Any:
        """What an empty cell means: nothing, or the column's default."""
        if self.kind == "refs" or self.kind == "list":
            return []
        if self.kind in ("node", "code"):
            return "" if self.kind == "code" else None
        if self.field.null:
            return None
        if self.field.has_default():
            return self.field.get_default()
        if self.field.blank:
            return ""
        raise CellError(gettext("This is needed."))


def columns_of(model: type[models.Model], names: Sequence[str]) -> dict[str, ImportColumn]:
    return {name: _column(model, name) for name in names}


def match_header(
    cells: Sequence[str], columns: dict[str, ImportColumn], ignored: Sequence[ImportColumn]
) -> dict[int, tuple[ImportColumn, Unit]]:
    """Position → column and the unit of its bare numbers.

    A header is a field's code (`rto_s`: bare numbers are seconds) or its label in English or
    Chinese (bare numbers are minutes). Raises Refused at `file`.
    """
    known: dict[str, tuple[ImportColumn | None, Unit]] = {}
    for one in ignored:
        known |= dict.fromkeys(_spellings(one), (None, "min"))
    for one in columns.values():
        known |= dict.fromkeys(_spellings(one), (one, "min"))
        known[one.name] = (one, "s" if one.kind == "duration" else "min")
    found: dict[int, tuple[ImportColumn, Unit]] = {}
    unknown, seen = [], set()
    for position, cell in enumerate(cells):
        key = _plain(cell)
        if not key:
            continue
        if key not in known:
            unknown.append(cell)
            continue
        column, bare = known[key]
        if column is None:
            continue
        if column.name in seen:
            message = _("The column “%(name)s” stands twice.") % {"name": cell[:60]}
            raise Refused("duplicate_column", message, "file")
        seen.add(column.name)
        found[position] = (column, bare)
    if unknown:
        message = _("Unknown columns: %(unknown)s. Known are: %(known)s.") % {
            "unknown": ", ".join(one[:40] for one in unknown[:10]),
            "known": ", ".join(str(column.label) for column in columns.values()),
        }
        raise Refused("unknown_columns", message, "file")
    return found


def _column(model: type[models.Model], name: str) -> ImportColumn:
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return ImportColumn(name, None, "node", NODE_LABELS[name])
    return ImportColumn(name, field, _kind(name, field), field.verbose_name)


def _kind(name: str, field: Any) -> str:
    if name == "code":
        return "code"
    if isinstance(field, models.ManyToManyField):
        return "refs"
    if isinstance(field, models.ForeignKey):
        return "ref"
    if field.flatchoices:
        return "choice"
    if name.endswith("_s"):
        return "duration"
    for kind, column in (
        ("yes_no", models.BooleanField),
        ("list", models.JSONField),
        ("day", models.DateField),
        ("decimal", models.DecimalField),
        ("number", models.IntegerField),
    ):
        if isinstance(field, column):
            return kind
    return "text"


def _spellings(column: ImportColumn) -> set[str]:
    labels = {column.name}
    for language in LANGUAGES:
        with override(language):
            labels.add(str(column.label))
    return {_plain(label) for label in labels}


def _plain(text: str) -> str:
    return " ".join(text.strip().casefold().split())


def _read_text(column: ImportColumn, text: str, bare: Unit) -> Any:
    return text


def _read_yes_no(column: ImportColumn, text: str, bare: Unit) -> bool:
    if _plain(text) in YES:
        return True
    if _plain(text) in NO:
        return False
    raise CellError(gettext("Write yes or no."))


def _read_number(column: ImportColumn, text: str, bare: Unit) -> int:
    digits = text.replace(",", "").replace(" ", "").replace("\u00a0", "")
    if not re.fullmatch(r"[+-]?[0-9]{1,19}", digits, re.ASCII):
        raise CellError(gettext("Write a whole number."))
    return int(digits)


def _read_decimal(column: ImportColumn, text: str, bare: Unit) -> Decimal:
    digits = text.replace(" ", "").replace("\u00a0", "").rstrip("%％")
    if "," in digits and "." not in digits:
        digits = digits.replace(",", ".")
    try:
        value = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise CellError(gettext("Write a number, for example 12.5."))
    if abs(value) < Decimal(10) ** 15:  # a share of 0.5 in a spreadsheet may be 0.50000001
        places = column.field.decimal_places
        rounded = round(value, places)
        value = rounded if abs(rounded - value) < Decimal("1e-9") else value
    return value


def _read_duration(column: ImportColumn, text: str, bare: Unit) -> int:
    try:
        return parse_duration(text, bare=bare)
    except DurationError as error:
        message = DURATION_ERRORS[error.code]
        raise CellError(str(message) % {"value": error.value}) from None


def _read_day(column: ImportColumn, text: str, bare: Unit) -> date:
    for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y-%m-%dT%H:%M:%S"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    raise CellError(gettext("Write a day as 2026-01-31."))


def _read_choice(column: ImportColumn, text: str, bare: Unit) -> Any:
    spellings = _choices(column.field)
    wanted = _plain(text)
    if wanted not in spellings:
        known = ", ".join(str(value) for value, _label in column.field.flatchoices)
        raise CellError(gettext("Known values are: %(known)s.") % {"known": known})
    return spellings[wanted]


@cache
def _choices(field: Any) -> dict[str, Any]:
    """Every way to write a choice: its code, its label in each language."""
    found = {}
    for value, label in field.flatchoices:
        for language in LANGUAGES:
            with override(language):
                found[_plain(str(label))] = value
    return found | {_plain(str(value)): value for value, _label in field.flatchoices}


def _read_codes(column: ImportColumn, text: str, bare: Unit) -> list[str]:
    return list(dict.fromkeys(code for code in re.split(r"[\s,;，；、|]+", text) if code))


def _read_list(column: ImportColumn, text: str, bare: Unit) -> list[str]:
    parts = [part.strip() for part in re.split(r"[,;，；、|\n]+", text) if part.strip()]
    if len(parts) > 10 or any(len(part) > 50 for part in parts):
        raise CellError(gettext("At most 10 entries of at most 50 characters."))
    return parts


_READERS = {
    "code": _read_text,
    "text": _read_text,
    "ref": _read_text,
    "node": _read_text,
    "refs": _read_codes,
    "list": _read_list,
    "yes_no": _read_yes_no,
    "number": _read_number,
    "decimal": _read_decimal,
    "duration": _read_duration,
    "day": _read_day,
    "choice": _read_choice,
}
