"""What hurts most first: the status of every node of the register, and its place in the order.

Status depends on the whole graph, so it is computed once for everybody and kept with the
analysis; what one user sees of it is a part. Rules: docs/method.md §24.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bia.analysis.register import Named
from bia.analysis.stored import Stored

# The worst first.
HURTS = ("mtd_breach", "infeasible", "rto_miss", "rpo_miss", "untested", "no_target", "met")
BROKEN = frozenset(HURTS[:4])

RpoStatus = Literal["rpo_miss", "untested", "no_target", "met"]
Kind = Literal["process", "system", "other"]
KINDS: tuple[Kind, ...] = ("process", "system", "other")

NEVER = 1 << 62
LAST_TIER = 99


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one node stands; `kind` is the tab that shows it, "other" but processes, systems."""

    named: Named
    kind: Kind
    status: str
    rpo_status: RpoStatus


def standings(stored: Stored) -> tuple[Standing, ...]:
    """All that a promise or a requirement speaks of, what hurts most first (kept)."""
    found: tuple[Standing, ...] | None = stored.kept.get("standings")
    if found is None:
        counted = [one for named in stored.named.values() if (one := _standing(stored, named))]
        orders = [one.named.tier_order for one in counted if one.named.tier_order is not None]
        strictest = min(orders, default=0)
        found = tuple(sorted(counted, key=lambda one: _pain(stored, one, strictest)))
        stored.kept["standings"] = found
    return found


def standing_of(stored: Stored, key: str) -> Standing | None:
    """Of one node; None for what nothing is asked of."""
    by_key: dict[str, Standing] | None = stored.kept.get("standing_of")
    if by_key is None:
        by_key = {one.named.key: one for one in standings(stored)}
        stored.kept["standing_of"] = by_key
    return by_key.get(key)


def rpo_target_s(stored: Stored, key: str) -> int | None:
    """The strictest limit on lost data that reaches the node, its own included."""
    need = stored.rpo.get(key)
    return None if need is None else need.rpo_s


def unheard(stored: Stored, named: Named) -> bool:
    """A process that states no need and was never measured: nobody knows when it is back."""
    own_s = stored.analysis.nodes[named.key].own_s
    return named.table == "process" and own_s == 0 and named.measured_s is None


def kind_of(named: Named) -> Kind:
    if named.table == "process":
        return "process"
    return "system" if named.table == "system" and named.kind != "team" else "other"


def _standing(stored: Stored, named: Named) -> Standing | None:
    """Every process, and else what an objective is stated for or reaches."""
    result = stored.analysis.nodes[named.key]
    rpo_s = rpo_target_s(stored, named.key)
    kind = kind_of(named)
    if kind != "process" and result.required_s is None and rpo_s is None:
        return None
    rpo_status = _rpo_status(rpo_s, named.measured_rpo_s)
    status: str = result.status
    if named.kind == "data_set" and named.design_s is None and status not in BROKEN:
        status = rpo_status  # it just stands: what counts is how much of it is lost
    return Standing(named, kind, status, rpo_status)


def _rpo_status(target_s: int | None, measured_s: int | None) -> RpoStatus:
    if target_s is None:
        return "no_target"
    if measured_s is None:
        return "untested"
    return "rpo_miss" if measured_s > target_s else "met"


def _pain(stored: Stored, one: Standing, strictest: int) -> tuple[int | bool | str, ...]:
    """Status, broken MTDs of the strictest tier, how far over, who stands behind, what it costs."""
    named, result = one.named, stored.analysis.nodes[one.named.key]
    behind = stored.behind_of(named.key)
    tier = LAST_TIER if named.tier_order is None else named.tier_order
    limit_s = named.mtd_s if named.mtd_s is not None else result.required_s
    over = result.counted_s - limit_s if limit_s is not None else -NEVER
    if unheard(stored, named):
        over = -NEVER
    if one.status == "rpo_miss" and named.measured_rpo_s is not None:
        over = named.measured_rpo_s - (rpo_target_s(stored, named.key) or 0)
    return (
        HURTS.index(one.status),
        not (one.status == "mtd_breach" and tier == strictest),
        KINDS.index(one.kind),
        -over,
        -behind.critical,
        -int(behind.loss_per_hour),
        not named.critical,
        tier,
        named.code,
    )
