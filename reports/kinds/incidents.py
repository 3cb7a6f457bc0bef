"""What is told of incidents: one in full, its situation now, its card, and the metrics of all."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.errors import Problem
from reports.document.blocks import Document
from reports.filters.known import CATEGORY, GRADE, INCIDENT, SINCE_A_YEAR, SYSTEM
from reports.incident_choice import incident_problems, incident_scope, metrics_scope
from reports.incidents import card, incident, metrics, situation
from reports.kinds.document_kind import DocumentKind
from reports.kinds.kind import Group
from reports.kinds.short_kind import ShortKind
from reports.models import Report, ReportFormat, ReportKind


class _OfOneIncident(DocumentKind):
    group = Group.INCIDENTS
    permission = "incident.view"
    filters = (INCIDENT,)
    sight = ("incident.view_restricted",)
    scheduled = False

    def problems(
        self, wanted: dict[str, Any], *, by: User, as_of: datetime | None, at: datetime
    ) -> list[Problem]:
        return incident_problems(self.kind, wanted, by=by, as_of=as_of)

    def scope(self, filters: dict[str, Any]) -> str:
        return incident_scope(filters)

    @property
    @abstractmethod
    def kind(self) -> str:
        """The value of `ReportKind`."""


class IncidentKind(_OfOneIncident):
    kind = ReportKind.INCIDENT.value
    purpose = _("One incident from the first sign to its lessons: times, decisions, costs.")
    readers = _("Management, auditors, authorities")

    def title(self) -> str:
        return incident.title()

    def document(self, report: Report) -> Document:
        return incident.incident_document(report)


class MetricsKind(DocumentKind):
    group = Group.INCIDENTS
    purpose = _("How often, how long and how well: the figures of all incidents of a period.")
    readers = _("Continuity managers, management")
    permission = "incident.view"
    filters = (SINCE_A_YEAR, GRADE, SYSTEM, CATEGORY)
    sight = ("incident.view", "incident.view_restricted")

    def scope(self, filters: dict[str, Any]) -> str:
        return metrics_scope(filters)

    def title(self) -> str:
        return metrics.title()

    def document(self, report: Report) -> Document:
        return metrics.metrics_document(report)


class _Short(ShortKind, _OfOneIncident):
    """Read at once."""


class SituationKind(_Short):
    kind = ReportKind.SITUATION.value
    purpose = _("Where an incident stands now, on one or two pages to be read at once.")
    readers = _("Crisis team, management")
    formats = (ReportFormat.PDF,)

    def title(self) -> str:
        return situation.title()

    def document(self, report: Report) -> Document:
        return situation.situation_document(report)


class IncidentCardKind(_Short):
    """How the card of an incident is built; it is asked for as a card (`reports.kinds.plans`)."""

    kind = ReportKind.CARD.value
    purpose = readers = ""
    formats = (ReportFormat.PDF,)

    def title(self) -> str:
        return card.title()

    def document(self, report: Report) -> Document:
        return card.card_document(report)
