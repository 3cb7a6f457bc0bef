"""What happened to a finding, newest first, out of its event table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from bia.findings.telling import Telling
from bia.models import Finding
from lib.history import event_model

LONGEST = 100


def history_of(finding: Finding, telling: Telling) -> list[dict[str, Any]]:
    """Entries of `components/_timeline.html`; at most the last hundred."""
    events = event_model(Finding)._default_manager.filter(pgh_obj_id=finding.pk)
    rows: list[Any] = list(events.order_by("-pgh_id")[: LONGEST + 1])[::-1]
    people = User.objects.in_bulk({row.dismissed_by_id for row in rows if row.dismissed_by_id})
    told = [
        _entry(finding, row, before, telling, people)
        for before, row in zip([None, *rows], rows, strict=False)
    ]
    return [one for one in told if one][::-1][:LONGEST]


def _entry(
    finding: Finding, row: Any, before: Any, telling: Telling, people: dict[int, User]
) -> dict[str, Any] | None:
    """None where nothing happened that a reader would miss."""
    then = Finding(rule=row.rule, subject=row.subject, params=row.params)
    state, was = row.state, before.state if before is not None else ""
    if state == "dismissed" and (was != state or row.dismissed_at != before.dismissed_at):
        until = row.dismissed_until
        return {
            "at": row.dismissed_at,
            "title": _("Dismissed; counts again from %(day)s") % {"day": until.isoformat()},
            "text": row.dismissal_reason,
            "who": people.get(row.dismissed_by_id),
            "icon": "eye-off",
            "tone": "neutral",
        }
    if state == "cleared" and was != state:
        return {
            "at": row.cleared_at,
            "title": _("Cleared: it is no longer true"),
            "icon": "circle-check",
            "tone": "ok",
        }
    if state == "open" and was != state:
        again = {"cleared": _("Raised again"), "dismissed": _("The dismissal ended")}
        return {
            "at": row.raised_at if was != "dismissed" else row.pgh_created_at,
            "title": again.get(was, _("Raised")),
            "text": telling.text(then),
            "icon": "alert-triangle",
            "tone": "warning",
        }
    if before is not None and row.params != before.params:
        return {
            "at": row.pgh_created_at,
            "title": _("The numbers changed"),
            "text": telling.text(then),
            "icon": "pencil",
            "tone": "info",
        }
    return None
