"""RTO targets: what to propose, what to refuse, what to warn about. Rules: docs/method.md §3."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bia.domain.errors import check_seconds, check_share, refuse
from bia.domain.reasons import Reason

LADDER_S: tuple[int, ...] = tuple(
    minutes * 60
    for minutes in (
        *(0, 1, 5, 15, 30, 60, 120, 240, 480, 720),
        *(1_440, 2_880, 4_320, 10_080, 20_160, 43_200),
    )
)
"""The ladder a catalogue starts with; the catalogue's own one is passed in."""

Status = Literal["ok", "warning", "blocked", "not_set"]


@dataclass(frozen=True)
class RtoSuggestion:
    """`rto_s` and `margin` are None when nothing is feasible; `cap_s` may then be negative."""

    feasible: bool
    rto_s: int | None
    margin: Decimal | None
    cap_s: int
    because: Reason


@dataclass(frozen=True)
class TargetCheck:
    """Whether RTO and MTD go together; `overrun_s` is how far RTO + blocking WRT overshoot."""

    status: Status
    margin: Decimal | None
    overrun_s: int | None
    because: Reason
    warnings: tuple[Reason, ...] = ()


def margin(mtd_s: int | None, target_s: int | None) -> Decimal | None:
    """(MTD − RTO) / MTD; None where one is not set or the MTD is 0 (§3.1)."""
    if mtd_s is None or target_s is None or mtd_s == 0:
        return None
    return Decimal(mtd_s - target_s) / mtd_s


def improvement(baseline_s: int, actual_s: int) -> Decimal | None:
    """By what share an outage became shorter than before: 8 h → 1 h is 0.875 (§3.1)."""
    return margin(baseline_s, actual_s)


def suggest_rto(
    mtd_s: int,
    min_margin: Decimal,
    wrt_s: int = 0,
    ladder: Sequence[int] = LADDER_S,
) -> RtoSuggestion:
    """The longest step of the ladder that keeps the margin and leaves room for WRT (§3.2).

    `wrt_s` is the blocking work recovery time only (0 otherwise). Raises DomainError.
    """
    check_seconds(mtd_s, "mtd_s")
    check_share(min_margin, "min_margin")
    check_seconds(wrt_s, "wrt_s")
    _check_ladder(ladder)
    by_margin = mtd_s * (1 - min_margin)
    cap_s = int(min(by_margin, Decimal(mtd_s - wrt_s)))
    if mtd_s < wrt_s:
        reason = Reason.of("rto.wrt_exceeds_mtd", wrt_s=wrt_s, mtd_s=mtd_s)
        return RtoSuggestion(False, None, None, cap_s, reason)
    rto_s = largest_step(ladder, cap_s)
    if rto_s is None:
        reason = Reason.of("rto.ladder_too_coarse", cap_s=cap_s)
        return RtoSuggestion(False, None, None, cap_s, reason)
    code = "rto.suggested" if by_margin <= mtd_s - wrt_s else "rto.suggested_by_wrt"
    reason = Reason.of(
        code, cap_s=cap_s, min_margin=min_margin, mtd_s=mtd_s, wrt_s=wrt_s, rto_s=rto_s
    )
    return RtoSuggestion(True, rto_s, margin(mtd_s, rto_s), cap_s, reason)


def check_targets(
    mtd_s: int | None,
    rto_s: int | None,
    min_margin: Decimal | None,
    wrt_s: int | None = 0,
    wrt_blocking: bool = False,
) -> TargetCheck:
    """RTO + blocking WRT ≤ MTD or it is blocked; a thin margin is a warning (§3.3).

    Values that are not set compare to nothing and give the status `not_set`.
    """
    for value, field in ((mtd_s, "mtd_s"), (rto_s, "rto_s"), (wrt_s, "wrt_s")):
        check_seconds(value, field)
    check_share(min_margin, "min_margin")
    if mtd_s is None or rto_s is None:
        return TargetCheck("not_set", None, None, Reason.of("targets.not_set"))
    blocking_s = wrt_s if wrt_blocking and wrt_s is not None else 0
    share = margin(mtd_s, rto_s)
    overrun_s = max(0, rto_s + blocking_s - mtd_s)
    if overrun_s:
        code = "targets.rto_wrt_over_mtd" if blocking_s else "targets.rto_over_mtd"
        reason = Reason.of(code, rto_s=rto_s, wrt_s=blocking_s, mtd_s=mtd_s, overrun_s=overrun_s)
        return TargetCheck("blocked", share, overrun_s, reason)
    if share is None:
        return TargetCheck("ok", None, 0, Reason.of("targets.no_margin"))
    least = min_margin if min_margin is not None else Decimal(0)
    if share < least:
        low = Reason.of("targets.margin_low", margin=share, min_margin=least)
        return TargetCheck("warning", share, 0, low, (low,))
    kept = Reason.of("targets.margin_kept", margin=share, min_margin=least)
    return TargetCheck("ok", share, 0, kept)


def over_cap(mtd_s: int | None, cap_s: int | None, source: str) -> Reason | None:
    """A warning where the decided MTD is longer than a contract or an obligation allows."""
    if mtd_s is None or cap_s is None or mtd_s <= cap_s:
        return None
    return Reason.of("targets.mtd_over_cap", mtd_s=mtd_s, cap=source, cap_s=cap_s)


def needs_comment(proposed_s: int | None, decided_s: int | None) -> bool:
    """A decision that differs from the proposal needs its reason in words (§3.4)."""
    return decided_s is not None and decided_s != proposed_s


def largest_step(ladder: Sequence[int], cap: Decimal | int) -> int | None:
    """The longest step of the ladder within `cap`; None when even the shortest is longer."""
    return max((step for step in ladder if step <= cap), default=None)


def _check_ladder(ladder: Sequence[int]) -> None:
    if not ladder:
        raise refuse("ladder_s", "empty")
    for n, step in enumerate(ladder):
        check_seconds(step, f"ladder_s.{n}")
