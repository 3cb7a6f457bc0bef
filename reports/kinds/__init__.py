"""The kinds of reports: one module each, all of one shape (`reports.kinds.kind.Kind`).

A new kind is a value of `ReportKind`, a module here, a line below, and its filters in
`reports.services.requests`.
"""

from __future__ import annotations

from reports.kinds.backups import BackupsKind
from reports.kinds.bia import BiaKind
from reports.kinds.drills import DrillKind, HandbookKind, ManualKind, ProgrammeKind
from reports.kinds.gaps import GapsKind
from reports.kinds.incidents import (
    IncidentCardKind,
    IncidentKind,
    MetricsKind,
    SituationKind,
)
from reports.kinds.kind import Kind
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
}
OF_INCIDENT = IncidentCardKind()

__all__ = ["KINDS", "Kind", "kind_of"]


def kind_of(report: Report) -> Kind:
    """A card is that of a plan, or that of the incident its filters name."""
    if report.kind == ReportKind.CARD and "incident" in report.filters:
        return OF_INCIDENT
    return KINDS[report.kind]
