"""What is told of drills: the report of one, the papers before it, and the year of them all."""

from __future__ import annotations

from reports.document.blocks import Document
from reports.drills import handbook, programme
from reports.drills import report as after_action
from reports.kinds.document_kind import DocumentKind
from reports.models import Report


class DrillKind(DocumentKind):
    def title(self) -> str:
        return after_action.title()

    def document(self, report: Report) -> Document:
        return after_action.drill_document(report)


class ProgrammeKind(DocumentKind):
    def title(self) -> str:
        return programme.title()

    def document(self, report: Report) -> Document:
        return programme.programme_document(report)


class HandbookKind(DocumentKind):
    def title(self) -> str:
        return handbook.handbook_title()

    def document(self, report: Report) -> Document:
        return handbook.handbook_document(report)


class ManualKind(DocumentKind):
    def title(self) -> str:
        return handbook.manual_title()

    def document(self, report: Report) -> Document:
        return handbook.manual_document(report)
