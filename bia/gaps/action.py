"""From a gap to what must be done about it: the form of a corrective action, filled in."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bia.gaps.order import BROKEN
from bia.gaps.row import GapRow
from lib.durations import format_duration


def gap_ref(row: GapRow, measure: str) -> str:
    """What the action came from: "gap:process:road-rescue:rto"."""
    return f"gap:{row.key}:{measure}"


def action_links(row: GapRow) -> list[tuple[str, str]]:
    """(rto or rpo, address of the filled-in form) for each open gap of the row."""
    try:
        page = reverse("followup:action_create")
    except NoReverseMatch:
        return []
    return [
        (measure, f"{page}?{urlencode(proposal(row, measure))}")
        for measure in ("rto", "rpo")
        if _is_open(row, measure)
    ]


def proposal(row: GapRow, measure: str) -> dict[str, str]:
    """Fields of the form in the reader's language; the criterion is the target, measured again.

    What no measurement of its own can show (sites, suppliers, people, and what is required
    before anything can be back) is proven by a document.
    """
    target_s = criterion_s(row, measure)
    fields = {
        "source": "gap",
        "source_ref": gap_ref(row, measure),
        "title": _title(row, measure, target_s),
        "finding": _finding(row) if measure == "rto" else row.rpo_because,
        "priority": _priority(row, measure),
        "kind": "correct",
    }
    if row.measurable:
        fields["subject"] = _subject(row)
    if target_s is None or not row.measurable:
        return fields | {"verify_by": "document", "criterion": _by_document(row, target_s)}
    return fields | {
        "verify_by": "measurement",
        "criterion": _criterion(measure, target_s),
        "criterion_subject": _subject(row),
        "criterion_measure": measure,
        "criterion_limit_s": str(target_s),
    }


def criterion_s(row: GapRow, measure: str) -> int | None:
    """The stricter of what is stated and what is required, of those that can be met at all."""
    if measure == "rpo":
        return row.rpo_target_s
    limits = [
        limit
        for limit in (row.subject.rto_s, row.result.required_s)
        if limit is not None and (limit > 0 or limit == row.subject.rto_s)
    ]
    return min(limits, default=None)


def _is_open(row: GapRow, measure: str) -> bool:
    if measure == "rpo":
        of_data = row.is_data and row.rpo_status == "no_target"
        return of_data or row.rpo_status in ("rpo_miss", "untested")
    return not row.is_data and row.result.status != "met"


def _subject(row: GapRow) -> str:
    """Teams stand among the systems."""
    return f"{row.subject.table}:{row.subject.code}"


def _status(row: GapRow, measure: str) -> str:
    return row.result.status if measure == "rto" else row.rpo_status


def _title(row: GapRow, measure: str, target_s: int | None) -> str:
    values = {"name": row.subject.name, "target": "" if target_s is None else _words(target_s)}
    if target_s is None:
        if row.result.required_s is not None and measure == "rto":
            return _("Change what waits for %(name)s: no time is left for it") % values
        return _("Decide the targets of %(name)s") % values
    if _status(row, measure) not in BROKEN:
        if measure == "rto":
            return _("Prove that %(name)s is back within %(target)s") % values
        return _("Prove that %(name)s loses at most %(target)s of data") % values
    if measure == "rto":
        return _("Bring %(name)s back within %(target)s") % values
    return _("Lose at most %(target)s of data of %(name)s") % values


def _finding(row: GapRow) -> str:
    """The reason and the arithmetic that leads to it."""
    if not row.result.required_by and not row.result.held_by:
        return row.because
    return "\n".join([row.because, row.required_because, row.finish_because])


def _criterion(measure: str, target_s: int) -> str:
    if measure == "rto":
        return _("A measured recovery takes at most %(target)s.") % {"target": _words(target_s)}
    return _("A measured recovery loses at most %(target)s of data.") % {"target": _words(target_s)}


def _by_document(row: GapRow, target_s: int | None) -> str:
    if target_s is not None:
        return _("A contract or test shows it back within %(target)s.") % {
            "target": _words(target_s)
        }
    if row.result.required_s is not None:
        return _("The analysis no longer calls it infeasible.")
    return _("The target is approved.")


def _priority(row: GapRow, measure: str) -> str:
    """A missed promise of something critical, or one past the MTD, cannot wait."""
    status = _status(row, measure)
    if status == "mtd_breach" or (status in BROKEN and row.critical):
        return "P1"
    return "P2" if status in BROKEN or row.critical else "P3"


def _words(seconds: int) -> str:
    return format_duration(seconds, get_language() or "en")
