"""One assessment as it is printed: plain values with names in the active language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Cell:
    """`score` None is "not rated", which is not 0; `tone` is the level's colour name."""

    at_s: int
    score: Decimal | None = None
    level: str = ""
    tone: str = ""
    amount: Decimal | None = None
    text: str = ""
    intolerable: bool = False

    @property
    def rated(self) -> bool:
        return self.score is not None or self.amount is not None or bool(self.text)


@dataclass(frozen=True)
class GridRow:
    category: str
    cells: tuple[Cell, ...]
    mtd_s: int | None
    because: str


@dataclass(frozen=True)
class Objective:
    """`decided_s` beside what was derived (MTD only) and proposed; `because` in words."""

    key: str
    derived_s: int | None
    proposed_s: int | None
    decided_s: int | None
    because: str

    @property
    def differs(self) -> bool:
        """Decided otherwise than proposed; where nothing was proposed there is no difference."""
        return (
            self.decided_s is not None
            and self.proposed_s is not None
            and self.decided_s != self.proposed_s
        )


@dataclass(frozen=True)
class Need:
    """What the process needs to run."""

    key: str
    name: str
    kind: str
    mode: str
    strength: str
    workaround_activation_s: int | None
    workaround_endurance_s: int | None
    workaround_capacity: Decimal | None
    group: str
    group_needs: int | None


@dataclass(frozen=True)
class Sheet:
    code: str
    name: str
    assessment: str
    number: int
    status: str
    draft: bool
    digest: str
    currency: str  # of the amounts, as frozen: the organisation may have changed its own
    author: str
    submitted_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    description: str
    department: str
    owner: str
    critical: bool
    life_safety: bool
    regulated: bool
    daily_volume: int | None
    peak_periods: str
    policy: str
    threshold: Decimal
    bands: tuple[int, ...]
    grid: tuple[GridRow, ...]
    objectives: tuple[Objective, ...]
    mtd_s: int | None
    rto_s: int | None
    rpo_s: int | None
    wrt_s: int | None
    wrt_blocking: bool
    mbco_percent: Decimal
    margin: Decimal | None
    min_margin: Decimal | None
    check: str
    warnings: tuple[str, ...]
    tier: str
    tier_code: str
    tier_rank: int
    tier_because: str
    needs: tuple[Need, ...]
    products: tuple[str, ...]
    obligations: tuple[str, ...]
    answers: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    rationale: str
    catalogue: int | None
    highest_score: int
    confirmations: tuple[tuple[datetime, str], ...] = field(default=())

    @property
    def anchor(self) -> str:
        """ASCII, unique in a report."""
        return f"a-{self.assessment}"

    @property
    def derived_s(self) -> int | None:
        return self.objectives[0].derived_s
