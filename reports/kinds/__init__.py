"""The kinds of reports: one module each, all of one shape (`reports.kinds.kind.Kind`).

A new kind is a value of `ReportKind`, a module here and a line below; a value without a line is
offered nowhere.
"""

from __future__ import annotations

from accounts.access import may
from accounts.models import User
from reports.kinds.backups import BackupsKind
from reports.kinds.bia import BiaKind
from reports.kinds.drills import DrillKind, HandbookKind, ManualKind, ProgrammeKind
from reports.kinds.evidence import EvidenceKind
from reports.kinds.gaps import GapsKind
from reports.kinds.governance import (
    ClausesKind,
    ExecutiveKind,
    InvestmentKind,
    LevelsKind,
    MaturityKind,
)
from reports.kinds.incidents import (
    IncidentCardKind,
    IncidentKind,
    MetricsKind,
    SituationKind,
)
from reports.kinds.kind import Group, Kind
from reports.kinds.plans import CardKind, PlanKind
from reports.models import Report, ReportKind

KINDS: dict[str, Kind] = {
    ReportKind.BIA.value: BiaKind(),
    ReportKind.GAPS.value: GapsKind(),
    ReportKind.BACKUPS.value: BackupsKind(),
    ReportKind.PLAN.value: PlanKind(),
    ReportKind.CARD.value: CardKind(),
    ReportKind.INCIDENT.value: IncidentKind(),
    ReportKind.SITUATION.value: SituationKind(),
    ReportKind.METRICS.value: MetricsKind(),
    ReportKind.DRILL.value: DrillKind(),
    ReportKind.PROGRAMME.value: ProgrammeKind(),
    ReportKind.HANDBOOK.value: HandbookKind(),
    ReportKind.MANUAL.value: ManualKind(),
    ReportKind.EXECUTIVE.value: ExecutiveKind(),
    ReportKind.MATURITY.value: MaturityKind(),
    ReportKind.ISO22301.value: ClausesKind(),
    ReportKind.LEVELS.value: LevelsKind(),
    ReportKind.ROI.value: InvestmentKind(),
    ReportKind.EVIDENCE.value: EvidenceKind(),
}
"""In the order of the gallery within each group."""

OF_INCIDENT = IncidentCardKind()

__all__ = ["KINDS", "Group", "Kind", "kind_of", "kinds_for"]


def kind_of(report: Report) -> Kind:
    """A card is that of a plan, or that of the incident its filters name."""
    if report.kind == ReportKind.CARD and "incident" in report.filters:
        return OF_INCIDENT
    return KINDS[report.kind]


def kinds_for(user: User) -> dict[str, Kind]:
    """Those a person may ask for."""
    return {code: one for code, one in KINDS.items() if may(user, one.permission)}
