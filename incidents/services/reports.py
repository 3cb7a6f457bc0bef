"""Situation reports (INC-5): written within a minute, the facts filled in by the platform."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bia.services.publishing import publish_row
from followup.services.verb import Call
from incidents.models import OPEN, Confidentiality, Incident, IncidentSettings, SituationReport
from incidents.services.details import expected_recovery_changed
from incidents.services.report_clock import due_of, report_given
from incidents.services.report_facts import facts_at
from incidents.services.report_news import tell_report
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, require_status, written
from lib.errors import Refused

TEXTS = ("happened", "done", "next_steps", "needs")


class _Unchanged:
    """The expected recovery stays as it is."""


UNCHANGED = _Unchanged()


@transaction.atomic
def submit_report(
    incident: Incident,
    *,
    happened: str = "",
    done: str = "",
    next_steps: str = "",
    needs: str = "",
    affected: str = "",
    expected_recovery_at: datetime | _Unchanged | None = UNCHANGED,
    no_change: bool = False,
    language: str = "",
    **call: Unpack[Call],
) -> SituationReport:
    """The next report. A late one keeps its number; the next is due an interval after this one.

    `no_change` alone is one tap, at most twice in a row (a setting); with any text it is an
    ordinary report. Raises Refused, GuardsUnmet (it is over), PermissionDenied.
    """
    row = locked(incident)
    require_right(row, call["by"], "respond")
    require_status(row, *OPEN)
    texts = {
        "happened": happened.strip(),
        "done": done.strip(),
        "next_steps": next_steps.strip(),
        "needs": needs.strip(),
    }
    unchanged = no_change and not any(texts.values())
    if not unchanged and not any(texts.values()):
        raise Refused("required", _("Say what happened, or that nothing changed."), "happened")
    last = row.reports.order_by("-number").first()
    if unchanged and no_change_left(row) <= 0:
        raise Refused("no_change_too_often", no_change_words(), "happened")
    when = claimed(call, not_before=row.declared_at)
    if last is not None and when.at < last.submitted_at:
        words = _("This lies before report %(number)s.") % {"number": last.number}
        raise Refused("before_last_report", words, "at")
    if not isinstance(expected_recovery_at, _Unchanged):
        expected_recovery_changed(row, expected_recovery_at, when=when, call=call)
    due = due_of(row)
    entry = written(
        row, "report", when=when, call=call, text=_told(texts), language=language,
        payload=_payload(row, last, due, when.at, unchanged),
    )  # fmt: skip
    report = SituationReport.objects.create(
        incident=row,
        number=1 if last is None else last.number + 1,
        due_at=due,
        submitted_at=when.at,
        recorded_at=when.recorded_at,
        by=call["by"],
        no_change=unchanged,
        **texts,
        affected=affected.strip(),
        expected_recovery_at=row.expected_recovery_at,
        language=entry.language,
        facts=facts_at(row, when.at),
    )
    report_given(row, at=when.at, by=call["by"])
    tell_report(row, report, at=when.recorded_at)
    publish_row("incident.report_submitted", row, at=when.recorded_at, report=summary_of(report))
    incident.__dict__.update(row.__dict__)
    return report


def no_change_left(incident: Incident) -> int:
    """How often "no change" may still be tapped before words are needed."""
    most = IncidentSettings.current().no_change_most
    newest = incident.reports.order_by("-number").values_list("no_change", flat=True)[:most]
    in_a_row = 0
    for one in newest:
        if not one:
            break
        in_a_row += 1
    return most - in_a_row


def no_change_words() -> Any:
    return _("“No change” was reported often enough in a row: write a line this time.")


def summary_of(report: SituationReport) -> dict[str, Any]:
    """What other systems learn of it beside the incident; of a restricted one no words."""
    is_open = report.incident.confidentiality == Confidentiality.OPEN
    return {
        "number": report.number,
        "submitted_at": report.submitted_at.isoformat(),
        "due_at": None if report.due_at is None else report.due_at.isoformat(),
        "late_s": report.late_s,
        "no_change": report.no_change,
        **({name: getattr(report, name) for name in TEXTS} if is_open else {}),
    }


def _payload(
    incident: Incident,
    last: SituationReport | None,
    due: datetime | None,
    at: datetime,
    unchanged: bool,
) -> dict[str, Any]:
    late = 0 if due is None else max(0, int((at - due).total_seconds()))
    return {
        "number": 1 if last is None else last.number + 1,
        **({"no_change": True} if unchanged else {}),
        **({"report_late_s": late} if late else {}),
    }


def _told(texts: dict[str, str]) -> str:
    return "\n".join(text for text in texts.values() if text)
