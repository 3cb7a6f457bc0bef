"""The score of a drill out of its rated criteria (DRL-14, docs/method.md §40).

Points are 0 to 100. A criterion that nobody rated has none: it is never counted as 0, the others
take its weight, and while less than the wanted share of the weight is rated there is no total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)
CENT = Decimal("0.01")
# Thirds and ninths do not add up to the last of 28 places: nine of them are still a whole.
FINE = Decimal("0.000000000001")
# Four levels as P/S/M/U of HSEEP.
POINTS: Mapping[str, Decimal] = {
    "achieved": HUNDRED,
    "mostly": Decimal(75),
    "partly": Decimal(40),
    "not": Decimal(0),
}
LEVELS = tuple(POINTS)
GROUP_WEIGHTS: Mapping[str, int] = {"technical": 50, "process": 30, "business": 20}
NEEDED_PERCENT = 80
# At least so many points; below the last it is "fail".
VERDICTS: Sequence[tuple[str, int]] = (("excellent", 90), ("good", 75), ("improve", 60))
FAIL, CAPPED = "fail", "partly"
# From the best to the worst: a failed gate leaves nothing better than CAPPED.
RANK = ("excellent", "good", "improve", CAPPED, FAIL)
MUST_SETTLE = 2


@dataclass(frozen=True)
class Rated:
    """One criterion. `points` None: not evaluated. `weight` counts inside its group; None is an
    equal share. A `gate` with less than full points has failed, unless it says `excused` (the RTO
    of a process that is not core)."""

    key: str
    group: str
    points: Decimal | None
    weight: Decimal | None = None
    gate: bool = False
    na: bool = False
    excused: bool = False

    @property
    def is_rated(self) -> bool:
        return self.points is not None and not self.na

    @property
    def is_met(self) -> bool:
        return self.is_rated and self.points == HUNDRED

    @property
    def fails_gate(self) -> bool:
        return self.gate and self.is_rated and not self.is_met and not self.excused


@dataclass(frozen=True)
class GroupScore:
    """`weight` in percent of the whole; `points` over its rated criteria, None without any."""

    group: str
    weight: Decimal
    points: Decimal | None
    rated: int
    of: int


@dataclass(frozen=True)
class Score:
    """`total` None: too little is rated. `weights`: percent of the whole by criterion, before
    those not evaluated are left out; `used`: after. `verdict` is "" without a total; `uncapped`
    is what it would be without gates. `met` of `of` and `passed` are the plain count of §5.14:
    passed when every technical criterion is met, None while one of them is not evaluated."""

    total: Decimal | None
    rated_percent: Decimal
    needed_percent: int
    weights: Mapping[str, Decimal]
    used: Mapping[str, Decimal]
    groups: Sequence[GroupScore]
    failed_gates: Sequence[str]
    verdict: str
    uncapped: str
    met: int
    of: int
    passed: bool | None
    unrated: Sequence[str]


def score(
    criteria: Sequence[Rated],
    *,
    group_weights: Mapping[str, int] = GROUP_WEIGHTS,
    needed_percent: int = NEEDED_PERCENT,
) -> Score:
    """Not applicable ones are left out before weights are shared, so that their group keeps its
    own; a group without any other criterion gives its weight to the rest."""
    counted = [one for one in criteria if not one.na]
    weights = shares(counted, group_weights)
    rated = [one for one in counted if one.is_rated]
    covered = sum((weights[one.key] for one in rated), Decimal(0))
    total = None
    if rated and covered > 0 and covered.quantize(FINE) >= needed_percent:
        total = _mean([(one.points, weights[one.key]) for one in rated])
    failed = [one.key for one in counted if one.fails_gate]
    uncapped = verdict_of(total)
    return Score(
        total=total,
        rated_percent=_cents(covered),
        needed_percent=needed_percent,
        weights={key: _cents(value) for key, value in weights.items()},
        used={
            one.key: _cents(weights[one.key] * HUNDRED / covered) for one in rated if covered > 0
        },
        groups=_groups(counted, weights, group_weights),
        failed_gates=failed,
        verdict=capped(uncapped) if failed else uncapped,
        uncapped=uncapped,
        met=sum(one.is_met for one in counted),
        of=len(counted),
        passed=_passed(counted),
        unrated=[one.key for one in counted if not one.is_rated],
    )


def shares(
    criteria: Sequence[Rated], group_weights: Mapping[str, int] = GROUP_WEIGHTS
) -> dict[str, Decimal]:
    """Percent of the whole by criterion; together 100 where anything weighs something."""
    inside = {}
    present = {one.group for one in criteria}
    for group in present:
        mine = [one for one in criteria if one.group == group]
        said = [one.weight for one in mine if one.weight is not None]
        equal = sum(said, Decimal(0)) / len(said) if said else Decimal(1)
        parts = [equal if one.weight is None else one.weight for one in mine]
        whole = sum(parts, Decimal(0))
        factor = Decimal(group_weights.get(group, 0)) if whole > 0 else Decimal(0)
        for one, part in zip(mine, parts, strict=True):
            inside[one.key] = factor * part / whole if whole > 0 else Decimal(0)
    every = sum(inside.values(), Decimal(0))
    if every <= 0:
        return dict.fromkeys(inside, Decimal(0))
    return {one.key: inside[one.key] * HUNDRED / every for one in criteria}


def verdict_of(total: Decimal | None) -> str:
    """Judged by the total as it is shown, with two places."""
    if total is None:
        return ""
    return next((name for name, least in VERDICTS if total >= least), FAIL)


def capped(verdict: str) -> str:
    """A failed gate never makes a verdict better."""
    if not verdict:
        return ""
    return max(verdict, CAPPED, key=RANK.index)


@dataclass(frozen=True)
class Agreed:
    """What several evaluators say together. `spread` in levels; 2 and more must be settled."""

    points: Decimal | None
    na: bool
    spread: int

    @property
    def must_be_settled(self) -> bool:
        return self.spread >= MUST_SETTLE


def agreed(levels: Sequence[str]) -> Agreed:
    """The mean of the evaluators' levels. "na" of one against a level of another is a
    disagreement that must be settled, however near the others are."""
    said = [one for one in levels if one != "na"]
    if not said:
        return Agreed(None, bool(levels), 0)
    places = [LEVELS.index(one) for one in said]
    spread = max(places) - min(places)
    if len(said) < len(levels):
        spread = max(spread, MUST_SETTLE)
    return Agreed(_mean([(POINTS[one], Decimal(1)) for one in said]), False, spread)


def _groups(
    counted: Sequence[Rated], weights: Mapping[str, Decimal], group_weights: Mapping[str, int]
) -> list[GroupScore]:
    found = []
    for group in group_weights:
        mine = [one for one in counted if one.group == group]
        if not mine:
            continue
        rated = [(one.points, weights[one.key]) for one in mine if one.is_rated]
        found.append(
            GroupScore(
                group=group,
                weight=_cents(sum((weights[one.key] for one in mine), Decimal(0))),
                points=_mean(rated) if sum(part for _points, part in rated) > 0 else None,
                rated=len(rated),
                of=len(mine),
            )
        )
    return found


def _passed(counted: Sequence[Rated]) -> bool | None:
    technical = [one for one in counted if one.group == "technical"]
    if any(one.is_rated and not one.is_met for one in technical):
        return False
    if not technical or any(not one.is_rated for one in technical):
        return None
    return True


def _mean(parts: Sequence[tuple[Decimal | None, Decimal]]) -> Decimal:
    weighed = sum(((points or Decimal(0)) * part for points, part in parts), Decimal(0))
    return _cents(weighed / sum((part for _points, part in parts), Decimal(0)))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(FINE).quantize(CENT, ROUND_HALF_UP)
