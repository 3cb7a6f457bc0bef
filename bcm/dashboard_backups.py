"""Backups outside their RPO: what could not be restored as promised, right now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from backups.gap_facts import newest_of
from backups.overview import Overview, Standing, Totals, totals
from backups.overview.bar import PointBar, point_bar
from bcm.links import link
from bia.analysis.stored import Stored
from bia.gaps.restorable import Newest

SHOWN = 5


@dataclass(frozen=True)
class Outside:
    """One system, with its bar and the page of the register."""

    standing: Standing
    bar: PointBar
    url: str


@dataclass(frozen=True)
class Backups:
    """`outside` are the first of `totals.outside`, what hurts most first."""

    totals: Totals
    outside: list[Outside]
    url: str

    @property
    def more(self) -> int:
        return self.totals.outside - len(self.outside)


def backups_of(seen: Overview) -> Backups | None:
    """None while no system has a policy. No query: `seen` is what the person may see."""
    figures = totals(seen.found, seen.at)
    if not figures.systems:
        return None
    worst = [one for one in seen.found if one.status in ("missed", "nothing")][:SHOWN]
    return Backups(
        figures,
        [Outside(one, point_bar(one), link("bia:system_detail", one.subject.code))
         for one in worst],
        link("backups:overview"),
    )  # fmt: skip


@dataclass(frozen=True)
class Restorable:
    """What the three questions ask of the backups, out of what was read for the panel already."""

    seen: Overview

    def __call__(self, now: Stored, at: datetime, systems: Collection[int]) -> Mapping[int, Newest]:
        wanted = frozenset(systems)
        return {
            one.subject.pk: newest_of(now, one.point)
            for one in self.seen.found
            if one.subject.pk in wanted and one.point.families
        }
