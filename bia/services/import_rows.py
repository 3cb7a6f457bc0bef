"""Rows of an import file: what is planned for each, what is wrong with it, and their sum."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bia.services.import_cells import ImportColumn
from lib.wrong_rows import SHOWN, WrongRow

NEW, CHANGED, UNCHANGED, WRONG = "new", "changed", "unchanged", "wrong"


@dataclass
class PlannedRow:
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    row: Any = None
    kind: str = NEW
    before: dict[str, Any] = field(default_factory=dict)
    links: dict[str, list[Any]] = field(default_factory=dict)
    wrong: list[WrongRow] = field(default_factory=list)
    version: int = 0

    def refuse(self, column: ImportColumn | None, reason: Any) -> None:
        name = str(column.label) if column else ""
        text = self.texts.get(column.name, "") if column else ""
        self.wrong.append(WrongRow(self.number, name, text, str(reason)))


@dataclass
class Summary:
    """Counts, the first rows of each kind, and a fingerprint of everything planned."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys((NEW, CHANGED, UNCHANGED, WRONG), 0)
    )
    rows: dict[str, list[PlannedRow]] = field(
        default_factory=lambda: {NEW: [], CHANGED: [], WRONG: []}
    )
    hash: Any = field(default_factory=hashlib.sha256)

    def add(self, planned: PlannedRow) -> None:
        self.counts[planned.kind] += 1
        line = f"{planned.number}|{planned.kind}|{planned.row.code if planned.row else ''}"
        self.hash.update(f"{line}|{planned.version}\n".encode())
        kept = self.rows.get(planned.kind)
        if kept is not None and len(kept) < SHOWN:
            kept.append(planned)

    def spoil(self, wrong: Iterable[WrongRow]) -> None:
        """Faults that only the whole file shows."""
        for one in wrong:
            self.counts[WRONG] += 1
            self.rows[WRONG].append(PlannedRow(one.row, kind=WRONG, wrong=[one]))

    @property
    def fingerprint(self) -> str:
        return str(self.hash.hexdigest())
