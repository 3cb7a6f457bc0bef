"""What a file would do to the register, row by row, in batches: new, changed, unchanged, wrong.

One pass serves preview and application: with a `write` function the batches are written as
they are planned, inside the caller's transaction, so nothing is half-imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bia.services.import_cells import (
    CellError,
    ImportColumn,
    columns_of,
    match_header,
)
from bia.services.import_rows import CHANGED, NEW, UNCHANGED, WRONG, PlannedRow, Summary
from bia.services.nodes import resolve_nodes
from lib.durations import Unit
from lib.errors import Refused
from lib.records import code_validator
from lib.tables import read_table
from lib.wrong_rows import WrongRow

BATCH = 500
MOST_ROWS = 50_000


class Rules:
    """What one noun adds to the general plan; the base adds nothing."""

    def __init__(self, model: type[models.Model]):
        self.model = model

    def key(self, planned: PlannedRow) -> None:
        """Last touch to the values before the row is looked up (codes made of other values)."""

    def check(self, planned: PlannedRow, columns: dict[str, ImportColumn]) -> None:
        """Faults of one row with its references resolved."""

    def finish(self, planned: PlannedRow) -> None:
        """Derived columns of a row that will be written."""

    def whole(self) -> Iterable[WrongRow]:
        """Faults that only the whole file shows."""
        return ()


Write = Callable[[Sequence[PlannedRow], "Plan"], None]


class Plan:
    """Reads a file for `model` with the columns `names`. Raises Refused at `file`."""

    def __init__(
        self,
        *,
        model: type[models.Model],
        names: Sequence[str],
        ignored: Sequence[str],
        content: bytes,
        filename: str,
        rules: Rules,
        fixed: dict[str, Any],
    ):
        self.model, self.rules, self.fixed = model, rules, fixed
        self.columns = columns_of(model, names)
        self.ignored = list(columns_of(model, ignored).values())
        self.content, self.filename = content, filename
        self.header: dict[int, tuple[ImportColumn, Unit]] = {}
        self.codes: set[str] = set()
        # Rows that name a row further down: (row, column, code), written at the end.
        self.later: list[tuple[str, str, str]] = []
        self._later: set[tuple[str, str]] = set()

    def run(self, write: Write | None = None) -> Summary:
        summary = Summary()
        self.codes = self._codes()
        seen: set[str] = set()
        for batch in _batches(self._parsed()):
            self._resolve(batch)
            self._match(batch, seen, lock=write is not None)
            for planned in batch:
                self._classify(planned)
            writable = [one for one in batch if one.kind in (NEW, CHANGED)]
            for planned in writable:
                self.rules.finish(planned)
            if write is not None and not summary.counts[WRONG]:
                write(writable, self)
            for planned in batch:
                summary.add(planned)
        summary.spoil(self.rules.whole())
        return summary

    # --- reading ------------------------------------------------------------------------

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        rows = read_table(self.content, self.filename)
        first = next(rows, None)
        if first is None:
            raise Refused("empty", _("The file is empty."), "file")
        self.header = match_header(first[1], self.columns, self.ignored)
        present = {column.name for column, _unit in self.header.values()}
        needed = {"dependent", "needs"} if "needs" in self.columns else {"code"}
        if not needed <= present:
            missing = ", ".join(str(self.columns[name].label) for name in sorted(needed - present))
            message = _("The column “%(name)s” is missing.") % {"name": missing}
            raise Refused("missing_column", message, "file")
        for count, row in enumerate(rows, start=1):
            if count > MOST_ROWS:
                message = _("The file has more than %(most)s rows. Split it.") % {"most": MOST_ROWS}
                raise Refused("too_many_rows", message, "file")
            yield row

    def _codes(self) -> set[str]:
        """Every code of the file: rows may name rows further down."""
        codes = set()
        position = None
        for _number, cells in self._rows():
            if position is None:
                position = next((p for p, (c, _u) in self.header.items() if c.name == "code"), -1)
            if 0 <= position < len(cells):
                codes.add(cells[position])
        return codes

    def _parsed(self) -> Iterator[PlannedRow]:
        for number, cells in self._rows():
            planned = PlannedRow(number)
            for position, (column, bare) in self.header.items():
                text = cells[position] if position < len(cells) else ""
                planned.texts[column.name] = text
                try:
                    planned.values[column.name] = column.read(text, bare)
                except CellError as error:
                    planned.refuse(column, error)
            self.rules.key(planned)
            yield planned

    # --- references ---------------------------------------------------------------------

    def _resolve(self, batch: Sequence[PlannedRow]) -> None:
        for column, _unit in self.header.values():
            if column.kind == "ref":
                self._resolve_ref(batch, column)
            elif column.kind == "refs":
                self._resolve_refs(batch, column)
            elif column.kind == "node":
                self._resolve_nodes(batch, column)

    def _resolve_ref(self, batch: Sequence[PlannedRow], column: ImportColumn) -> None:
        model = column.field.related_model
        known = _by_code(model, {one.values.get(column.name) for one in batch})
        for planned in batch:
            code = planned.values.get(column.name)
            if not code:
                continue
            if code in known:
                planned.values[column.name] = known[code]
            elif model is self.model and code in self.codes:
                planned.values[column.name] = None
                self.later.append((planned.values.get("code", ""), column.name, code))
                self._later.add((planned.values.get("code", ""), column.name))
            else:
                planned.refuse(column, _no_such(code))

    def _resolve_refs(self, batch: Sequence[PlannedRow], column: ImportColumn) -> None:
        wanted = {code for one in batch for code in one.values.get(column.name) or ()}
        known = _by_code(column.field.related_model, wanted)
        for planned in batch:
            codes = planned.values.pop(column.name, [])
            for code in codes:
                if code not in known:
                    planned.refuse(column, _no_such(code))
            planned.links[column.name] = [known[code] for code in codes if code in known]

    def _resolve_nodes(self, batch: Sequence[PlannedRow], column: ImportColumn) -> None:
        known = resolve_nodes(one.values.get(column.name) or "" for one in batch)
        for planned in batch:
            key = planned.values.get(column.name)
            if key is None:
                planned.refuse(column, gettext("This is needed."))
            elif key not in known:
                planned.refuse(column, _no_such(key))
            planned.values[column.name] = known.get(key or "")

    # --- against what is there -----------------------------------------------------------

    def _match(self, batch: Sequence[PlannedRow], seen: set[str], *, lock: bool) -> None:
        rows = self.model._default_manager.all()
        if lock:
            rows = rows.select_for_update(of=("self",))
        links = [column.name for column, _unit in self.header.values() if column.kind == "refs"]
        rows = rows.prefetch_related(*links)
        codes = {one.values.get("code") or "" for one in batch}
        found = {row.code: row for row in rows.filter(code__in=codes)}  # type: ignore[attr-defined]
        code_column = self.columns["code"]
        for planned in batch:
            code = planned.values.get("code") or ""
            if code in seen and not planned.wrong:
                planned.refuse(code_column, gettext("This code stands twice in the file."))
            seen.add(code)
            planned.row = found.get(code)
            planned.version = planned.row.version if planned.row else 0

    def _classify(self, planned: PlannedRow) -> None:
        code_column = self.columns["code"]
        existing = planned.row
        if existing is None:
            self._check_code(planned, code_column)
            self._check_needed(planned)
        else:
            for name, value in self.fixed.items():
                if getattr(existing, name) != value:
                    planned.refuse(code_column, gettext("This code belongs to another kind."))
                    break
        if not planned.wrong:
            self.rules.check(planned, self.columns)
        if planned.wrong:
            planned.kind = WRONG
            planned.row = None
            return
        if existing is None:
            planned.kind = NEW
            planned.row = self.model(**(self.fixed | planned.values))
            return
        self._compare(planned, existing)

    def _compare(self, planned: PlannedRow, existing: Any) -> None:
        for name, value in planned.values.items():
            if not self._same(existing, name, value):
                planned.before[name] = getattr(existing, name)
        for name, rows in list(planned.links.items()):
            before = list(getattr(existing, name).all())
            if {one.pk for one in before} == {one.pk for one in rows}:
                del planned.links[name]
            else:
                planned.before[name] = before
        planned.kind = CHANGED if planned.before else UNCHANGED
        for name in planned.before:
            if name in planned.values:
                setattr(existing, name, planned.values[name])

    def _same(self, existing: Any, name: str, value: Any) -> bool:
        if (existing.code, name) in self._later:
            return False
        field = self.model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            same: bool = getattr(existing, field.attname) == (value.pk if value else None)
            return same
        return bool(getattr(existing, name) == value)

    def _check_code(self, planned: PlannedRow, column: ImportColumn) -> None:
        from bia.services.register import RESERVED

        if any(one.column == str(column.label) for one in planned.wrong):
            return
        code = planned.values.get("code") or ""
        try:
            code_validator(code)
        except ValidationError:
            planned.refuse(column, code_validator.message if code else gettext("This is needed."))
            return
        if code in RESERVED:
            planned.refuse(column, gettext("This word is used in addresses; choose another code."))

    def _check_needed(self, planned: PlannedRow) -> None:
        if "name" in self.columns and "name" not in planned.values and not planned.wrong:
            planned.refuse(self.columns["name"], gettext("This is needed."))


def _batches(rows: Iterator[PlannedRow]) -> Iterator[list[PlannedRow]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _by_code(model: type[models.Model], codes: Iterable[Any]) -> dict[str, Any]:
    wanted = [code for code in codes if isinstance(code, str) and code]
    rows = model._default_manager.filter(code__in=wanted) if wanted else ()
    return {row.code: row for row in rows}  # type: ignore[attr-defined]


def _no_such(code: str) -> str:
    return gettext("There is no “%(code)s”.") % {"code": code[:64]}
