"""Points out of data (DRL-14, docs/method.md §40.2): no rule answers 0 for what is not known.

Each answers points, or None where there is nothing to judge by, and the figures it judged by as
plain values, which are kept with the result and printed in the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FULL, MOSTLY, HALF, PARTLY, NONE = (Decimal(n) for n in (100, 75, 50, 40, 0))
CENT = Decimal("0.01")
# Of the expectations of a criterion so much (by weight) must be judged.
JUDGED = Decimal("0.8")


@dataclass(frozen=True)
class Found:
    points: Decimal | None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Timed:
    """A time that was measured; `value_s` None: it was not. `down_s`: it had not come back when
    the drill ended, after so long."""

    code: str
    name: str
    value_s: int | None
    target_s: int | None
    mtd_s: int | None = None
    is_core: bool = False
    down_s: int | None = None

    @property
    def at_least_s(self) -> int | None:
        return self.down_s if self.value_s is None else self.value_s

    @property
    def is_open(self) -> bool:
        """Still down, and its target was not yet over: nobody knows whether it is kept."""
        return self.value_s is None and self.down_s is not None and not self.is_missed

    @property
    def is_missed(self) -> bool:
        least = self.at_least_s
        return least is not None and self.target_s is not None and least > self.target_s


def rto(times: Sequence[Timed]) -> Found:
    """The worst of its processes. `core_missed` names the core ones that missed: the gate."""
    found = _worst(times, rto_points)
    missed = [one.code for one in times if one.is_core and one.is_missed]
    return Found(found.points, found.facts | {"core_missed": missed}) if times else found


def rpo(times: Sequence[Timed]) -> Found:
    return _worst(times, rpo_points)


def interruption(times: Sequence[Timed]) -> Found:
    return _worst(times, interruption_points)


def rto_points(one: Timed) -> Decimal | None:
    """Past the MTD is nothing achieved, even where the MTD lies within 1.25 × RTO; without an
    MTD nothing beyond 1.25 × RTO is. What never came back is partly achieved at best."""
    value_s = one.at_least_s
    if value_s is None or one.target_s is None or one.is_open:
        return None
    if value_s <= one.target_s:
        return FULL
    if one.mtd_s is not None and value_s > one.mtd_s:
        return NONE
    if value_s * 4 <= one.target_s * 5 and one.down_s is None:
        return MOSTLY
    return PARTLY if one.mtd_s is not None else NONE


def rpo_points(one: Timed) -> Decimal | None:
    if one.value_s is None or one.target_s is None:
        return None
    if one.value_s <= one.target_s:
        return FULL
    if one.value_s * 4 <= one.target_s * 5:
        return MOSTLY
    return PARTLY if one.value_s <= one.target_s * 2 else NONE


def interruption_points(one: Timed) -> Decimal | None:
    value_s = one.at_least_s
    if value_s is None or one.target_s is None or one.is_open:
        return None
    if value_s <= one.target_s:
        return FULL
    return HALF if one.mtd_s is not None and value_s <= one.mtd_s else NONE


def integrity(checked: int | None, whole: int | None, *, repaired: bool = False) -> Found:
    """Records (or checks) looked at, and those found whole."""
    facts = {"checked": checked, "whole": whole, "repaired": repaired}
    if checked is None or whole is None or checked <= 0:
        return Found(None, facts)
    if whole >= checked:
        return Found(FULL, facts)
    return Found(PARTLY if repaired else NONE, facts)


def share(passed: int, of: int) -> Found:
    """So many of so many, in percent; of nothing: not known."""
    facts = {"passed": passed, "of": of}
    if of <= 0:
        return Found(None, facts)
    return Found(_cents(FULL * min(passed, of) / of), facts)


@dataclass(frozen=True)
class Kept:
    """A deadline: `limit_s` from its anchor, `taken_s` None when it was never met."""

    kind: str
    limit_s: int
    taken_s: int | None

    @property
    def late_s(self) -> int | None:
        return None if self.taken_s is None else max(0, self.taken_s - self.limit_s)

    @property
    def is_late(self) -> bool:
        return self.taken_s is None or self.taken_s > self.limit_s

    @property
    def is_far_too_late(self) -> bool:
        """By more than half of its limit."""
        return self.taken_s is None or self.taken_s * 2 > self.limit_s * 3


def response(deadlines: Sequence[Kept]) -> Found:
    """All on time 100; one late by at most half its limit 75; one by more, or two by at most
    half, 40; else 0."""
    facts = {
        "deadlines": [
            {"kind": one.kind, "limit_s": one.limit_s, "taken_s": one.taken_s} for one in deadlines
        ]
    }
    if not deadlines:
        return Found(None, facts)
    late = [one for one in deadlines if one.is_late]
    far = [one for one in late if one.is_far_too_late]
    if not late:
        return Found(FULL, facts)
    if len(late) == 1:
        return Found(PARTLY if far else MOSTLY, facts)
    return Found(PARTLY if len(late) == 2 and not far else NONE, facts)


def tolerance(value: Decimal | None, tolerated: Decimal | None) -> Found:
    """Full up to the tolerance, then in a straight line to 0 at twice of it."""
    facts = {"value": _text(value), "tolerated": _text(tolerated)}
    if value is None or tolerated is None:
        return Found(None, facts)
    if value <= tolerated:
        return Found(FULL, facts)
    if value >= tolerated * 2:
        return Found(NONE, facts)
    return Found(_cents(FULL * (2 - value / tolerated)), facts)


@dataclass(frozen=True)
class Expected:
    """An expectation as it was judged; `result`: "open", "met", "partly", "not", "na". Those with
    the same `group` count together: the best of them with needs "one", else the worst."""

    key: str
    result: str
    weight: Decimal = Decimal(1)
    is_late: bool = False
    group: str = ""
    needs: str = "all"

    @property
    def points(self) -> Decimal | None:
        """Late is mostly achieved, at best."""
        if self.result == "met":
            return MOSTLY if self.is_late else FULL
        return {"partly": PARTLY, "not": NONE}.get(self.result)


def expectations(every: Sequence[Expected]) -> Found:
    """The weighted mean over those that were judged, if at least 80 % of the weight was."""
    united = _united([one for one in every if one.result != "na"])
    judged = [(points, weight) for points, weight in united if points is not None]
    whole = sum((weight for _points, weight in united), Decimal(0))
    part = sum((weight for _points, weight in judged), Decimal(0))
    facts = {
        "met": sum(one.result == "met" and not one.is_late for one in every),
        "late": sum(one.result == "met" and one.is_late for one in every),
        "partly": sum(one.result == "partly" for one in every),
        "not": sum(one.result == "not" for one in every),
        "open": sum(one.result == "open" for one in every),
        "na": sum(one.result == "na" for one in every),
    }
    if part <= 0 or part < whole * JUDGED:
        return Found(None, facts)
    return Found(_cents(sum((a * b for a, b in judged), Decimal(0)) / part), facts)


def _united(every: Sequence[Expected]) -> list[tuple[Decimal | None, Decimal]]:
    groups: dict[str, list[Expected]] = {}
    for one in every:
        groups.setdefault(one.group or f"\0{one.key}", []).append(one)
    found: list[tuple[Decimal | None, Decimal]] = []
    for members in groups.values():
        weight = max(one.weight for one in members)
        points = [one.points for one in members]
        known = [one for one in points if one is not None]
        if members[0].needs == "one":
            value = max(known, default=None)
        else:
            value = min(known, default=None) if len(known) == len(points) else None
        found.append((value, weight))
    return found


def _worst(times: Sequence[Timed], points_of: Any) -> Found:
    lines = [(one, points_of(one)) for one in times]
    facts = {
        "times": [
            {
                "code": one.code, "name": one.name, "value_s": one.value_s,
                "target_s": one.target_s, "mtd_s": one.mtd_s,
                "points": None if points is None else str(points),
                **({} if one.down_s is None else {"down_s": one.down_s}),
            }
            for one, points in lines
        ]
    }  # fmt: skip
    known = [points for _one, points in lines if points is not None]
    worst = min(known, default=None)
    if worst != NONE and any(one.is_open and one.target_s is not None for one in times):
        worst = None
    return Found(worst, facts)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
