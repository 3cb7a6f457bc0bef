"""What is told of drills: the report of one, the papers before it, and the year of them all."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.errors import Problem
from reports.document.blocks import Document
from reports.drill_choice import drill_problems, drill_scope, programme_scope
from reports.drills import handbook, programme
from reports.drills import report as after_action
from reports.filters.known import DRILL, YEAR
from reports.kinds.document_kind import DocumentKind
from reports.kinds.kind import Group
from reports.models import Report, ReportKind


class _OfOneDrill(DocumentKind):
    group = Group.DRILLS
    permission = "drill.view"
    filters = (DRILL,)
    sight = ("drill.view_unannounced",)
    scheduled = False

    def problems(
        self, wanted: dict[str, Any], *, by: User, as_of: datetime | None, at: datetime
    ) -> list[Problem]:
        return drill_problems(self.kind, wanted, by=by, as_of=as_of)

    def scope(self, filters: dict[str, Any]) -> str:
        return drill_scope(filters)

    @property
    @abstractmethod
    def kind(self) -> str:
        """The value of `ReportKind`."""


class DrillKind(_OfOneDrill):
    kind = ReportKind.DRILL.value
    purpose = _("What a drill was to show, what happened, how it is rated and what follows.")
    readers = _("Management, auditors, who took part")

    def title(self) -> str:
        return after_action.title()

    def document(self, report: Report) -> Document:
        return after_action.drill_document(report)


class ProgrammeKind(DocumentKind):
    group = Group.DRILLS
    purpose = _("The drills of a year: planned, held, rated, and what the policy still wants.")
    readers = _("Continuity managers, auditors")
    permission = "drill.view"
    filters = (YEAR,)
    sight = ("register.view", "drill.view_unannounced")

    def scope(self, filters: dict[str, Any]) -> str:
        return programme_scope(filters)

    def title(self) -> str:
        return programme.title()

    def document(self, report: Report) -> Document:
        return programme.programme_document(report)


class HandbookKind(_OfOneDrill):
    kind = ReportKind.HANDBOOK.value
    purpose = _("The script with every inject and what is expected: nothing for those who play.")
    readers = _("Controllers, facilitators")

    def title(self) -> str:
        return handbook.handbook_title()

    def document(self, report: Report) -> Document:
        return handbook.handbook_document(report)


class ManualKind(_OfOneDrill):
    kind = ReportKind.MANUAL.value
    purpose = _("The situation and the rules of a drill, without its script.")
    readers = _("Who takes part in the drill")

    def title(self) -> str:
        return handbook.manual_title()

    def document(self, report: Report) -> Document:
        return handbook.manual_document(report)
