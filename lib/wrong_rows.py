"""What is wrong with a row of an uploaded file: where, what stood there, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from lib.errors import Problem

SHOWN = 200  # rows of each kind a preview shows
MOST_CHARACTERS = 100  # of a value: enough to find the cell


@dataclass(frozen=True)
class WrongRow:
    """`row` counts as a spreadsheet does; `column` is "" when the whole row is at fault."""

    row: int
    column: str
    value: str
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", self.value[:MOST_CHARACTERS])

    @property
    def problem(self) -> Problem:
        """For a refusal: the field is `4.code`, or `4` for the whole row."""
        place = f"{self.row}.{self.column}" if self.column else str(self.row)
        return Problem("invalid", self.reason, place)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
