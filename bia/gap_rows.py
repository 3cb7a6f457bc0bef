"""Promise against proof for many subjects at once: what the gap page and the API show.

Constant number of queries: the organisation, the subjects, the tiers, the measurements. A page
reads only the rows it shows (`worst`); their order is the database's work (bia/gap_order.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, cast

from django.db.models import QuerySet

from accounts.models import Organisation, User
from bia.domain.gap import Confidence, Gap, Measured, view_gap
from bia.domain.tiers import Tier as TierRule
from bia.gap_order import HURTS, counts, of_status, with_pain, worst_first
from bia.models import Measurement, Process, System, SystemKind, Tier
from bia.reasons import explain


@dataclass(frozen=True)
class GapRow:
    """One process or system; `rto` compares recovery times, `rpo` the data lost."""

    kind: str
    subject: Process | System
    tier: Tier | None
    critical: bool
    mtd_s: int | None
    rto: Gap
    times: Sequence[Measured]
    losses: Sequence[Measured]
    at: datetime
    validity: timedelta

    @cached_property
    def rpo(self) -> Gap:
        """Of the rows that are shown only: ten thousand are compared to find the worst fifty."""
        return view_gap(self.subject.rpo_s, None, self.losses, self.at, self.validity)

    @property
    def measured(self) -> Measured | None:
        return max(self.times, key=lambda one: one.at, default=None)

    @property
    def measured_rpo(self) -> Measured | None:
        return max(self.losses, key=lambda one: one.at, default=None)

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.subject.code}"

    @property
    def status(self) -> str:
        """Recovery time decides; a data set has none, there the data lost decides."""
        return self.rpo_status if self.is_data else self.rto.status

    @property
    def is_data(self) -> bool:
        return getattr(self.subject, "kind", "") == SystemKind.DATA_SET

    @property
    def rpo_status(self) -> str:
        return "rpo_miss" if self.rpo.status in ("rto_miss", "mtd_breach") else self.rpo.status

    @property
    def because(self) -> str:
        return explain(self.rpo.because if self.is_data else self.rto.because)

    @property
    def rpo_because(self) -> str:
        return explain(self.rpo.because)

    @property
    def warnings(self) -> list[str]:
        names = {self.tier.code: self.tier.name} if self.tier else {}
        return [explain(one, names) for one in self.rto.warnings]


Proofs = Mapping[tuple[str, int, str], Sequence[Measured]]
COLUMNS = ("code", "name", "critical", "mtd_s", "rto_s", "rpo_s", "tier_id", "department_id")


def gap_rows(
    user: User, at: datetime, kinds: tuple[str, ...] = ("process",), critical_only: bool = False
) -> list[GapRow]:
    """Every process and system (of `kinds`) the user may see, what hurts most first."""
    validity = _validity()
    proofs = _proofs(user, at, validity)
    rows = []
    if "process" in kinds:
        processes = subjects(user, "process").only(*COLUMNS)
        if critical_only:
            processes = processes.filter(critical=True)
        tiers = Tier.objects.in_bulk()
        rows += [_of_process(one, tiers, proofs, at, validity) for one in processes]
    if "system" in kinds:
        rows += [_of_system(one, proofs, at, validity) for one in subjects(user, "system")]
    return sorted(rows, key=_pain)


def subjects(user: User, kind: str) -> QuerySet[Any]:
    """What can be compared: all visible processes, the systems with a target."""
    if kind == "process":
        return Process.objects.visible_to(user)
    return System.objects.visible_to(user).exclude(rto_s=None, rpo_s=None)


@dataclass(frozen=True)
class Worst:
    """Subjects with their status in the database; rows are read when they are shown."""

    user: User
    kind: str
    at: datetime
    validity: timedelta
    found: QuerySet[Any]

    def filtered(self, *conditions: Any, **fields: Any) -> Worst:
        return replace(self, found=self.found.filter(*conditions, **fields))

    def counts(self) -> dict[str, int]:
        """How many rows have which status (one query)."""
        return counts(self.found)

    def of_status(self, status: str) -> Worst:
        return replace(self, found=of_status(self.found, status))

    def rows(self, first: int, limit: int) -> list[GapRow]:
        """A page, what hurts most first (at most three queries)."""
        wanted = worst_first(self.found, self.kind)[first : first + limit]
        shown = list(wanted.only(*COLUMNS) if self.kind == "process" else wanted)
        of_shown = {f"{self.kind}_id__in": [one.pk for one in shown]}
        proofs = _proofs(self.user, self.at, self.validity, **of_shown)
        if self.kind == "system":
            return [_of_system(one, proofs, self.at, self.validity) for one in shown]
        tiers = Tier.objects.in_bulk()
        return [_of_process(one, tiers, proofs, self.at, self.validity) for one in shown]


def worst(user: User, at: datetime, kind: str = "process") -> Worst:
    validity = _validity()
    found = with_pain(subjects(user, kind), kind, at, validity)
    return Worst(user, kind, at, validity, found)


def _validity() -> timedelta:
    return timedelta(days=Organisation.current().measurement_validity_days)


def _of_process(
    process: Process,
    tiers: Mapping[int, Tier],
    proofs: Proofs,
    at: datetime,
    validity: timedelta,
) -> GapRow:
    times = proofs.get(("process", process.pk, "rto"), ())
    tier = None if process.tier_id is None else tiers[process.tier_id]
    return GapRow(
        kind="process",
        subject=process,
        tier=tier,
        critical=process.critical,
        mtd_s=process.mtd_s,
        rto=view_gap(process.rto_s, process.mtd_s, times, at, validity, _rule(tier)),
        times=times,
        losses=proofs.get(("process", process.pk, "rpo"), ()),
        at=at,
        validity=validity,
    )


def _of_system(system: System, proofs: Proofs, at: datetime, validity: timedelta) -> GapRow:
    times = proofs.get(("system", system.pk, "rto"), ())
    return GapRow(
        kind="system",
        subject=system,
        tier=None,
        critical=system.importance == "core",
        mtd_s=None,
        rto=view_gap(system.rto_s, None, times, at, validity),
        times=times,
        losses=proofs.get(("system", system.pk, "rpo"), ()),
        at=at,
        validity=validity,
    )


def _rule(tier: Tier | None) -> TierRule | None:
    if tier is None or tier.max_rto_s is None:
        return None
    return TierRule(tier.code, tier.max_rto_s, tier.min_margin)


def _proofs(user: User, at: datetime, validity: timedelta, **only: Any) -> Proofs:
    """Measurements by (subject kind, id, rto or rpo), the valid ones (and `only` those)."""
    measurements = Measurement.objects.visible_to(user).filter(
        at__gt=at - validity, at__lte=at, **only
    )
    proofs: dict[tuple[str, int, str], list[Measured]] = defaultdict(list)
    columns = ("process_id", "system_id", "kind", "value_s", "at", "source", "confidence")
    for process, system, kind, value_s, when, source, confidence in measurements.values_list(
        *columns
    ):
        subject = ("process", process) if process is not None else ("system", system)
        proofs[(*subject, kind)].append(
            Measured(value_s, when, source, cast(Confidence, confidence))
        )
    return proofs


def _pain(row: GapRow) -> tuple[int, bool, int, int, str]:
    judged = row.rpo if row.is_data else row.rto
    over = judged.gap_s or 0
    if row.rto.tested_s is not None and row.mtd_s is not None:
        over = max(over, row.rto.tested_s - row.mtd_s)
    order = row.tier.order if row.tier else 99
    return (HURTS.index(row.status), not row.critical, order, -over, row.subject.code)
