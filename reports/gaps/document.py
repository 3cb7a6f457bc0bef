"""The whole document: every chapter whose data exists, in the order a reader asks."""

from __future__ import annotations

import hashlib
import json

from django.utils.translation import gettext as _

from accounts.models import Department
from bia.models import Tier
from reports.content.words import filter_words, whole
from reports.document.blocks import Chapter, Document
from reports.gaps.findings import finding_chapter
from reports.gaps.gap_table import gap_chapter
from reports.gaps.losses import loss_chapter
from reports.gaps.map_picture import map_chapter
from reports.gaps.method import closing_chapter, method_chapter
from reports.gaps.paths import path_chapter
from reports.gaps.points import points_chapter
from reports.gaps.portfolio import portfolio_chapter
from reports.gaps.recovery import recovery_chapter
from reports.gaps.summary import summary_chapter
from reports.gaps.view import View, view_of
from reports.gaps.what_if import what_if_chapter
from reports.models import Report


def title() -> str:
    return _("Gap and dependency analysis")


def gap_document(report: Report) -> Document:
    """Read, computed and put into words, in the active language."""
    view = view_of(report)
    found = digest(view)
    chapters: list[Chapter | None] = [
        summary_chapter(view),
        map_chapter(view),
        gap_chapter(view),
        path_chapter(view),
        points_chapter(view),
        recovery_chapter(view),
        what_if_chapter(view),
        portfolio_chapter(view),
        loss_chapter(view),
        finding_chapter(view),
        method_chapter(view),
        closing_chapter(view, found),
    ]
    return Document(
        title=title(),
        organisation=view.organisation.name,
        sample=bool(view.organisation.sample),
        at=view.at.isoformat(),
        zone=view.organisation.timezone,
        facts=_facts(view),
        digest=found,
        digest_words=_("of the figures of the gap table; how, the last chapter says"),
        chapters=tuple(one for one in chapters if one is not None),
    )


def digest(view: View) -> str:
    """SHA-256 of the figures of the gap table, the same in every language."""
    lines = [
        [row.key, row.status, row.rpo_status, row.result.required_s, row.counted_s, row.gap_s]
        for row in sorted(view.rows, key=lambda row: row.key)
    ]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def _facts(view: View) -> list[tuple[str, str]]:
    filters = view.report.filters
    department = Department.objects.filter(code=filters.get("department", "")).first()
    tier = Tier.objects.filter(code=filters.get("tier", "")).first()
    scope = filter_words(
        department=department.name if department else "", tier=tier.name if tier else "",
        critical=filters.get("critical"), codes=len(filters.get("processes", [])),
    )  # fmt: skip
    needs = sum(len(edges) for edges in view.needs.values())
    return [
        (_("Scope"), scope),
        (_("Processes in scope"), whole(len(view.chosen))),
        (_("Nodes in the analysis"), whole(len(view.scope))),
        (_("Needs between them"), whole(needs)),
    ]
