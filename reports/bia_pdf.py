"""The BIA report as a PDF: its parts, their order, contents and bookmarks.

Parts of processes come first, because only they know how long they are; then the front is set
with the page numbers that follow from them.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import MtdPolicy
from bia.models import Assessment, AssessmentStatus
from lib.charts import Spec, draw_ahead, impact_curve, svg
from lib.durations import format_duration
from reports.content.frozen import sheets_of
from reports.content.selection import Selection
from reports.content.sheet import Need, Sheet
from reports.content.summary import summarise
from reports.content.words import (
    day_words,
    filter_words,
    instant_words,
    percent_words,
    whole,
)
from reports.models import Report
from reports.pdf.joining import Bookmark, join
from reports.pdf.part import Part
from reports.pdf.rendering import STAMPS_AT_ONCE, render, stamps

PROCESSES_A_PART = 20
CURVES_AT_ONCE = 60
CURVE_WIDTH = 640
CSS = Path(__file__).resolve().parent / "pdf" / "report.css"


@lru_cache(maxsize=1)
def css() -> str:
    return CSS.read_text(encoding="utf-8")


def title() -> str:
    return _("Business impact analysis")


def chunks(assessments: Sequence[Assessment]) -> list[list[Assessment]]:
    """What goes into one part; at least one process each."""
    step = PROCESSES_A_PART
    return [list(assessments[at : at + step]) for at in range(0, len(assessments), step)]


# --- one part of processes ---------------------------------------------------------------


def process_part(selection: Selection, assessments: Sequence[Assessment], number: int) -> Part:
    pages = [_page(sheet, selection) for sheet in sheets_of(assessments)]
    context = _frame(selection) | {
        "pages": pages,
        "currency": selection.organisation.currency,
    }
    part = render(render_to_string("reports/pdf/processes.html", context), css(), number)
    part.note = {"sheets": [[page["sheet"].anchor, page["sheet"].name] for page in pages]}
    return part


def _frame(selection: Selection) -> dict[str, Any]:
    day = instant_words(selection.at, selection.zone)
    return {
        "language": get_language(),
        "title": title(),
        "organisation": selection.organisation,
        "sample": bool(selection.organisation.sample),
        "foot": _("%(title)s · as of %(day)s") % {"title": title(), "day": day}
        + (_(" · sample data") if selection.organisation.sample else ""),
        "subject": _("As of %(day)s") % {"day": day},
    }


def _page(sheet: Sheet, selection: Selection) -> dict[str, Any]:
    language = get_language() or "en"
    curve, words = _curve(sheet, language)
    return {
        "sheet": sheet,
        "status_words": AssessmentStatus(sheet.status).label,
        "facts": _facts(sheet),
        "least_words": "" if sheet.min_margin is None else percent_words(sheet.min_margin),
        "needs": [_need(need, language) for need in sheet.needs],
        "approval": _approval(sheet, selection),
        "curve": curve,
        "curve_words": words,
    }


def _facts(sheet: Sheet) -> list[tuple[str, str]]:
    rows = [
        (_("Description"), sheet.description),
        (_("Department"), sheet.department),
        (_("Owner"), sheet.owner),
        (_("Transactions a day"),
         _("not known") if sheet.daily_volume is None else whole(sheet.daily_volume)),
        (_("Peak periods"), sheet.peak_periods),
        (_("Products and services"), "\n".join(sheet.products)),
        (_("Obligations"), "\n".join(sheet.obligations)),
    ]  # fmt: skip
    return [(label, value) for label, value in rows if value]


def _need(need: Need, language: str) -> dict[str, Any]:
    parts = []
    if need.workaround_activation_s is not None:
        shown = format_duration(need.workaround_activation_s, language)
        parts.append(_("active after %(time)s") % {"time": shown})
    if need.workaround_endurance_s is not None:
        shown = format_duration(need.workaround_endurance_s, language)
        parts.append(_("lasts until %(time)s") % {"time": shown})
    if need.workaround_capacity is not None:
        parts.append(_("capacity %(share)s") % {"share": percent_words(need.workaround_capacity)})
    group = ""
    if need.group:
        group = _("group %(group)s, %(n)s needed") % {
            "group": need.group, "n": 1 if need.group_needs is None else need.group_needs,
        }  # fmt: skip
    # The long label explains the mode on forms; here its first word is enough.
    mode = need.mode.replace("：", ":").partition(":")[0]
    return {"need": need, "mode": mode, "group": group, "workaround": ", ".join(parts) or "–"}


def _approval(sheet: Sheet, selection: Selection) -> list[tuple[str, str]]:
    rows = [(_("Assessment"), f"{sheet.assessment} ({_('version %(n)s') % {'n': sheet.number}})")]
    rows.append((_("Written by"), sheet.author))
    if sheet.submitted_at is not None:
        rows.append((_("Submitted"), instant_words(sheet.submitted_at, selection.zone)))
    if sheet.approved_at is not None:
        rows.append((_("Approved by"), sheet.approved_by))
        rows.append((_("Approved"), instant_words(sheet.approved_at, selection.zone)))
    if sheet.catalogue is not None:
        rows.append((_("Catalogue version"), str(sheet.catalogue)))
    return rows


def draw_curves(assessments: Sequence[Assessment]) -> None:
    """Draw the curves of many assessments at once, before their parts are rendered."""
    language = get_language() or "en"
    found = (_curve_spec(sheet, language) for sheet in sheets_of(assessments))
    draw_ahead([spec for spec in found if spec is not None], width=CURVE_WIDTH)


def _curve(sheet: Sheet, language: str) -> tuple[str, str]:
    """The picture as a data address, and what it shows in words; nothing rated, no picture."""
    spec = _curve_spec(sheet, language)
    if spec is None:
        return "", ""
    words = _("Impact over time of %(name)s: %(mtd)s, %(rto)s.") % {
        "name": sheet.name,
        "mtd": _named("MTD", sheet.mtd_s, language),
        "rto": _named("RTO", sheet.rto_s, language),
    }
    drawn = base64.b64encode(svg(spec, width=CURVE_WIDTH).encode()).decode()
    return f"data:image/svg+xml;base64,{drawn}", words


def _named(label: str, seconds: int | None, language: str) -> str:
    return label if seconds is None else f"{label} {format_duration(seconds, language)}"


def _curve_spec(sheet: Sheet, language: str) -> Spec | None:
    scores = {row.category: [cell.score for cell in row.cells] for row in sheet.grid}
    if len(sheet.bands) < 2 or not any(s is not None for row in scores.values() for s in row):
        return None
    return impact_curve(
        bands=[(at_s, format_duration(at_s, language)) for at_s in sheet.bands],
        scores=scores,
        threshold=sheet.threshold,
        mtd_s=sheet.mtd_s,
        rto_s=sheet.rto_s,
        highest=sheet.highest_score,
        height=150,
        labels={
            "time": _("Time since the outage"), "score": _("Impact"), "category": _("Category"),
            "threshold": _("intolerable"),
            "mtd": _named("MTD", sheet.mtd_s, language),
            "rto": _named("RTO", sheet.rto_s, language),
        },
    )  # fmt: skip


# --- the whole ----------------------------------------------------------------------------


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


def write(
    out: BinaryIO,
    report: Report,
    selection: Selection,
    parts: Callable[[], Iterable[Part]],
    part_count: int,
    pulse: Callable[[], None] = lambda: None,
) -> int:
    """The finished PDF out of the parts of processes; answers the number of pages.

    `parts` is called twice, so that no two parts are in memory at once; `pulse` between steps.
    """
    lengths, starts = [], []
    for part in parts():
        pages = {anchor: part.page_of(anchor) for anchor, _name in part.note["sheets"]}
        starts.append((pages, part.note["sheets"]))
        lengths.append(part.page_count)
    pulse()
    method = _method_part(selection, part_count + 1)
    summary = _summary_part(selection, part_count + 2)
    pulse()

    def lines(front_pages: int) -> list[Line]:
        at = front_pages + 1
        found = [
            Line("summary", _("Summary"), at, major=True),
            Line("approvals", _("Objectives and approvals"), at + summary.page_of("approvals"),
                 major=True),
        ]  # fmt: skip
        at += summary.page_count
        for (pages, sheets), length in zip(starts, lengths, strict=True):
            found += [Line(anchor, name, at + pages[anchor]) for anchor, name in sheets]
            at += length
        return [*found, Line("method", _("Method"), at, major=True)]

    front_pages, front = 0, None
    while front is None or front.page_count != front_pages:
        front_pages = front.page_count if front else 2 + len(selection.assessments) // 42
        front = _front_part(report, selection, lines(front_pages), part_count + 3)
        pulse()
    toc = lines(front.page_count)
    total = front.page_count + summary.page_count + sum(lengths) + method.page_count

    def all_parts() -> Iterable[Part]:
        yield from (front, summary)
        yield from parts()
        yield method

    numbers = [
        _("Page %(page)s of %(pages)s") % {"page": page, "pages": total}
        for page in range(1, total + 1)
    ]
    numbers[0] = ""  # the cover
    overlay = _stamps(numbers)
    pulse()
    count = join(
        out, all_parts(), stamps=overlay, bookmarks=_bookmarks(toc), title=title(),
        language=get_language() or "en",
    )  # fmt: skip
    assert count == total
    return count


def _stamps(texts: list[str]) -> list[Part]:
    """In several parts: rendering is quadratic in the pages."""
    return [
        stamps(texts[at : at + STAMPS_AT_ONCE], get_language() or "en", css())
        for at in range(0, len(texts), STAMPS_AT_ONCE)
    ]


def _bookmarks(toc: list[Line]) -> list[Bookmark]:
    processes = tuple(Bookmark(line.title, line.anchor) for line in toc if not line.major)
    marks = [Bookmark(title(), "cover"), Bookmark(_("Contents"), "contents")]
    marks += [Bookmark(line.title, line.anchor) for line in toc[:2]]
    if processes:
        marks.append(Bookmark(_("Processes"), processes[0].anchor, processes))
    return [*marks, Bookmark(toc[-1].title, toc[-1].anchor)]


def snapshots_digest(selection: Selection) -> tuple[str, int]:
    """One digest for all snapshots, in the order of the table of approvals, and their number."""
    digests = [one.snapshot.digest for one in selection.chosen.values() if hasattr(one, "snapshot")]
    if len(digests) == 1:
        return digests[0], 1
    text = "\n".join(digests)
    return (hashlib.sha256(text.encode()).hexdigest() if digests else ""), len(digests)


def _front_part(report: Report, selection: Selection, toc: list[Line], number: int) -> Part:
    zone = selection.zone
    digest, count = snapshots_digest(selection)
    if count > 1:
        words = _("SHA-256 of the %(n)s snapshot digests, one a line") % {"n": count}
    else:
        words = _("of the one snapshot in this report") if count else _("nothing is approved")
    context = _frame(selection) | {
        "report": report,
        "as_of_words": day_words(selection.today),
        "cover_facts": _cover_facts(selection),
        "snapshots_digest": digest,
        "digest_words": words,
        "drafts": len(selection.drafts),
        "prepared_words": instant_words(report.created_at, zone),
        "requested_by": str(report.requested_by),
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


def _summary_part(selection: Selection, number: int) -> Part:
    summary, words = summarise(selection), gap_words()
    figures = summary.figures
    share = figures.critical_share
    context = _frame(selection) | {
        "summary": summary,
        "volume": whole(figures.volume),
        "critical_share": "" if share is None else percent_words(share, 2),
        "critical_volume": _("%(part)s of %(whole)s a day")
        % {"part": whole(figures.critical_volume), "whole": whole(figures.volume)},
        "missed": summary.count("rto_miss", "mtd_breach"),
        "unproven": summary.count("untested"),
        "met": summary.count("met"),
        "gaps": [(line, words[line.gap.status]) for line in summary.missed],
        "overdue": [(line, day_words(line.due_on)) for line in summary.overdue],
        "tier_lines": [_with(line, volume_words=whole(line.volume)) for line in summary.tiers],
        "overview": _overview(selection),
    }
    return render(render_to_string("reports/pdf/summary.html", context), css(), number)


def gap_words() -> dict[str, str]:
    return {
        "mtd_breach": _("MTD breached"), "rto_miss": _("RTO missed"), "untested": _("Not proven"),
        "no_target": _("No target"), "met": _("Met"),
    }  # fmt: skip


def _overview(selection: Selection) -> list[dict[str, Any]]:
    lines = []
    for one in selection.assessments:
        draft = one.approved_at is None
        mtd_s, rto_s, tier = one.mtd_s, one.rto_s, selection.tier_of(one)
        margin = None if not mtd_s or rto_s is None else (mtd_s - rto_s) / mtd_s
        lines.append(
            {
                "anchor": f"a-{one.code}", "name": selection.rows[one.process_id].name,
                "draft": draft, "tier": tier.name if tier else "–",
                "mtd_s": mtd_s, "rto_s": rto_s, "rpo_s": one.rpo_s, "margin": margin,
                "status_words": AssessmentStatus(one.status).label,
                "approved_words": ""
                if one.approved_at is None
                else day_words(one.approved_at.astimezone(selection.zone).date()),
                "approved_by": str(one.approved_by) if one.approved_by else "",
                "digest": one.snapshot.digest if hasattr(one, "snapshot") else "",
            }
        )  # fmt: skip
    return lines


def _with(row: Any, **extra: Any) -> dict[str, Any]:
    return {**vars(row), **extra}


def _method_part(selection: Selection, number: int) -> Part:
    used = Counter((one.policy, one.threshold) for one in selection.assessments)
    names = dict(MtdPolicy.choices)
    context = _frame(selection) | {
        "policies": [
            (names.get(policy, policy), threshold, count)
            for (policy, threshold), count in sorted(used.items())
        ],
        "tiers": sorted(selection.tiers.values(), key=lambda tier: tier.order),
    }
    return render(render_to_string("reports/pdf/method.html", context), css(), number)
