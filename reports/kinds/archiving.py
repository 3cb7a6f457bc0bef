"""What a PDF for the archive carries: the report's tables, and its content for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lib.pdf.attachment import Attachment, Relationship
from reports.kinds.kind import Kind
from reports.models import Report, ReportFormat, ReportVariant

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kept_with(kind: Kind, report: Report, subject: Any) -> Sequence[Attachment] | None:
    """The files of a PDF for the archive; None for one for reading."""
    if report.variant != ReportVariant.ARCHIVE:
        return None
    return kind.attachments(report, subject)


def data_files(kind: Kind, report: Report, subject: Any, content: Any) -> list[Attachment]:
    """The spreadsheet, where the kind has one, and `content` as JSON. Names are ASCII."""
    found = []
    if ReportFormat.XLSX in kind.formats:
        found.append(
            Attachment(
                name=f"{report.code}.xlsx",
                content=kind.workbook(report, subject),
                content_type=XLSX,
                description=_("The tables of this report as a spreadsheet"),
                changed=report.created_at,
                relationship=Relationship.DATA,
            )
        )
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    found.append(
        Attachment(
            name=f"{report.code}.json",
            content=text.encode(),
            content_type="application/json",
            description=_("The content of this report for programs, as JSON"),
            changed=report.created_at,
            relationship=Relationship.SOURCE,
        )
    )
    return found
