"""A table out of an uploaded file: its header, its rows, and which column is read as what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from lib.errors import Refused
from lib.tables import read_table
from plans.importing.guarding import checked_package, checked_size

Sheet = tuple[list[str], list[tuple[int, list[str]]]]


def read_sheet(content: bytes, filename: str, *, most: int) -> tuple[Sheet, list[Any]]:
    """Header and at most `most` rows; with what was left out. Raises Refused at `file`."""
    notices = []
    if content[:4] == b"PK\x03\x04":
        if checked_package(content).outside:
            notices.append(_("Links to other workbooks were not followed."))
    else:
        checked_size(content)
    rows = list(read_table(content, filename))
    if not rows:
        raise Refused("empty", _("The file is empty."), "file")
    if len(rows) > most + 1:
        raise Refused("too_many", _("At most %(most)s rows.") % {"most": most}, "file")
    return (rows[0][1], rows[1:]), notices


def guessed_mapping(header: list[str], column_of: Callable[[str], str]) -> dict[str, str]:
    """Place of a column in the file (as text, "0" is the first) → the column it is read as."""
    found: dict[str, str] = {}
    for place, title in enumerate(header):
        name = column_of(title)
        if name and name not in found.values():
            found[str(place)] = name
    return found
