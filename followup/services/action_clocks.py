"""Which clocks run for an action, kept in step with its state (K11)."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from followup.domain.action import CLOCKS
from followup.models import CorrectiveAction, FollowupSettings
from followup.services.action_facts import zone_of
from followup.services.clocks import cancel_clock, meet_clock, start_clock
from lib.claimed_time import Claimed
from lib.days import end_of_day

# Verbs by which what was due was done; every other one ends a clock without that.
MEETS = {
    "complete": "action_due",
    "verify": "action_verification",
    "reject": "action_verification",
}


def keep_clocks(
    action: CorrectiveAction, *, before: str, verb: str, when: Claimed, by: User | None
) -> None:
    """End the clock of the state before, start that of the state it is in now.

    A clock of the same kind is superseded when its deadline or its owner changed.
    """
    had, has = CLOCKS.get(before), CLOCKS.get(action.state)
    if had is not None and had != has:
        about = {"kind": had, "subject_kind": "action", "subject_code": action.code}
        if MEETS.get(verb) == had:
            meet_clock(**about, at=when.at, by=by)
        else:
            cancel_clock(**about, at=when.recorded_at, by=by, reason=verb)
    if has is not None:
        _start(action, has, when, by)


def _start(action: CorrectiveAction, kind: str, when: Claimed, by: User | None) -> None:
    person = action.verifier if kind == "action_verification" else action.owner
    zone = zone_of(person)
    anchor_at, due_at = _span(action, kind, zone)
    start_clock(
        kind=kind,
        subject_kind="action",
        subject_code=action.code,
        title=str(action)[:300],
        anchor_at=anchor_at,
        due_at=due_at,
        at=when.recorded_at,
        zone=zone,
        responsible=person,
        by=by,
    )


def _span(action: CorrectiveAction, kind: str, zone: str) -> tuple[datetime, datetime]:
    """From when, and until when: the end of the day in the zone of whom it concerns."""
    if kind == "action_verification":
        assert action.done_at is not None
        days = FollowupSettings.current().verification_days
        return action.done_at, action.done_at + timedelta(days=days)
    day = action.due_on if kind == "action_due" else action.risk_expires_on
    assert day is not None
    assert action.opened_at is not None
    return action.opened_at, end_of_day(day, zone)
