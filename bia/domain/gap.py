"""Promise against proof: a target, its tier, measurements. Rules: docs/method.md §9."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from bia.domain.reasons import Reason
from bia.domain.targets import margin
from bia.domain.tiers import Tier

GapStatus = Literal["no_target", "mtd_breach", "rto_miss", "untested", "met"]
Confidence = Literal["measured", "estimated", "simulated"]

COUNTED = 3
"""The worst of the last three valid results speaks for the subject."""


@dataclass(frozen=True)
class Measured:
    """One recovery that was timed; a simulated one proves nothing.

    `code`, `by` and `note` say where it comes from; no rule reads them.
    """

    value_s: int
    at: datetime
    source: str
    confidence: Confidence = "measured"
    code: str = ""
    by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Gap:
    """`gap_s` is measured − target (negative: time to spare), None without both.

    `counted` is the result that speaks: the worst of the last three valid ones.
    """

    status: GapStatus
    tested_s: int | None
    gap_s: int | None
    mtd_margin: Decimal | None
    because: Reason
    warnings: tuple[Reason, ...] = ()
    counted: Measured | None = None


def view_gap(
    target_s: int | None,
    mtd_s: int | None,
    measurements: Iterable[Measured],
    as_of: datetime,
    validity: timedelta,
    tier: Tier | None = None,
) -> Gap:
    """The first status that holds: no target, MTD breach, RTO miss, untested, met (§9).

    Only results within `validity` before `as_of` count.
    """
    since = as_of - validity
    recent = sorted(
        (one for one in measurements if since <= one.at <= as_of), key=lambda one: one.at
    )
    worst = _worst(recent)
    tested_s = worst.value_s if worst else None
    gap_s = worst.value_s - target_s if worst and target_s is not None else None
    status = _status(target_s, mtd_s, tested_s)
    because = _because(status, target_s, mtd_s, worst, since, only_simulated=bool(recent))
    warnings = _looser(target_s, tier)
    return Gap(status, tested_s, gap_s, margin(mtd_s, tested_s), because, warnings, worst)


def _worst(recent: Sequence[Measured]) -> Measured | None:
    proven = [one for one in recent if one.confidence != "simulated"][-COUNTED:]
    return max(proven, key=lambda one: one.value_s, default=None)


def _status(target_s: int | None, mtd_s: int | None, tested_s: int | None) -> GapStatus:
    if target_s is None:
        return "no_target"
    if tested_s is None:
        return "untested"
    if mtd_s is not None and tested_s > mtd_s:
        return "mtd_breach"
    return "rto_miss" if tested_s > target_s else "met"


def _because(
    status: GapStatus,
    target_s: int | None,
    mtd_s: int | None,
    worst: Measured | None,
    since: datetime,
    only_simulated: bool,
) -> Reason:
    if status == "no_target" or target_s is None:
        return Reason.of("gap.no_target")
    if worst is None:
        code = "gap.only_simulated" if only_simulated else "gap.untested"
        return Reason.of(code, since=since.date())
    return Reason.of(
        f"gap.{status}",
        tested_s=worst.value_s,
        on=worst.at.date(),
        source=worst.source,
        target_s=target_s,
        gap_s=worst.value_s - target_s,
        mtd_s=mtd_s if mtd_s is not None else 0,
    )


def _looser(target_s: int | None, tier: Tier | None) -> tuple[Reason, ...]:
    """The tier asks for more than the target promises (a floor or life safety set it)."""
    if target_s is None or tier is None or target_s <= tier.max_rto_s:
        return ()
    looser = Reason.of(
        "gap.looser_than_tier", target_s=target_s, max_s=tier.max_rto_s, tier=tier.code
    )
    return (looser,)
