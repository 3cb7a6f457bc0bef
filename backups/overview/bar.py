"""The age of the newest restorable point within its RPO, as a bar with words beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backups.words.ages import coarse

if TYPE_CHECKING:
    from backups.overview.standing import Standing

TONES = {"met": "ok", "missed": "danger", "nothing": "danger", "no_target": "neutral"}
SYMBOLS = {
    "met": "circle-check", "missed": "alert-octagon", "nothing": "circle-x",
    "no_target": "circle-dashed",
}  # fmt: skip


@dataclass(frozen=True)
class PointBar:
    """`used` and `limit` in percent of the drawing; `limit` None while the age is within."""

    age_s: int | None
    required_s: int | None
    status: str
    used: str
    limit: str

    @property
    def shown_s(self) -> int | None:
        return coarse(self.age_s)

    @property
    def known(self) -> bool:
        return self.age_s is not None and self.required_s is not None

    @property
    def tone(self) -> str:
        return TONES.get(self.status, "neutral")

    @property
    def symbol(self) -> str:
        return SYMBOLS.get(self.status, "circle-dashed")


def bar_of(age_s: int | None, required_s: int | None, status: str) -> PointBar:
    """Past its limit the whole bar is the age, and a mark shows where the limit lies in it."""
    used, limit = 0.0, ""
    if age_s is not None and required_s is not None:
        if age_s <= required_s:
            used = age_s / required_s * 100 if required_s else 100.0
        else:
            used, limit = 100.0, f"{min(required_s / age_s * 100, 98.5):.1f}"
    return PointBar(age_s, required_s, status, f"{used:.1f}", limit)


def point_bar(one: Standing) -> PointBar:
    """The class of data that stands worst speaks for the system."""
    families = [family for family in one.point.families if family.status == one.point.status]
    worst = max(families, key=lambda family: family.age_s or 0, default=None)
    if worst is None:
        return bar_of(None, one.point.required_s, one.point.status)
    return bar_of(worst.age_s, worst.required_s, one.point.status)
