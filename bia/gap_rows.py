"""Promise against proof for many subjects at once: what the gap page and the API show.

Constant number of queries: the organisation, the subjects, the tiers, the measurements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import cast

from accounts.models import Organisation, User
from bia.domain.gap import Confidence, Gap, Measured, view_gap
from bia.domain.tiers import Tier as TierRule
from bia.models import Measurement, Process, System, SystemKind, Tier
from bia.reasons import explain

# The worst first; with the same status the larger overshoot hurts more.
HURTS = ("mtd_breach", "rto_miss", "rpo_miss", "untested", "no_target", "met")


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
    validity = timedelta(days=Organisation.current().measurement_validity_days)
    proofs = _proofs(user, at, validity)
    rows = []
    if "process" in kinds:
        processes = Process.objects.visible_to(user).only(*COLUMNS)
        if critical_only:
            processes = processes.filter(critical=True)
        tiers = Tier.objects.in_bulk()
        rows += [_of_process(one, tiers, proofs, at, validity) for one in processes]
    if "system" in kinds:
        systems = System.objects.visible_to(user).exclude(rto_s=None, rpo_s=None)
        rows += [_of_system(one, proofs, at, validity) for one in systems]
    return sorted(rows, key=_pain)


def gap_of(process: Process, user: User, at: datetime) -> GapRow:
    """The row of one process."""
    validity = timedelta(days=Organisation.current().measurement_validity_days)
    proofs = _proofs(user, at, validity, process_id=process.pk)
    return _of_process(process, Tier.objects.in_bulk(), proofs, at, validity)


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


def _proofs(user: User, at: datetime, validity: timedelta, process_id: int | None = None) -> Proofs:
    """Measurements by (subject kind, id, rto or rpo), the valid ones only."""
    measurements = Measurement.objects.visible_to(user).filter(at__gt=at - validity, at__lte=at)
    if process_id is not None:
        measurements = measurements.filter(process_id=process_id)
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
    over = row.rto.gap_s or 0
    if row.rto.tested_s is not None and row.mtd_s is not None:
        over = max(over, row.rto.tested_s - row.mtd_s)
    order = row.tier.order if row.tier else 99
    return (HURTS.index(row.status), not row.critical, order, -over, row.subject.code)
