"""The choice of levels as pages and the API show it: one row per system, and the front."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.core.cache import cache

from bia.analysis.portfolio import Offered, StoredPortfolio
from bia.domain.portfolio.choice import choose, decimal
from bia.domain.portfolio.front import FrontPoint, front
from bia.domain.portfolio.model import Choice, LevelOption, Portfolio
from bia.domain.reasons import Reason
from bia.reasons import explain

KEPT_S = 3_600
MANY = 60
"""More systems than this have a front of fewer points: it is swept while a person waits."""


@dataclass(frozen=True)
class LevelRow:
    """A system, what is asked of it, and the level chosen (None: no choice is possible)."""

    offered: Offered
    chosen: LevelOption | None
    expected_loss: Decimal | None
    because: str | None
    missed: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.offered.named.code

    @property
    def name(self) -> str:
        return self.offered.named.name

    @property
    def rto_s(self) -> int | None:
        return self.offered.asked.rto_s

    @property
    def rpo_s(self) -> int | None:
        return self.offered.asked.rpo_s

    @property
    def present(self) -> int | None:
        return self.offered.named.dr_level

    @property
    def options(self) -> tuple[LevelOption, ...]:
        return self.offered.options

    @property
    def level(self) -> int | None:
        return None if self.chosen is None else self.chosen.level

    @property
    def cost(self) -> Decimal | None:
        return None if self.chosen is None else self.chosen.cost

    @property
    def raised(self) -> bool:
        """The level chosen is above the present one."""
        return self.level is not None and self.present is not None and self.level > self.present


@dataclass(frozen=True)
class Decided:
    choice: Choice
    rows: Sequence[LevelRow]
    front: Sequence[FrontPoint]
    present: tuple[Decimal, Decimal] | None
    """Cost and expected loss of the levels as they are, when all of them are on offer."""


def decided(asked: StoredPortfolio) -> Decided:
    """Raises DomainError, for one when there are more systems than can be chosen for."""
    portfolio = asked.portfolio
    if not portfolio.systems:
        return Decided(Choice(False, Reason.of("portfolio.nothing_offered")), (), (), None)
    choice = choose(portfolio)
    incidents = asked.question.incidents_per_year
    rows = [_row(one, choice, incidents, asked) for one in asked.offered]
    return Decided(choice, rows, _front(portfolio), _present(asked.offered, incidents))


def _row(offered: Offered, choice: Choice, incidents: Decimal, asked: StoredPortfolio) -> LevelRow:
    code = offered.named.code
    level = choice.levels.get(code)
    chosen = next((one for one in offered.options if one.level == level), None)
    reason = choice.why.get(code)
    return LevelRow(
        offered,
        chosen,
        None if chosen is None else _loss(offered, chosen, incidents),
        None if reason is None else explain(reason, asked.names),
        tuple(v.objective for v in choice.violations if v.key == code),
    )


def _loss(offered: Offered, option: LevelOption, incidents: Decimal) -> Decimal:
    return decimal(offered.candidate.loss_of(option)) * incidents


def _present(offered: Sequence[Offered], incidents: Decimal) -> tuple[Decimal, Decimal] | None:
    cost = loss = Decimal(0)
    for one in offered:
        now = next((o for o in one.options if o.level == one.named.dr_level), None)
        if now is None:
            return None
        cost += now.cost
        loss += _loss(one, now, incidents)
    return cost, loss


def _front(portfolio: Portfolio) -> Sequence[FrontPoint]:
    """Swept once per question; budget and what is minimised do not matter to it."""
    plain = replace(portfolio, budget=None, minimise="loss")
    name = "bia:front:" + hashlib.sha256(repr(plain).encode()).hexdigest()
    kept: Sequence[FrontPoint] | None = cache.get(name)
    if kept is None:
        kept = front(plain, steps=6 if len(plain.systems) > MANY else 16)
        cache.set(name, kept, KEPT_S)
    return kept
