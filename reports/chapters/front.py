"""The cover with what the report speaks of, and the contents."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lib.pdf.part import Part
from lib.pdf.rendering import render
from reports.chapters.frame import css, frame
from reports.content.selection import Selection
from reports.content.words import (
    day_words,
    filter_words,
    instant_words,
    whole,
)
from reports.cover_code import cover_code
from reports.models import Report


@dataclass(frozen=True)
class Line:
    """One line of the contents; `page` counts from 1."""

    anchor: str
    title: str
    page: int
    code: str = ""
    major: bool = False

    @property
    def words(self) -> str:
        return f"{self.title}, {_('page %(page)s') % {'page': self.page}}"


def snapshots_digest(selection: Selection) -> tuple[str, int]:
    """One digest for all snapshots, in the order of the table of approvals, and their number."""
    digests = [one.snapshot.digest for one in selection.chosen.values() if hasattr(one, "snapshot")]
    if len(digests) == 1:
        return digests[0], 1
    text = "\n".join(digests)
    return (hashlib.sha256(text.encode()).hexdigest() if digests else ""), len(digests)


def front_part(report: Report, selection: Selection, toc: list[Line], number: int) -> Part:
    zone = selection.zone
    digest, count = snapshots_digest(selection)
    if count > 1:
        words = _("SHA-256 of the %(n)s snapshot digests, one a line") % {"n": count}
    else:
        words = _("of the one snapshot in this report") if count else _("nothing is approved")
    context = frame(selection) | {
        "report": report,
        "as_of_words": day_words(selection.today),
        "facts": _cover_facts(selection),
        "digest_label": _("Digest of the snapshots"),
        "digest": digest,
        "digest_words": words,
        "drafts": len(selection.drafts),
        "prepared_words": instant_words(report.created_at, zone),
        "requested_by": str(report.requested_by),
        "verify": cover_code(report.code),
        "toc": toc,
    }
    return render(render_to_string("reports/pdf/front.html", context), css(), number)


def _cover_facts(selection: Selection) -> list[tuple[str, str]]:
    filters = selection.filters
    tier = next((t.name for t in selection.tiers.values() if t.code == filters.get("tier")), "")
    place = next(
        (d.name for d in selection.departments.values() if d.code == filters.get("department")), ""
    )
    scope = filter_words(
        department=place, tier=tier, critical=filters.get("critical"),
        codes=len(filters.get("processes", [])),
    )  # fmt: skip
    rows = [
        (_("Scope"), scope),
        (_("Processes"), whole(len(selection.rows))),
        (_("Approved assessments"), whole(len(selection.chosen))),
    ]
    approvals = list(selection.chosen.values())
    times = sorted(one.approved_at for one in approvals if one.approved_at is not None)
    if len(approvals) == 1:
        rows.append((_("Approved by"), str(approvals[0].approved_by)))
        rows.append((_("Approved"), instant_words(times[0], selection.zone)))
    elif approvals:
        names = Counter(str(one.approved_by) for one in approvals)
        first, last = (
            day_words(at.astimezone(selection.zone).date()) for at in (times[0], times[-1])
        )
        listed = ", ".join(f"{name} ({n})" for name, n in names.most_common(5))
        rows.append((_("Approved by"), listed))
        rows.append((_("Approved"), first if first == last else f"{first} – {last}"))
    return rows
