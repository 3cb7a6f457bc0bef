"""Lines of a pasted table or an uploaded file: which column is which, and where each line goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SERIAL, ROW, VOID, ILLEGIBLE = "sheet", "row", "void", "illegible"
OWN = (SERIAL, ROW, VOID, ILLEGIBLE)
_NAMES = {
    SERIAL: ("sheet", "serial", "sheet number", "serial number", "编号", "表单编号", "页号"),
    ROW: ("row", "line", "no", "no.", "行", "行号", "序号"),
    VOID: ("void", "struck out", "作废"),
    ILLEGIBLE: ("illegible", "无法辨认", "字迹不清"),
}
_YES = frozenset({"1", "x", "yes", "y", "true", "✓", "√", "是", "有"})


@dataclass(frozen=True)
class Line:
    """`number` is where it stands in what was given; `row` is a text until it was judged.

    `version` is what the editor of an existing row has read, None for what is new.
    """

    number: int
    serial: str
    row: str
    values: Mapping[str, str] = field(default_factory=dict)
    void: bool = False
    illegible: bool = False
    version: int | None = None


def normal(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("*", "")).strip().casefold()


def guess(header: Sequence[str], names: Mapping[str, Sequence[str]]) -> list[str]:
    """Per column of the table the key it means, "" for none. `names` are those of the form's
    columns by key, in any language."""
    known = {normal(word): key for key, words in _NAMES.items() for word in words}
    known |= {normal(word): key for key, words in names.items() for word in (*words, key) if word}
    found: list[str] = []
    for cell in header:
        key = known.get(normal(cell), "")
        found.append("" if key in found else key)
    return found


def is_header(cells: Sequence[str], names: Mapping[str, Sequence[str]]) -> bool:
    """At least two columns are known by name, or all there are."""
    hits = sum(bool(key) for key in guess(cells, names))
    return hits >= 2 or (hits == len(cells) and hits > 0)


def in_order(keys: Sequence[str]) -> list[str]:
    """How a table without a header is read: sheet, row, then the columns as printed."""
    return [SERIAL, ROW, *keys]


def read(table: Iterable[tuple[int, Sequence[str]]], mapping: Sequence[str]) -> list[Line]:
    """Lines by `mapping`. An empty sheet is the one above it, an empty row the next one on it,
    as people leave out what repeats."""
    found: list[Line] = []
    serial, row = "", 0
    for number, cells in table:
        given = {
            key: cell.strip() for key, cell in zip(mapping, cells, strict=False) if key
        }  # fmt: skip
        if not any(given.values()):
            continue
        named = given.get(SERIAL, "").upper()
        if named and named != serial:
            serial, row = named, 0
        typed = given.get(ROW, "")
        row = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else row + 1
        values = {key: cell for key, cell in given.items() if key not in OWN}
        found.append(
            Line(
                number=number,
                serial=serial,
                row=typed or str(row),
                values=values,
                void=_is_yes(given.get(VOID, "")),
                illegible=_is_yes(given.get(ILLEGIBLE, "")),
            )
        )
    return found


def _is_yes(text: str) -> bool:
    return text.strip().casefold() in _YES
