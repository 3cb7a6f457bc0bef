"""The report “Gap and dependency analysis”: frozen as a document when its building begins."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.document.blocks import Document
from reports.filters.known import CRITICAL, DEPARTMENT, PROCESSES, TIER
from reports.gaps.document import gap_document, title
from reports.kinds.document_kind import DocumentKind
from reports.kinds.kind import Group
from reports.models import Report
from reports.scope import analysis_scope


class GapsKind(DocumentKind):
    group = Group.ANALYSIS
    purpose = _("Where recovery does not meet what was promised, why, and what mending it costs.")
    readers = _("Continuity managers, IT, management")
    permission = "assessment.view"
    filters = (DEPARTMENT, TIER, CRITICAL, PROCESSES)

    def scope(self, filters: dict[str, Any]) -> str:
        return analysis_scope(filters)

    def title(self) -> str:
        return title()

    def document(self, report: Report) -> Document:
        return gap_document(report)
