"""The words of messages about corrective actions, and when one is no longer wanted.

Each stands alone (NTF-3): what happened, what is asked, by when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from followup.domain.action import DUE, LIVE
from followup.messages import MessageKind, StopRule
from followup.models import CorrectiveAction, Notification

EVER: tuple[str, ...] = ()


def wanted_in(states: Sequence[str]) -> StopRule:
    """Only while the action is in one of `states` (none: whatever it is in), and only to those
    who still hold a role they are told for (one query)."""

    def stop(rows: Sequence[Notification]) -> Mapping[int, str]:
        codes = {row.subject_code for row in rows}
        found = {one.code: one for one in CorrectiveAction.objects.filter(code__in=codes)}
        reasons = {}
        for row in rows:
            reason = _reason(row, found.get(row.subject_code), states)
            if reason:
                reasons[row.pk] = reason
        return reasons

    return stop


def _reason(row: Notification, action: CorrectiveAction | None, states: Sequence[str]) -> str:
    if action is None:
        return "subject_gone"
    if states and action.state not in states:
        return "subject_closed"
    held = {"owner": action.owner_id, "verifier": action.verifier_id}
    named = set(row.roles)
    if named and named <= set(held) and row.person_id not in [held[role] for role in named]:
        return "role_left"
    return ""


KINDS = (
    MessageKind(
        "action.assigned",
        label=_("A corrective action is yours"),
        title=_("Yours: %(code)s %(title)s"),
        text=_("You own the corrective action “%(title)s” (%(priority)s). It is due on %(due)s."),
        asks=_("Carry it out, and report it as done with evidence by %(due)s."),
        stop=wanted_in(DUE),
    ),
    MessageKind(
        "action.to_verify",
        label=_("A corrective action waits for its verification"),
        title=_("To verify: %(code)s %(title)s"),
        text=_("%(owner)s reports “%(title)s” as done."),
        asks=_("Check it against its criterion; verify it, or reject it with a reason."),
        stop=wanted_in(("done",)),
    ),
    MessageKind(
        "action.retest_passed",
        label=_("A re-test passed"),
        title=_("Re-test passed: %(code)s %(title)s"),
        text=_("A re-test for “%(title)s” passed. Measured: %(value)s; at most: %(limit)s."),
        asks=_("It can be verified now."),
        stop=wanted_in(("done",)),
    ),
    MessageKind(
        "action.retest_failed",
        label=_("A re-test did not pass"),
        title=_("Re-test not passed: %(code)s %(title)s"),
        text=_("A re-test for “%(title)s” failed. Measured: %(value)s; at most: %(limit)s."),
        asks=_("It stays unverified. The verifier may reject it; the owner sees to the cause."),
        stop=wanted_in(("done",)),
    ),
    MessageKind(
        "action.rejected",
        label=_("A corrective action was rejected"),
        title=_("Rejected: %(code)s %(title)s"),
        text=_("“%(title)s” is not accepted as done: %(reason)s"),
        asks=_("It is open again. See to it by %(due)s."),
        stop=wanted_in(DUE),
    ),
    MessageKind(
        "action.postponed",
        label=_("A corrective action was postponed"),
        title=_("Postponed: %(code)s %(title)s"),
        text=_("“%(title)s” is due on %(due)s now: %(reason)s"),
        stop=wanted_in(LIVE),
    ),
    MessageKind(
        "action.cancelled",
        label=_("A corrective action was cancelled"),
        title=_("Cancelled: %(code)s %(title)s"),
        text=_("“%(title)s” is no longer wanted: %(reason)s"),
        stop=wanted_in(("cancelled",)),
    ),
    MessageKind(
        "action.inherited",
        label=_("A corrective action passed to you"),
        title=_("Passed to you: %(code)s %(title)s"),
        text=_("%(left)s has left. You answer for “%(title)s” now. It is due on %(due)s."),
        asks=_("Look at it and say who does what."),
        stop=wanted_in((*LIVE, "draft", "accepted_risk")),
    ),
    MessageKind(
        "action.left_alone",
        label=_("A corrective action without an active owner or verifier"),
        title=_("Nobody answers for %(code)s %(title)s"),
        text=_("Its owner or verifier has left, and there is nobody to take over."),
        asks=_("Name somebody."),
        stop=wanted_in((*LIVE, "draft", "accepted_risk")),
    ),
    MessageKind(
        "action.risk_expired",
        label=_("The acceptance of a risk expired"),
        title=_("Risk no longer accepted: %(code)s %(title)s"),
        text=_("The risk of “%(title)s” was accepted for a time that is over. It is open again."),
        asks=_("Carry it out by %(due)s, or have the risk accepted again."),
        stop=wanted_in(DUE),
    ),
    MessageKind(
        "action.ineffective",
        label=_("A corrective action was not effective"),
        title=_("Not effective: %(code)s %(title)s"),
        text=_("What “%(title)s” was to remove came back: %(came_back)s."),
        asks=_("Look for the cause behind the cause; reopen it or write another one."),
        stop=wanted_in(EVER),
    ),
)
