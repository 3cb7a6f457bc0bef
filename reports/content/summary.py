"""The figures of a report's first chapter. Rules: docs/method.md §8 to §10."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bia.domain.evidence import Evidence, Validity, beside
from bia.domain.gap import Gap, view_gap
from bia.domain.register_figures import Figures, Row, figures_of
from bia.domain.review import days_overdue
from bia.domain.tiers import Tier as TierRule
from bia.measured import newest_of, results_by_subject
from bia.models import Measurement, Tier
from bia.reasons import explain
from reports.content.selection import Selection
from reports.content.words import beside_words, evidence_words


@dataclass(frozen=True)
class TierLine:
    """`tier` None: processes without one."""

    tier: Tier | None
    processes: int
    critical: int
    volume: int
    without_volume: int


@dataclass(frozen=True)
class GapLine:
    code: str
    name: str
    critical: bool
    tier: Tier | None
    mtd_s: int | None
    rto_s: int | None
    gap: Gap
    proof: Evidence | None = None
    beside: tuple[Evidence, ...] = ()

    @property
    def provenance(self) -> list[str]:
        """Where the figures come from and how old they are, one line each."""
        proof = [evidence_words(self.proof)] if self.proof else []
        return proof + [beside_words(one) for one in self.beside]

    @property
    def because(self) -> str:
        return explain(self.gap.because)

    @property
    def remarks(self) -> list[str]:
        names = {self.tier.code: self.tier.name} if self.tier else {}
        return [explain(one, names) for one in self.gap.warnings]


@dataclass(frozen=True)
class OverdueLine:
    code: str
    name: str
    due_on: date
    days: int


@dataclass(frozen=True)
class Summary:
    figures: Figures
    tiers: list[TierLine]
    overdue: list[OverdueLine]
    gaps: list[GapLine]
    approved: int
    without_approval: list[Any]

    @property
    def missed(self) -> list[GapLine]:
        """What the gap table lists: broken promises, and what is critical and not proven."""
        return [
            one
            for one in self.gaps
            if one.gap.status in ("mtd_breach", "rto_miss")
            or (one.critical and one.gap.status in ("untested", "no_target"))
            or one.gap.warnings
        ]

    def count(self, *statuses: str) -> int:
        return sum(one.gap.status in statuses for one in self.gaps)


def summarise(selection: Selection) -> Summary:
    rows = selection.rows
    return Summary(
        figures=figures_of(Row(row.daily_volume, row.critical) for row in rows.values()),
        tiers=_tiers(selection),
        overdue=_overdue(selection),
        gaps=_gaps(selection),
        approved=len(selection.chosen),
        without_approval=selection.without_approval,
    )


def objectives(selection: Selection, process_id: int) -> tuple[int | None, int | None, Tier | None]:
    """MTD, RTO and tier as approved by the date of the report; without approval none."""
    chosen = selection.chosen.get(process_id)
    if chosen is None:
        return None, None, None
    return chosen.mtd_s, chosen.rto_s, selection.tier_of(chosen)


def _tiers(selection: Selection) -> list[TierLine]:
    lines: dict[int | None, list[Any]] = defaultdict(list)
    for key, row in selection.rows.items():
        tier = objectives(selection, key)[2]
        lines[tier.pk if tier else None].append(row)
    ordered: list[Tier | None] = [*sorted(selection.tiers.values(), key=lambda one: one.order)]
    found = []
    for tier in [*ordered, None]:
        listed = lines.get(tier.pk if tier else None, [])
        if tier is None and not listed:
            continue
        figures = figures_of(Row(row.daily_volume, row.critical) for row in listed)
        found.append(
            TierLine(tier, len(listed), figures.critical, figures.volume, figures.without_volume)
        )
    return found


def _overdue(selection: Selection) -> list[OverdueLine]:
    lines = [
        OverdueLine(row.code, row.name, row.review_due, days)
        for row in selection.rows.values()
        if (days := days_overdue(row.review_due, selection.today))
    ]
    return sorted(lines, key=lambda one: (-one.days, one.code))


def _gaps(selection: Selection) -> list[GapLine]:
    organisation = selection.organisation
    validity = Validity(selection.at, organisation.measurement_validity_days, organisation.timezone)
    results = Measurement.objects.filter(
        process_id__in=list(selection.rows), kind="rto", at__lte=selection.at
    )
    measured = results_by_subject(results.filter(at__gte=validity.since))
    newest = results_by_subject(newest_of(results, "process"))
    lines = []
    for key, row in selection.rows.items():
        mtd_s, rto_s, tier = objectives(selection, key)
        rule = None
        if tier is not None and tier.max_rto_s is not None:
            rule = TierRule(tier.code, tier.max_rto_s, Decimal(tier.min_margin))
        results_of = measured.get(("process", key, "rto"), [])
        gap = view_gap(rto_s, mtd_s, results_of, selection.at, validity.span, rule)
        shown = beside(gap.counted, newest.get(("process", key, "rto"), []), validity)
        proof = validity.judge(gap.counted) if gap.counted else None
        lines.append(
            GapLine(row.code, row.name, row.critical, tier, mtd_s, rto_s, gap, proof, shown)
        )
    worst = ("mtd_breach", "rto_miss", "no_target", "untested", "met")
    return sorted(
        lines,
        key=lambda one: (
            worst.index(one.gap.status), not one.critical, -(one.gap.gap_s or 0), one.code,
        ),
    )  # fmt: skip
