"""How the requirements of a framework stand: what the evidence gives, and what people say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from governance.domain.checklist import mean, share, six_grades, three_states
from governance.domain.maturity import gated
from governance.evidence import Found, evidence_of
from governance.models import Framework, FrameworkKind, Requirement, Standing


@dataclass(frozen=True)
class Judged:
    """One requirement. `derived` is what its evidence gives, `decided` what a person says;
    `value` is the latter where there is one. None: nobody and nothing says anything."""

    requirement: Requirement
    found: Mapping[str, Found]
    derived: Decimal | None
    decided: Decimal | None
    value: Decimal | None
    standing: Standing | None

    @property
    def applicable(self) -> bool:
        return self.standing is None or self.standing.applicable

    @property
    def differs(self) -> bool:
        """A person sees it differently from the evidence."""
        return (
            self.decided is not None and self.derived is not None and self.decided != self.derived
        )

    @property
    def top(self) -> Decimal:
        return best_of(self.requirement.framework.kind)

    @property
    def is_met(self) -> bool:
        return self.applicable and self.value is not None and self.value >= self.enough

    @property
    def enough(self) -> Decimal:
        """From where it is no gap: all of an item, 4 ("managed") of a clause."""
        return Decimal(4) if self.top == 5 else self.top

    @property
    def is_gap(self) -> bool:
        return self.applicable and not self.is_met


@dataclass(frozen=True)
class Result:
    """`level` and `score` of a maturity model, `share` (0 to 1) of everything else; counts are of
    what is applicable."""

    level: int | None
    score: Decimal | None
    share: Decimal | None
    met: int
    under_way: int
    open: int
    unsaid: int
    of: int


def best_of(kind: str) -> Decimal:
    return Decimal(5) if kind == FrameworkKind.CLAUSES else Decimal(1)


def judged(framework: Framework, *, at: datetime) -> list[Judged]:
    """Every requirement in order; one query for them, and those of their evidence."""
    rows = list(framework.requirements.for_list())
    return judge(rows, at=at)


def judge(rows: Sequence[Requirement], *, at: datetime) -> list[Judged]:
    """Of requirements read `for_list`."""
    found = evidence_of([key for row in rows for key in row.evidence], at=at)
    return [_judged(row, {key: found[key] for key in row.evidence if key in found}) for row in rows]


def _judged(row: Requirement, found: Mapping[str, Found]) -> Judged:
    standing: Standing | None = getattr(row, "standing", None)
    derived = derive(row.framework.kind, found)
    decided = standing.decided if standing else None
    value = derived if decided is None else decided
    return Judged(row, found, derived, decided, value, standing)


def derive(kind: str, found: Mapping[str, Found]) -> Decimal | None:
    """What the evidence of a requirement gives, as answers of its kind of framework."""
    together = mean(one.value for one in found.values())
    return six_grades(together) if kind == FrameworkKind.CLAUSES else three_states(together)


def result_of(kind: str, rows: Iterable[Judged]) -> Result:
    """What is not applicable leaves the sum."""
    counted = [one for one in rows if one.applicable]
    top = best_of(kind)
    level, score = None, None
    if kind == FrameworkKind.MATURITY:
        found = gated(by_level(counted))
        level, score = found.level, found.score
    return Result(
        level=level,
        score=score,
        share=share((one.value for one in counted), of=int(top)),
        met=sum(one.is_met for one in counted),
        under_way=sum(bool(one.value) and not one.is_met for one in counted),
        open=sum(one.value == 0 for one in counted),
        unsaid=sum(one.value is None for one in counted),
        of=len(counted),
    )


def by_level(rows: Iterable[Judged]) -> dict[int, list[Decimal | None]]:
    """Level → the answers of its criteria."""
    found: dict[int, list[Decimal | None]] = {}
    for one in rows:
        if one.requirement.level is not None and one.applicable:
            found.setdefault(one.requirement.level, []).append(one.value)
    return found
