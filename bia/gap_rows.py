"""Promise against proof for many subjects at once: what the gap page and the API show.

Constant number of queries: the organisation, the subjects, their measurements.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Organisation, User
from bia.domain.gap import Gap, Measured, view_gap
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
    rpo: Gap
    measured: Measured | None
    measured_rpo: Measured | None

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


Proofs = dict[tuple[str, int, str], list[Measured]]


def gap_rows(user: User, at: datetime, kinds: tuple[str, ...] = ("process",)) -> list[GapRow]:
    """Every process and system (of `kinds`) the user may see, what hurts most first."""
    validity = timedelta(days=Organisation.current().measurement_validity_days)
    proofs = _proofs(user, at, validity)
    rows = []
    if "process" in kinds:
        processes = Process.objects.visible_to(user).select_related("tier", "department")
        rows += [_of_process(one, proofs, at, validity) for one in processes]
    if "system" in kinds:
        systems = System.objects.visible_to(user).exclude(rto_s=None, rpo_s=None)
        rows += [_of_system(one, proofs, at, validity) for one in systems]
    return sorted(rows, key=_pain)


def gap_of(process: Process, user: User, at: datetime) -> GapRow:
    """The row of one process (its tier is read when it is not loaded)."""
    validity = timedelta(days=Organisation.current().measurement_validity_days)
    proofs = _proofs(user, at, validity, process_id=process.pk)
    return _of_process(process, proofs, at, validity)


def _of_process(process: Process, proofs: Proofs, at: datetime, validity: timedelta) -> GapRow:
    found, lost = (proofs[("process", process.pk, kind)] for kind in ("rto", "rpo"))
    tier = process.tier
    return GapRow(
        kind="process",
        subject=process,
        tier=tier,
        critical=process.critical,
        mtd_s=process.mtd_s,
        rto=view_gap(process.rto_s, process.mtd_s, found, at, validity, _rule(tier)),
        rpo=view_gap(process.rpo_s, None, lost, at, validity),
        measured=_newest(found),
        measured_rpo=_newest(lost),
    )


def _of_system(system: System, proofs: Proofs, at: datetime, validity: timedelta) -> GapRow:
    found, lost = (proofs[("system", system.pk, kind)] for kind in ("rto", "rpo"))
    return GapRow(
        kind="system",
        subject=system,
        tier=None,
        critical=system.importance == "core",
        mtd_s=None,
        rto=view_gap(system.rto_s, None, found, at, validity),
        rpo=view_gap(system.rpo_s, None, lost, at, validity),
        measured=_newest(found),
        measured_rpo=_newest(lost),
    )


def _newest(found: list[Measured]) -> Measured | None:
    return max(found, key=lambda one: one.at, default=None)


def _rule(tier: Tier | None) -> TierRule | None:
    if tier is None or tier.max_rto_s is None:
        return None
    return TierRule(tier.code, tier.max_rto_s, tier.min_margin)


def _proofs(user: User, at: datetime, validity: timedelta, process_id: int | None = None) -> Proofs:
    """Measurements by (subject kind, id, rto or rpo), the valid ones only."""
    measurements = Measurement.objects.visible_to(user).filter(at__gt=at - validity, at__lte=at)
    if process_id is not None:
        measurements = measurements.filter(process_id=process_id)
    proofs: Proofs = defaultdict(list)
    columns = ("process_id", "system_id", "kind", "value_s", "at", "source", "confidence")
    for process, system, kind, value_s, when, source, confidence in measurements.values_list(
        *columns
    ):
        subject = ("process", process) if process is not None else ("system", system)
        proofs[(*subject, kind)].append(Measured(value_s, when, source, confidence))
    return proofs


def _pain(row: GapRow) -> tuple[int, bool, int, int, str]:
    over = row.rto.gap_s or 0
    if row.rto.tested_s is not None and row.mtd_s is not None:
        over = max(over, row.rto.tested_s - row.mtd_s)
    order = row.tier.order if row.tier else 99
    return (HURTS.index(row.status), not row.critical, order, -over, row.subject.code)
