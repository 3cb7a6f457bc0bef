"""The newest state that could be restored of every system, against what may be lost.

The one place that answers it: overview, gap page, findings, metrics and reports ask here. Rules:
docs/method.md §28. Three queries for any number of systems and sets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from backups.domain.freshness import (
    Freshness,
    SystemFreshness,
    age_of,
    freshness,
    strictest,
    worst_of,
)
from backups.domain.rhythm import BadSchedule
from backups.domain.worst_loss import Plan, worst_loss_s
from backups.models import BackupPolicy, Method, RhythmState
from backups.newest_sets import NOTHING, NewestSets, SetRow, newest_sets
from bia.analysis.stored import Stored, stored

Proof = Literal["verified", "heartbeat", ""]


class PolicyRow(NamedTuple):
    """What a policy contributes to its family; times in seconds."""

    id: int
    code: str
    system_id: int
    data_class: str
    method: str
    active: bool
    plan: Plan
    rpo_s: int | None = None
    rhythm: str = RhythmState.NEW.value
    heard_at: datetime | None = None
    expected_at: datetime | None = None
    restore_test_every_s: int | None = None

    @property
    def family(self) -> tuple[int, str]:
        return self.system_id, self.data_class


@dataclass(frozen=True, slots=True)
class FamilyPoint:
    """One class of data of a system. `age_s` None: nothing is restorable.

    `proof` says what `age_s` rests on: a verified set, or the heartbeat of a real-time copy.
    `worst_s` is what is lost at worst while everything goes by plan (None: no plan can restore).
    `newest_known` is the newest set of all, where it is younger than the restorable one.
    """

    system_id: int
    data_class: str
    policies: tuple[PolicyRow, ...]
    newest_set_id: int | None
    newest_set_code: str
    restore_point_at: datetime | None
    age_s: int | None
    proof: Proof
    required_s: int | None
    worst_s: int | None
    status: Freshness
    newest_known: SetRow | None = None

    @property
    def gap_s(self) -> int | None:
        """How much too old, 0 when in time; None without both."""
        if self.age_s is None or self.required_s is None:
            return None
        return max(0, self.age_s - self.required_s)

    @property
    def plan_gap_s(self) -> int | None:
        """How much more than allowed is lost at worst even when everything goes by plan."""
        if self.worst_s is None or self.required_s is None:
            return None
        return max(0, self.worst_s - self.required_s)


@dataclass(frozen=True, slots=True)
class SystemPoint:
    """Of a system: the worst of its families with an active policy. `required_by` is the key of
    the process or system whose limit it inherits, None for none."""

    system_id: int
    key: str
    required_s: int | None
    required_by: str | None
    families: tuple[FamilyPoint, ...]
    age_s: int | None
    status: SystemFreshness


def recovery_points(
    at: datetime, systems: Collection[int] | None = None
) -> Mapping[int, SystemPoint]:
    """System id → its point at `at` (aware). None: every system with an active policy; named
    ones are answered for even without any ("no_policy")."""
    rows = policy_rows(systems)
    return points_of(rows, at, systems, stored(at))


def policy_rows(systems: Collection[int] | None = None) -> list[PolicyRow]:
    """Every policy, paused ones too: their sets are still there (one query)."""
    found = BackupPolicy.objects.all()
    if systems is not None:
        found = found.filter(system_id__in=list(systems))
    columns = (
        *("id", "code", "system_id", "data_class", "method", "active", "schedule", "timezone"),
        *("duration_s", "lag_s", "rpo_s", "state__rhythm", "state__run_ended_at"),
        *("state__expected_at", "restore_test_every_s"),
    )
    return [_policy_row(*values) for values in found.order_by("id").values_list(*columns)]


def points_of(
    rows: Sequence[PolicyRow],
    at: datetime,
    systems: Collection[int] | None,
    now: Stored,
    newest: Mapping[int, NewestSets] | None = None,
) -> dict[int, SystemPoint]:
    """As `recovery_points`, of policies that were read already (one query, none with `newest`)."""
    families = _families(rows)
    if newest is None:
        newest = newest_sets([one.id for members in families.values() for one in members], at)
    by_system: dict[int, list[FamilyPoint]] = defaultdict(list)
    for (system, _data_class), members in families.items():
        required_s = required_of(now, system)
        by_system[system].append(_family_point(members, newest, required_s, at))
    asked = by_system if systems is None else dict.fromkeys(systems)
    return {system: _system_point(system, by_system.get(system, []), now) for system in asked}


def required_of(now: Stored, system: int) -> int | None:
    """What may be lost of a system by itself and by everything that uses its data."""
    need = now.rpo.get(key_of(now, system))
    return None if need is None else need.rpo_s


def key_of(now: Stored, system: int) -> str:
    return now.register.keys.get(("system", system), "")


def _policy_row(*values: Any) -> PolicyRow:
    id, code, system, data_class, method, active, rule, zone, duration_s, lag_s, *rest = values
    rpo_s, rhythm, heard_at, expected_at, test_every_s = rest
    return PolicyRow(
        id=id,
        code=code,
        system_id=system,
        data_class=data_class,
        method=method,
        active=active,
        plan=Plan(method, rule, zone, duration_s, lag_s),
        rpo_s=rpo_s,
        rhythm=rhythm or RhythmState.NEW.value,
        heard_at=heard_at,
        expected_at=expected_at,
        restore_test_every_s=test_every_s,
    )


def _families(rows: Iterable[PolicyRow]) -> dict[tuple[int, str], list[PolicyRow]]:
    """Those with an active policy, with their paused ones."""
    found: dict[tuple[int, str], list[PolicyRow]] = defaultdict(list)
    for one in rows:
        found[one.family].append(one)
    return {family: ones for family, ones in found.items() if any(one.active for one in ones)}


def _family_point(
    members: Sequence[PolicyRow],
    newest: Mapping[int, NewestSets],
    required_s: int | None,
    at: datetime,
) -> FamilyPoint:
    found = [newest.get(one.id, NOTHING) for one in members]
    best, last = _newest(one.restorable for one in found), _newest(one.known for one in found)
    active = [one for one in members if one.active]
    limit_s = strictest(required_s, *(one.rpo_s for one in active))
    age_s = age_of(best.restore_point_at if best else None, at)
    proof: Proof = "verified" if best else ""
    lag_s = min((one.plan.lag_s or 0 for one in active if _heard(one)), default=None)
    if lag_s is not None and (age_s is None or lag_s < age_s):
        age_s, proof = lag_s, "heartbeat"
    ahead = last is not None and (best is None or last.restore_point_at > best.restore_point_at)
    return FamilyPoint(
        system_id=members[0].system_id,
        data_class=members[0].data_class,
        policies=tuple(members),
        newest_set_id=best.id if best else None,
        newest_set_code=best.code if best else "",
        restore_point_at=best.restore_point_at if best else None,
        age_s=age_s,
        proof=proof,
        required_s=limit_s,
        worst_s=planned_worst_s(active, at),
        status=freshness(age_s, limit_s),
        newest_known=last if ahead else None,
    )


def planned_worst_s(active: Iterable[PolicyRow], at: datetime) -> int | None:
    """Of a family's active policies; a rule that cannot be read plans nothing."""
    try:
        return worst_loss_s([one.plan for one in active], at)
    except BadSchedule:
        return None


def _heard(one: PolicyRow) -> bool:
    """A real-time copy whose heartbeat is on time lags behind by what it says."""
    return one.method == Method.REALTIME and one.rhythm == RhythmState.ON_TIME


def _newest(sets: Iterable[SetRow | None]) -> SetRow | None:
    known = [one for one in sets if one is not None]
    return max(known, key=lambda one: (one.restore_point_at, one.id), default=None)


def _system_point(system: int, families: Sequence[FamilyPoint], now: Stored) -> SystemPoint:
    key = key_of(now, system)
    need = now.rpo.get(key)
    ages = [one.age_s for one in families]
    ordered = tuple(sorted(families, key=lambda one: one.data_class))
    return SystemPoint(
        system_id=system,
        key=key,
        required_s=need.rpo_s if need else None,
        required_by=need.by if need else None,
        families=ordered,
        age_s=max((one for one in ages if one is not None), default=None)
        if all(one is not None for one in ages)
        else None,
        status=worst_of(one.status for one in families),
    )
