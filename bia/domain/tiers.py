"""Which tier a recovery time belongs to. Rules: docs/method.md §6."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bia.domain.errors import check_seconds, refuse
from bia.domain.reasons import Reason


@dataclass(frozen=True)
class Tier:
    """`max_rto_s` is the longest RTO of the tier, `min_margin` the least share of MTD kept."""

    code: str
    max_rto_s: int
    min_margin: Decimal


@dataclass(frozen=True)
class TierChoice:
    """`tier` is None for "unclassified" and for "no RTO yet"; `because` tells which."""

    tier: Tier | None
    because: Reason


def tier_for(
    rto_s: int | None,
    tiers: Sequence[Tier],
    life_safety: bool = False,
    floor: str | None = None,
) -> TierChoice:
    """The first tier whose longest RTO is not shorter than `rto_s` (§6).

    Life safety means the strictest tier; `floor`, the code of a tier an obligation asks for,
    holds unless the RTO itself is stricter. Raises DomainError.
    """
    check_seconds(rto_s, "rto_s")
    if not tiers:
        raise refuse("tiers", "empty")
    ordered = sorted(tiers, key=lambda tier: tier.max_rto_s)
    if life_safety:
        return TierChoice(ordered[0], Reason.of("tier.by_safety", tier=ordered[0].code))
    by_rto = _by_rto(rto_s, ordered)
    if floor is None:
        return by_rto
    least = next((tier for tier in ordered if tier.code == floor), None)
    if least is None:
        raise refuse("floor", "unknown_tier", tier=floor)
    if by_rto.tier is not None and by_rto.tier.max_rto_s <= least.max_rto_s:
        return by_rto
    return TierChoice(least, Reason.of("tier.by_floor", tier=least.code))


def strictest(tiers: Iterable[Tier]) -> Tier | None:
    """A resource takes the strictest tier of what depends on it (§6)."""
    return min(tiers, key=lambda tier: tier.max_rto_s, default=None)


def _by_rto(rto_s: int | None, ordered: Sequence[Tier]) -> TierChoice:
    if rto_s is None:
        return TierChoice(None, Reason.of("tier.no_rto"))
    tier = next((one for one in ordered if one.max_rto_s >= rto_s), None)
    if tier is None:
        return TierChoice(None, Reason.of("tier.unclassified", rto_s=rto_s))
    because = Reason.of("tier.by_rto", rto_s=rto_s, max_s=tier.max_rto_s, tier=tier.code)
    return TierChoice(tier, because)
