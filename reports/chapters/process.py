"""The pages of the processes: one sheet each, some sheets a part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bia.models import Assessment, AssessmentStatus
from lib.durations import format_duration
from lib.pdf.part import Part
from lib.pdf.rendering import render
from reports.chapters.curve import curve_of
from reports.chapters.frame import css, frame
from reports.content.frozen import sheets_of
from reports.content.selection import Selection
from reports.content.sheet import Need, Sheet
from reports.content.words import (
    instant_words,
    percent_words,
    whole,
)


def process_part(selection: Selection, assessments: Sequence[Assessment], number: int) -> Part:
    pages = [_page(sheet, selection) for sheet in sheets_of(assessments)]
    context = frame(selection) | {
        "pages": pages,
        "currency": selection.organisation.currency,
    }
    part = render(render_to_string("reports/pdf/processes.html", context), css(), number)
    part.note = {"sheets": [[page["sheet"].anchor, page["sheet"].name] for page in pages]}
    return part


def _page(sheet: Sheet, selection: Selection) -> dict[str, Any]:
    language = get_language() or "en"
    curve, words = curve_of(sheet, language)
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
