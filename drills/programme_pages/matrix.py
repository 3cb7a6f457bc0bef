"""The coverage matrix as it is shown: one small cell for each process and scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from bia.models import Process
from drills.domain.coverage import AGEING, FRESH, NEVER, STALE
from drills.programme_pages.words import CELL
from drills.services.coverage import Matrix, Spot

ORDER = (FRESH, AGEING, STALE, NEVER)


@dataclass(frozen=True)
class Shown:
    """A cell: "" for the state where the scenario is not meant for the process."""

    state: str
    text: str
    title: str
    href: str


@dataclass(frozen=True)
class MatrixLine:
    process: Process
    cells: Sequence[Shown]
    newest: Shown | None


@dataclass(frozen=True)
class Next:
    spot: Spot
    state: tuple[Any, str, str]
    href: str


@dataclass(frozen=True)
class MatrixPage:
    columns: Sequence[tuple[str, str]]  # name, address
    lines: Sequence[MatrixLine]
    next: Sequence[Next]
    counts: Sequence[tuple[tuple[Any, str, str], int]]
    valid_days: int


def matrix_page(found: Matrix, *, sees_library: bool) -> MatrixPage:
    columns = [
        (one.name, one.get_absolute_url() if sees_library else "") for one in found.scenarios
    ]
    if found.has_free:
        columns.append((_("Without a scenario of the library"), ""))
    drill_page = reverse("drills:drill_detail", args=["CODE"])
    shown: dict[tuple[str, int | None], Shown] = {}
    lines = []
    for line in found.lines:
        cells = [_shown(one, drill_page, shown) for one in line.spots]
        newest = None if line.newest is None else _shown(line.newest, drill_page, shown)
        lines.append(MatrixLine(line.process, cells, newest))
    return MatrixPage(
        columns=columns,
        lines=lines,
        next=[Next(one, CELL[one.state], plan_href(one)) for one in found.next],
        counts=[(CELL[one], found.counts[one]) for one in ORDER if one in found.counts],
        valid_days=found.valid_days,
    )


def plan_href(spot: Spot) -> str:
    """The form of a new drill for a cell."""
    try:
        page = reverse("drills:drill_create")
    except NoReverseMatch:
        return ""
    given = {"process": spot.process.code}
    if spot.scenario is not None:
        given["scenario"] = spot.scenario.code
    if spot.type:
        given["type"] = spot.type
    return f"{page}?{urlencode(given)}"


_BLANK = Shown("", "", "", "")


def _shown(spot: Spot, page: str, words: dict[tuple[str, int | None], Shown]) -> Shown:
    if spot.cell.last is None:
        if not spot.applies:
            return _BLANK
        key = (spot.state, None)
        if key not in words:
            words[key] = Shown(spot.state, "", str(CELL[spot.state][0]), "")
        return words[key]
    score = spot.cell.score
    text = f"{spot.age_days // 30}" if spot.age_days is not None else ""
    state = CELL[spot.state][0]
    title = _("%(drill)s, %(day)s: %(state)s") % {
        "drill": spot.cell.drill, "day": spot.cell.last, "state": state,
    }  # fmt: skip
    if score is not None:
        title += ", " + _("score %(score)s") % {"score": round(score)}
    return Shown(spot.state, text, title, page.replace("CODE", spot.cell.drill))
