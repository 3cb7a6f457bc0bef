"""From a gap to what must be done about it: the form of a corrective action, filled in."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bia.domain.gap import Gap
from bia.gap_rows import GapRow
from lib.durations import format_duration

MISSED = ("mtd_breach", "rto_miss")


def gap_ref(row: GapRow, measure: str) -> str:
    """What the action came from: "gap:process:road-rescue:rto"."""
    return f"gap:{row.key}:{measure}"


def action_links(row: GapRow) -> list[tuple[str, str]]:
    """(rto or rpo, address of the filled-in form) for each open gap of the row."""
    try:
        page = reverse("followup:action_create")
    except NoReverseMatch:
        return []
    gaps = [("rpo", row.rpo, row.subject.rpo_s)]
    if not row.is_data:
        gaps.insert(0, ("rto", row.rto, row.subject.rto_s))
    return [
        (measure, f"{page}?{urlencode(proposal(row, measure, gap, target_s))}")
        for measure, gap, target_s in gaps
        if gap.status != "met" and (measure == "rto" or target_s is not None or row.is_data)
    ]


def proposal(row: GapRow, measure: str, gap: Gap, target_s: int | None) -> dict[str, str]:
    """Fields of the form in the reader's language; the criterion is the target, measured again."""
    fields = {
        "source": "gap",
        "source_ref": gap_ref(row, measure),
        "subject": row.key,
        "title": _title(row, measure, gap, target_s),
        "finding": row.because if measure == "rto" else row.rpo_because,
        "priority": _priority(row, gap),
        "kind": "correct",
    }
    if target_s is None:
        return fields | {"verify_by": "document", "criterion": _("The target is approved.")}
    return fields | {
        "verify_by": "measurement",
        "criterion": _criterion(measure, target_s),
        "criterion_subject": row.key,
        "criterion_measure": measure,
        "criterion_limit_s": str(target_s),
    }


def _title(row: GapRow, measure: str, gap: Gap, target_s: int | None) -> str:
    values = {"name": row.subject.name, "target": "" if target_s is None else _words(target_s)}
    if target_s is None:
        return _("Decide the targets of %(name)s") % values
    if gap.status not in MISSED:
        if measure == "rto":
            return _("Prove that %(name)s is back within %(target)s") % values
        return _("Prove that %(name)s loses at most %(target)s of data") % values
    if measure == "rto":
        return _("Bring %(name)s back within %(target)s") % values
    return _("Lose at most %(target)s of data of %(name)s") % values


def _criterion(measure: str, target_s: int) -> str:
    if measure == "rto":
        return _("A measured recovery takes at most %(target)s.") % {"target": _words(target_s)}
    return _("A measured recovery loses at most %(target)s of data.") % {"target": _words(target_s)}


def _priority(row: GapRow, gap: Gap) -> str:
    """A missed promise of something critical, or one past the MTD, cannot wait."""
    if gap.status == "mtd_breach" or (gap.status in MISSED and row.critical):
        return "P1"
    return "P2" if gap.status in MISSED or row.critical else "P3"


def _words(seconds: int) -> str:
    return format_duration(seconds, get_language() or "en")
