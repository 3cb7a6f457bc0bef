"""A section as it was found in a file, whatever kind of file it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_TITLE = 200
MOST_SECTIONS = 300


@dataclass(frozen=True)
class FoundSection:
    """`depth` 1 to 3; `body` is Markdown."""

    title: str
    depth: int
    body: str


def arranged(headed: Iterable[tuple[int, str, str]], title: str) -> list[FoundSection]:
    """(level of the heading, its text, the Markdown below it), level 0 for what stands before
    the first heading. `title` names that. The highest level of the file becomes a chapter; one
    heading above all others that has no text of its own is the file's title and left out."""
    rows = [row for row in headed if row[0] or row[2].strip()]
    levels = [level for level, _title, _body in rows if level]
    if levels.count(min(levels, default=0)) == 1 and len(levels) > 1:
        top = next(row for row in rows if row[0])
        if top[0] == min(levels) and not top[2].strip():
            rows.remove(top)
            levels.remove(top[0])
    highest = min(levels, default=1)
    return [
        FoundSection(
            " ".join((text or title).split())[:LONGEST_TITLE],
            max(1, min(level - highest + 1, 3)) if level else 1,
            body.strip(),
        )
        for level, text, body in rows
    ]
