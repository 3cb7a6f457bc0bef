"""A script as a workbook or CSV that can be imported again (DRL-9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from drills.models import Drill, Expectation, Inject
from drills.msel_columns import AS_EXPECTATION, COLUMNS
from drills.services.scripting import Owner, script_of
from lib.tables import write_csv, write_xlsx


def msel_xlsx(owner: Owner | None) -> bytes:
    """Headers in the active language; texts that a spreadsheet would run are neutralised. Without
    an owner the header alone, ready to be filled in."""
    return write_xlsx(header(), list(lines(owner)) if owner else [], _("Script"))


def msel_csv(owner: Owner) -> Iterator[bytes]:
    return write_csv(header(), lines(owner))


def header() -> list[str]:
    return [str(column.label) for column in COLUMNS.values()]


def lines(owner: Owner) -> Iterator[list[str]]:
    """One row an inject, with its first expectation; one row more for every other expectation."""
    rows = (
        Inject.objects.filter(script=script_of(owner))
        .select_related("controller")
        .prefetch_related("to_people", "expectations__criterion")
    )
    for inject in rows:
        first: dict[str, Any] = _inject(inject, owner)
        expected = list(inject.expectations.all())
        for values in (
            [first | _expected(expected[0]), *map(_expected, expected[1:])]
            if (expected)
            else [first]
        ):
            yield [
                column.write(values[name]) if name in values else ""
                for name, column in COLUMNS.items()
            ]


def _inject(row: Inject, owner: Owner) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in COLUMNS if hasattr(row, name)}
    return own | {"people": list(row.to_people.all()), "clock": planned_clock(row, owner)}


def planned_clock(row: Inject, owner: Owner) -> str:
    """The clock time it is planned for, with its offset from UTC; a scenario has none."""
    if not isinstance(owner, Drill):
        return ""
    at = owner.planned_start + timedelta(seconds=row.offset_s / owner.speed)
    return at.astimezone(ZoneInfo(owner.timezone)).isoformat(sep=" ", timespec="seconds")


def _expected(row: Expectation) -> dict[str, Any]:
    values = {name: getattr(row, field) for name, field in AS_EXPECTATION.items()}
    return values | {"criterion": row.criterion.key if row.criterion else ""}
