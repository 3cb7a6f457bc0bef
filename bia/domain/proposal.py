"""What an assessment proposes out of its grid, its limits and its answers.

Joins the rules of mtd, targets, rpo and tiers for one process. Rules: docs/method.md §2–§6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bia.domain.catalogue import Catalogue, Category
from bia.domain.mtd import Cap, Mtd, Point, Series, derive_mtd
from bia.domain.reasons import Reason
from bia.domain.rpo import RpoSuggestion, suggest_rpo
from bia.domain.targets import (
    RtoSuggestion,
    TargetCheck,
    check_targets,
    largest_step,
    needs_comment,
    over_cap,
    suggest_rto,
)
from bia.domain.tiers import TierChoice, tier_for

MONEY = "money"


@dataclass(frozen=True)
class Cell:
    """One cell of the grid; every value None or "" is "not rated"."""

    category: str
    at_s: int
    score: Decimal | None = None
    amount: Decimal | None = None
    text: str = ""


@dataclass(frozen=True)
class Context:
    """What stands around the grid: the process, its limits, the organisation's margins."""

    catalogue: Catalogue
    default_margin: Decimal
    life_safety_margin: Decimal
    life_safety: bool = False
    regulated: bool = False
    mtd_caps: tuple[Cap, ...] = ()
    rto_caps: tuple[Cap, ...] = ()
    rpo_caps: tuple[Cap, ...] = ()
    per_day: Decimal | None = None


@dataclass(frozen=True)
class Inputs:
    """What people entered. Decided values are None until somebody decides."""

    cells: tuple[Cell, ...]
    policy: str
    threshold: Decimal
    mtd_s: int | None = None
    rto_s: int | None = None
    rpo_s: int | None = None
    wrt_s: int | None = None
    wrt_blocking: bool = False
    tolerated_records: Decimal | None = None
    reentry_records: Decimal | None = None
    tolerated_loss_s: int | None = None
    workaround_endurance_s: int | None = None
    peak_rto_s: int | None = None


@dataclass(frozen=True)
class Proposal:
    """`rto` is None while there is no MTD to start from; `mtd` None: there is no grid at all.

    `min_margin` is what the check asks for, `warnings` what is true but bad.
    """

    mtd: Mtd | None
    rto: RtoSuggestion | None
    rpo: RpoSuggestion
    tier: TierChoice | None
    min_margin: Decimal
    check: TargetCheck
    warnings: tuple[Reason, ...]

    @property
    def mtd_derived_s(self) -> int | None:
        return self.mtd.mtd_s if self.mtd else None

    @property
    def mtd_proposed_s(self) -> int | None:
        return self.mtd.proposed_s if self.mtd else None

    @property
    def rto_proposed_s(self) -> int | None:
        return self.rto.rto_s if self.rto else None

    @property
    def rpo_proposed_s(self) -> int | None:
        return self.rpo.rpo_s

    @property
    def tier_code(self) -> str | None:
        return self.tier.tier.code if self.tier and self.tier.tier else None

    def as_json(self) -> dict[str, Any]:
        """Values and reasons as they are frozen beside the decision."""
        categories = self.mtd.by_category if self.mtd else ()
        return {
            "mtd": self.mtd.because.as_json() if self.mtd else None,
            "mtd_proposed": self.mtd.proposed_because.as_json() if self.mtd else None,
            "by_category": [
                {"category": one.category, "mtd_s": one.mtd_s, "because": one.because.as_json()}
                for one in categories
            ],
            "rto": self.rto.because.as_json() if self.rto else None,
            "rpo": self.rpo.because.as_json(),
            "tier": self.tier.because.as_json() if self.tier else None,
            "margin": None if self.check.margin is None else f"{self.check.margin:.4f}",
            "min_margin": f"{self.min_margin:.4f}",
            "check": {
                "status": self.check.status,
                "overrun_s": self.check.overrun_s,
                "because": self.check.because.as_json(),
            },
            "warnings": [one.as_json() for one in self.warnings],
        }


def propose(inputs: Inputs, context: Context) -> Proposal:
    """Derive MTD, propose RTO, RPO and tier, check what was decided. Raises DomainError."""
    mtd = _mtd(inputs, context)
    base_s = inputs.mtd_s if inputs.mtd_s is not None else (mtd.proposed_s if mtd else None)
    blocking_s = inputs.wrt_s if inputs.wrt_blocking and inputs.wrt_s is not None else 0
    rto = None if base_s is None else _rto(base_s, blocking_s, context)
    rpo = _rpo(inputs, context)
    target_s = inputs.rto_s if inputs.rto_s is not None else (rto.rto_s if rto else None)
    tier = _tier(target_s, context)
    least = required_margin(tier, context)
    check = check_targets(inputs.mtd_s, inputs.rto_s, least, inputs.wrt_s, inputs.wrt_blocking)
    warnings = _warnings(inputs, context, mtd, rto, rpo, check)
    return Proposal(mtd, rto, rpo, tier, least, check, warnings)


def required_margin(tier: TierChoice | None, context: Context) -> Decimal:
    """Life safety asks for its own margin, else the tier, else the organisation (§3.2)."""
    if context.life_safety:
        return context.life_safety_margin
    return tier.tier.min_margin if tier and tier.tier else context.default_margin


def series_of(cells: Sequence[Cell], category: Category, catalogue: Catalogue) -> Series:
    """One category as the rule reads it.

    A category with a threshold in money is compared in money, every other by score; a cell
    that holds only the other one of the two is translated through the scale's levels.
    """
    own = sorted((cell for cell in cells if cell.category == category.code), key=_at)
    if category.unit == MONEY and category.threshold_amount is not None:
        points = tuple(Point(cell.at_s, _amount(cell, catalogue)) for cell in own)
        return Series(category.code, points, category.threshold_amount)
    points = tuple(Point(cell.at_s, score_of(cell, catalogue)) for cell in own)
    return Series(category.code, points, category.threshold)


def score_of(cell: Cell, catalogue: Catalogue) -> Decimal | None:
    """The score typed, or the one the amount reaches (0 below every level)."""
    if cell.score is not None or cell.amount is None:
        return cell.score
    reached = catalogue.score_of(cell.amount)
    return Decimal(0 if reached is None else reached)


def _at(cell: Cell) -> int:
    return cell.at_s


def _amount(cell: Cell, catalogue: Catalogue) -> Decimal | None:
    if cell.amount is not None or cell.score is None:
        return cell.amount
    level = catalogue.level(cell.score)
    return level.amount_from if level else Decimal(0)


def _mtd(inputs: Inputs, context: Context) -> Mtd | None:
    catalogue = context.catalogue
    used = {cell.category for cell in inputs.cells}
    series = [
        series_of(inputs.cells, category, catalogue)
        for category in catalogue.categories
        if category.code in used
    ]
    if not series:
        if not context.mtd_caps:
            return None
        cap = min(context.mtd_caps, key=lambda one: one.limit_s)
        nothing = Reason.of("mtd.grid_does_not_answer")
        only = Reason.of("mtd.cap_only", cap=cap.source, cap_s=cap.limit_s)
        return Mtd(None, cap.limit_s, nothing, only, (), ())
    return derive_mtd(series, inputs.policy, inputs.threshold, context.mtd_caps)


def _rto(mtd_s: int, blocking_s: int, context: Context) -> RtoSuggestion:
    """A stricter tier may ask for a larger margin, which may mean a stricter tier: until it holds.

    Ends because each turn asks for strictly more, and there are finitely many tiers.
    """
    cap = min(context.rto_caps, key=lambda one: one.limit_s, default=None)
    steps = context.catalogue.ladder or (0,)
    least = context.life_safety_margin if context.life_safety else context.default_margin
    while True:
        found = suggest_rto(mtd_s, least, blocking_s, steps)
        if cap is not None and found.rto_s is not None and found.rto_s > cap.limit_s:
            found = _capped(found, cap, mtd_s, steps)
        asked = required_margin(_tier(found.rto_s, context), context)
        if asked <= least:
            return found
        least = asked


def _capped(found: RtoSuggestion, cap: Cap, mtd_s: int, steps: Sequence[int]) -> RtoSuggestion:
    step = largest_step(steps, cap.limit_s)
    if step is None:
        coarse = Reason.of("rto.ladder_too_coarse", cap_s=cap.limit_s)
        return RtoSuggestion(False, None, None, cap.limit_s, coarse)
    because = Reason.of("rto.suggested_by_cap", cap=cap.source, cap_s=cap.limit_s, rto_s=step)
    share = None if mtd_s == 0 else Decimal(mtd_s - step) / mtd_s
    return RtoSuggestion(True, step, share, cap.limit_s, because)


def _rpo(inputs: Inputs, context: Context) -> RpoSuggestion:
    legal_s = min((cap.limit_s for cap in context.rpo_caps), default=None)
    steps = context.catalogue.ladder or (0,)
    found = suggest_rpo(
        context.per_day, inputs.tolerated_records, inputs.reentry_records, legal_s, steps
    )
    tolerated_s = inputs.tolerated_loss_s
    if tolerated_s is None or (found.limit_s is not None and found.limit_s <= tolerated_s):
        return found
    step = largest_step(steps, tolerated_s)
    code = "rpo.ladder_too_coarse" if step is None else "rpo.suggested"
    because = Reason.of(
        code, by="tolerated_loss", limit_s=tolerated_s, rpo_s=0 if step is None else step
    )
    return RpoSuggestion(step, "tolerated_loss", tolerated_s, because)


def _tier(rto_s: int | None, context: Context) -> TierChoice | None:
    tiers = context.catalogue.domain_tiers
    if not tiers:
        return None
    floor = context.catalogue.floor if context.regulated else None
    return tier_for(rto_s, tiers, context.life_safety, floor)


def _warnings(
    inputs: Inputs,
    context: Context,
    mtd: Mtd | None,
    rto: RtoSuggestion | None,
    rpo: RpoSuggestion,
    check: TargetCheck,
) -> tuple[Reason, ...]:
    """True but bad: falling scores, thin margin, over a limit, decided otherwise (§3.3)."""
    found = [*(mtd.warnings if mtd else ()), *check.warnings]
    limits = (
        (inputs.mtd_s, context.mtd_caps, "targets.mtd_over_cap"),
        (inputs.rto_s, context.rto_caps, "targets.rto_over_cap"),
        (inputs.rpo_s, context.rpo_caps, "targets.rpo_over_cap"),
    )
    for value, caps, code in limits:
        for cap in caps:
            over = over_cap(value, cap.limit_s, cap.source)
            if over is not None:
                found.append(Reason(code, (*over.params, ("value_s", value or 0))))
    found += _against_answers(inputs)
    decided = (
        ("mtd", inputs.mtd_s, mtd.proposed_s if mtd else None),
        ("rto", inputs.rto_s, rto.rto_s if rto else None),
        ("rpo", inputs.rpo_s, rpo.rpo_s),
    )
    for name, value, proposed_s in decided:
        if proposed_s is not None and value is not None and needs_comment(proposed_s, value):
            found.append(
                Reason.of(f"targets.{name}_not_proposed", value_s=value, proposed_s=proposed_s)
            )
    return tuple(found)


def _against_answers(inputs: Inputs) -> list[Reason]:
    """A workaround that ends before the RTO, a peak that needs a shorter one."""
    found = []
    rto_s, endurance_s, peak_s = inputs.rto_s, inputs.workaround_endurance_s, inputs.peak_rto_s
    if rto_s is not None and endurance_s is not None and endurance_s < rto_s:
        found.append(Reason.of("targets.workaround_short", endurance_s=endurance_s, rto_s=rto_s))
    if rto_s is not None and peak_s is not None and peak_s < rto_s:
        found.append(Reason.of("targets.peak_shorter", peak_s=peak_s, rto_s=rto_s))
    return found
