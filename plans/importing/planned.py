"""What an import would do: rows of each kind, and what was left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.wrong_rows import WrongRow

NEW, CHANGED, UNCHANGED, WRONG, REMOVED = "new", "changed", "unchanged", "wrong", "removed"


@dataclass
class Planned:
    """One row of the file. `values` are what it sets, `before` what of that stands otherwise."""

    number: int
    label: str
    kind: str = NEW
    row: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    needs: list[int] | None = None
    wrong: list[WrongRow] = field(default_factory=list)


@dataclass
class Summary:
    rows: list[Planned] = field(default_factory=list)
    notices: Sequence[Any] = ()
    removed: list[Any] = field(default_factory=list)

    def of(self, kind: str) -> list[Planned]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        kinds = (NEW, CHANGED, UNCHANGED, WRONG)
        return {kind: len(self.of(kind)) for kind in kinds} | {REMOVED: len(self.removed)}

    @property
    def writes(self) -> int:
        return self.counts[NEW] + self.counts[CHANGED] + self.counts[REMOVED]

    @property
    def wrong(self) -> list[WrongRow]:
        return [one for row in self.rows for one in row.wrong]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over what would be written and the versions it was compared with."""
        plain = [
            [row.kind, row.number, getattr(row.row, "pk", None), getattr(row.row, "version", None),
             sorted((name, str(value)) for name, value in row.values.items()), row.needs]
            for row in self.rows
        ]  # fmt: skip
        plain.append(sorted(one.pk for one in self.removed))
        text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
