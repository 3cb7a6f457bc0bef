"""Backups outside their RPO: what could not be restored as promised, right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.access import may
from accounts.models import User
from backups.overview import Standing, Totals, overview, totals
from backups.overview.bar import PointBar, point_bar
from bcm.links import link

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


def backups_of(user: User, at: datetime) -> Backups | None:
    """None for those who may not see backups, and while no system has a policy."""
    if not may(user, "backup.view"):
        return None
    found = overview(user, at).found
    figures = totals(found, at)
    if not figures.systems:
        return None
    worst = [one for one in found if one.status in ("missed", "nothing")][:SHOWN]
    return Backups(
        figures,
        [Outside(one, point_bar(one), link("bia:system_detail", one.subject.code))
         for one in worst],
        link("backups:overview"),
    )  # fmt: skip
