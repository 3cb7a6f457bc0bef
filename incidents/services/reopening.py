"""It came back: the same incident goes on, or a new one recalls it (RESP §4.1, E21)."""

from __future__ import annotations

from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bia.services.publishing import publish_row
from followup.services.clocks import cancel_clock
from followup.services.verb import Call
from incidents.models import Incident, Status
from incidents.services import card, clocks
from incidents.services.declaring import declare
from incidents.services.guards import require_met
from incidents.services.impact_intervals import reopen_impacts
from incidents.services.review import back_to_draft
from incidents.services.rights import require_right
from incidents.services.role_holding import commander_of, nobody_commands
from incidents.services.step import claimed, locked, save, written
from incidents.services.suggesting import refresh
from incidents.services.telling import tell_reopened
from lib.errors import GuardsUnmet, Refused


@transaction.atomic
def reopen(
    incident: Incident, *, reason: str, same_cause: bool = True, **call: Unpack[Call]
) -> Incident:
    """The same fault is back within 72 hours of its restoration: the response goes on, with new
    impacts from now on; earlier intervals and measurements stay.

    Raises GuardsUnmet "too_late" or "other_cause": then `recur` declares a new one.
    """
    row = locked(incident)
    by = call["by"]
    right = "reopen_closed" if row.status == Status.CLOSED else "reopen"
    require_right(row, by, right)
    require_met(row, "reopen", at=call["at"])
    if not same_cause:
        words = _("Another cause is another incident: declare a new one that recalls this one.")
        raise GuardsUnmet.one("other_cause", words, "same_cause")
    if not reason.strip():
        raise Refused("required", _("Say what is down again."), "reason")
    when = claimed(call, not_before=row.restored_at, words=_("This lies before the restoration."))
    payload = {
        name: at.isoformat() if at is not None else None
        for name in ("restored_at", "verified_at", "closed_at")
        for at in [getattr(row, name)]
    }
    save(
        row,
        status=Status.RESPONDING.value,
        reopened_count=row.reopened_count + 1,
        restored_at=None,
        verified_at=None,
        review_submitted_at=None,
        closed_at=None,
        traffic_percent=None,
        expected_recovery_at=None,
    )
    written(row, "reopened", when=when, call=call, text=reason, payload=payload)
    reopen_impacts(row, at=when.at, by=by, recorded_at=when.recorded_at)
    card.restart_after_reopening(row, at=when.at)
    back_to_draft(row, **call)
    cancel_clock(
        kind=clocks.REVIEW, subject_kind=clocks.INCIDENT, subject_code=row.number,
        at=when.at, by=by, reason="reopened",
    )  # fmt: skip
    if row.report_interval_s is not None:
        due = clocks.first_report_due(row, when.at)
        clocks.start_report(row, due=due, at=when.at, by=by)
    if commander_of(row) is None:
        nobody_commands(row, when, by=by)
    else:
        clocks.follow_command(row, at=when.at, by=by)
    refresh(row, when.recorded_at)
    tell_reopened(row, reason=reason.strip(), by=by, at=when.recorded_at)
    publish_row("incident.reopened", row, at=when.recorded_at)
    return locked(row)


@transaction.atomic
def recur(incident: Incident, *, title: str = "", **call: Unpack[Call]) -> Incident:
    """A new incident on the same systems that recalls this one (E21); it counts as a
    recurrence."""
    failed = [(one.system, one.extent) for one in incident.failed_systems.select_related("system")]
    return declare(
        title=title or incident.title,
        systems=failed,
        regions=incident.regions,
        category=incident.category,
        confidentiality=incident.confidentiality,
        mode=incident.mode,
        drill_code=incident.drill_code,
        recurrence_of=incident,
        **call,
    )
