"""Promise against proof for many subjects at once: what the gap page and the API show.

Constant number of queries: the organisation, the subjects, the tiers, the measurements. A page
reads only the rows it shows (`worst`); their order is the database's work (bia/gap_order.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from bia.domain.evidence import Evidence, Validity, beside
from bia.domain.gap import Gap, Measured, view_gap
from bia.domain.tiers import Tier as TierRule
from bia.gap_order import HURTS, counts, of_status, with_pain, worst_first
from bia.measured import Results, newest_of, results_by_subject, validity_at
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
    losses: Sequence[Measured]
    # The newest of each confidence, however old.
    newest: Sequence[Measured]
    newest_rpo: Sequence[Measured]
    validity: Validity

    @cached_property
    def rpo(self) -> Gap:
        """Of the rows that are shown only: ten thousand are compared to find the worst fifty."""
        valid = self.validity
        return view_gap(self.subject.rpo_s, None, self.losses, valid.at, valid.span)

    @cached_property
    def proof(self) -> Evidence | None:
        """The result behind the recovery time that counts."""
        counted = self.rto.counted
        return None if counted is None else self.validity.judge(counted)

    @cached_property
    def proof_rpo(self) -> Evidence | None:
        counted = self.rpo.counted
        return None if counted is None else self.validity.judge(counted)

    @cached_property
    def beside(self) -> tuple[Evidence, ...]:
        """Newer or unproving results shown next to the proof."""
        return beside(self.rto.counted, self.newest, self.validity)

    @cached_property
    def beside_rpo(self) -> tuple[Evidence, ...]:
        return beside(self.rpo.counted, self.newest_rpo, self.validity)

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


@dataclass(frozen=True)
class Proofs:
    """Results of the subjects of a page: the valid ones, and the newest however old."""

    valid: Results
    newest: Results
    validity: Validity

    def of(self, kind: str, pk: int) -> dict[str, Any]:
        """The parts of a row that are measured."""
        return {
            "losses": self.valid.get((kind, pk, "rpo"), ()),
            "newest": self.newest.get((kind, pk, "rto"), ()),
            "newest_rpo": self.newest.get((kind, pk, "rpo"), ()),
            "validity": self.validity,
        }

    def times(self, kind: str, pk: int) -> Sequence[Measured]:
        return self.valid.get((kind, pk, "rto"), ())


COLUMNS = ("code", "name", "critical", "mtd_s", "rto_s", "rpo_s", "tier_id", "department_id")


def gap_rows(
    user: User, at: datetime, kinds: tuple[str, ...] = ("process",), critical_only: bool = False
) -> list[GapRow]:
    """Every process and system (of `kinds`) the user may see, what hurts most first."""
    proofs = _proofs(user, validity_at(at), kinds)
    rows = []
    if "process" in kinds:
        processes = subjects(user, "process").only(*COLUMNS)
        if critical_only:
            processes = processes.filter(critical=True)
        tiers = Tier.objects.in_bulk()
        rows += [_of_process(one, tiers, proofs) for one in processes]
    if "system" in kinds:
        rows += [_of_system(one, proofs) for one in subjects(user, "system")]
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
    validity: Validity
    found: QuerySet[Any]

    def filtered(self, *conditions: Any, **fields: Any) -> Worst:
        return replace(self, found=self.found.filter(*conditions, **fields))

    def counts(self) -> dict[str, int]:
        """How many rows have which status (one query)."""
        return counts(self.found)

    def of_status(self, status: str) -> Worst:
        return replace(self, found=of_status(self.found, status))

    def rows(self, first: int, limit: int) -> list[GapRow]:
        """A page, what hurts most first (at most four queries)."""
        wanted = worst_first(self.found, self.kind)[first : first + limit]
        shown = list(wanted.only(*COLUMNS) if self.kind == "process" else wanted)
        of_shown = {f"{self.kind}_id__in": [one.pk for one in shown]}
        proofs = _proofs(self.user, self.validity, (self.kind,), **of_shown)
        if self.kind == "system":
            return [_of_system(one, proofs) for one in shown]
        tiers = Tier.objects.in_bulk()
        return [_of_process(one, tiers, proofs) for one in shown]


def worst(user: User, at: datetime, kind: str = "process") -> Worst:
    validity = validity_at(at)
    found = with_pain(subjects(user, kind), kind, at, validity.span)
    return Worst(user, kind, validity, found)


def _of_process(process: Process, tiers: Mapping[int, Tier], proofs: Proofs) -> GapRow:
    times, valid = proofs.times("process", process.pk), proofs.validity
    tier = None if process.tier_id is None else tiers[process.tier_id]
    return GapRow(
        kind="process",
        subject=process,
        tier=tier,
        critical=process.critical,
        mtd_s=process.mtd_s,
        rto=view_gap(process.rto_s, process.mtd_s, times, valid.at, valid.span, _rule(tier)),
        **proofs.of("process", process.pk),
    )


def _of_system(system: System, proofs: Proofs) -> GapRow:
    times, valid = proofs.times("system", system.pk), proofs.validity
    return GapRow(
        kind="system",
        subject=system,
        tier=None,
        critical=system.importance == "core",
        mtd_s=None,
        rto=view_gap(system.rto_s, None, times, valid.at, valid.span),
        **proofs.of("system", system.pk),
    )


def _rule(tier: Tier | None) -> TierRule | None:
    if tier is None or tier.max_rto_s is None:
        return None
    return TierRule(tier.code, tier.max_rto_s, tier.min_margin)


def _proofs(user: User, validity: Validity, kinds: tuple[str, ...], **only: Any) -> Proofs:
    """What is known of the subjects of `kinds` (`only` those): a query, and one per kind."""
    results = Measurement.objects.visible_to(user).filter(at__lte=validity.at, **only)
    newest: dict[tuple[str, int, str], Sequence[Measured]] = {}
    for kind in kinds:
        newest |= results_by_subject(newest_of(results, kind))
    return Proofs(results_by_subject(results.filter(at__gte=validity.since)), newest, validity)


def _pain(row: GapRow) -> tuple[int, bool, int, int, str]:
    judged = row.rpo if row.is_data else row.rto
    over = judged.gap_s or 0
    if row.rto.tested_s is not None and row.mtd_s is not None:
        over = max(over, row.rto.tested_s - row.mtd_s)
    order = row.tier.order if row.tier else 99
    return (HURTS.index(row.status), not row.critical, order, -over, row.subject.code)
