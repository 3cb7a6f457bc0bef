"""What others decide about an action: verified, rejected, postponed, accepted, cancelled, reopened.

Never its owner. Each has its reason in the timeline.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from followup.domain.action import Ask
from followup.models import ActionEntry, CorrectiveAction, Postponement
from followup.services import action_telling as telling
from followup.services.action_editing import check_day
from followup.services.action_recurrence import mark_recurrences
from followup.services.action_step import Call, Step, begin, finish
from lib.errors import Refused

OPEN_AGAIN: dict[str, Any] = {
    "done_at": None,
    "verified_at": None,
    "verified_by": None,
    "closed_at": None,
    "risk_accepted_by": None,
    "risk_expires_on": None,
}


@transaction.atomic
def verify_action(
    action: CorrectiveAction, *, note: str = "", **call: Unpack[Call]
) -> CorrectiveAction:
    """Close it: only when a re-test passed since it was done, or a document proves it."""
    step = begin(action, "verify", call)
    at = step.when.at
    fields = {"verified_at": at, "verified_by": step.by, "closed_at": at}
    finish(step, "verified", text=note, event="verified", fields=fields)
    return action


@transaction.atomic
def reject_action(
    action: CorrectiveAction, *, reason: str, due_on: date | None = None, **call: Unpack[Call]
) -> CorrectiveAction:
    """Not good enough: open again, with a new due date when the present one is past."""
    step = _begin_with_day(action, "reject", Ask(reason=reason, due_on=due_on), call)
    fields = {"done_at": None, "due_on": due_on or action.due_on}
    entry = finish(step, "rejected", text=reason, event="rejected", fields=fields)
    told = [telling.owner(action)]
    _tell(step, "action.rejected", told, entry, reason=reason.strip())
    return action


@transaction.atomic
def postpone_action(
    action: CorrectiveAction, *, to_on: date, reason: str, **call: Unpack[Call]
) -> Postponement:
    """A later due date, at most twice; the original one stays on record."""
    step = _begin_with_day(action, "postpone", Ask(reason=reason, due_on=to_on), call)
    assert step.by is not None
    assert action.due_on is not None
    if len(reason.strip()) > 500:
        raise Refused("too_long", _("At most 500 characters."), "reason")
    row = Postponement.objects.create(
        action=action,
        from_on=action.due_on,
        to_on=to_on,
        reason=reason.strip(),
        by=step.by,
        at=step.when.at,
    )
    entry = finish(step, "postponed", text=reason, event="postponed", fields={"due_on": to_on})
    told = [telling.owner(action), telling.verifier(action)]
    _tell(step, "action.postponed", told, entry, reason=reason.strip())
    return row


@transaction.atomic
def accept_risk(
    action: CorrectiveAction, *, reason: str, expires_on: date, **call: Unpack[Call]
) -> CorrectiveAction:
    """Nothing is done about it until `expires_on`; then it opens again by itself."""
    ask = Ask(reason=reason, expires_on=expires_on)
    step = begin(action, "accept_risk", call, ask)
    check_day(expires_on, "expires_on", step.facts.today)
    fields = {"risk_accepted_by": step.by, "risk_expires_on": expires_on, "done_at": None}
    finish(step, "risk_accepted", text=reason, event="risk_accepted", fields=fields)
    return action


@transaction.atomic
def withdraw_risk_acceptance(
    action: CorrectiveAction,
    *,
    reason: str = "",
    due_on: date | None = None,
    **call: Unpack[Call],
) -> CorrectiveAction:
    """The risk is no longer accepted: open again."""
    step = _begin_with_day(action, "withdraw_risk", Ask(reason=reason, due_on=due_on), call)
    fields = {**OPEN_AGAIN, "due_on": due_on or action.due_on}
    entry = finish(step, "risk_withdrawn", text=reason, event="reopened", fields=fields)
    _tell(step, "action.assigned", [telling.owner(action)], entry)
    return action


@transaction.atomic
def cancel_action(
    action: CorrectiveAction, *, reason: str, **call: Unpack[Call]
) -> CorrectiveAction:
    """It is no longer wanted; the reason and who approved that stay on record."""
    step = begin(action, "cancel", call, Ask(reason=reason))
    was_draft = action.state == "draft"
    fields = {"closed_at": step.when.at}
    entry = finish(step, "cancelled", text=reason, event="cancelled", fields=fields)
    if not was_draft:
        told = [telling.owner(action), telling.verifier(action)]
        _tell(step, "action.cancelled", told, entry, reason=reason.strip())
    return action


@transaction.atomic
def reopen_action(
    action: CorrectiveAction, *, reason: str, due_on: date | None = None, **call: Unpack[Call]
) -> CorrectiveAction:
    """Verified or cancelled, and still needed: open again, with a new due date when it is past."""
    step = _begin_with_day(action, "reopen", Ask(reason=reason, due_on=due_on), call)
    day = due_on or action.due_on
    fields = {
        **OPEN_AGAIN,
        "due_on": day,
        "opened_at": action.opened_at or step.when.at,
        "original_due_on": action.original_due_on or day,
    }
    entry = finish(step, "reopened", text=reason, event="reopened", fields=fields)
    _tell(step, "action.assigned", [telling.owner(action)], entry)
    mark_recurrences(action, when=step.when)
    return action


def _begin_with_day(action: CorrectiveAction, verb: str, ask: Ask, call: Call) -> Step:
    step = begin(action, verb, call, ask)
    if ask.due_on is not None:
        field = "to_on" if verb == "postpone" else "due_on"
        check_day(ask.due_on, field, step.facts.today)
    return step


def _tell(step: Step, kind: str, told: telling.Told, entry: ActionEntry, **params: Any) -> None:
    at = step.when.recorded_at
    telling.tell(step.action, kind, told, entry=entry, at=at, but=step.by, **params)
