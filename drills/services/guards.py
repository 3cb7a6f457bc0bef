"""What stands in the way of a verb: one list for the button's tooltip, the page and the 409.

Each guard is a Problem whose words tell what to do first. Verbs ask for it under their lock;
pages before they show a button.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from drills.domain.states import BEFORE, LIVE, MOVES, is_met, move_of
from drills.models import Drill
from drills.services.closing_guards import evaluated, unmet_for_closing
from drills.services.readiness_guards import (
    is_early,
    no_real_emergency,
    not_too_early,
    unmet_for_readiness,
)
from drills.services.real_course import may_become_real, still_open
from drills.services.rights import rights_of
from lib.errors import GuardsUnmet, Problem

# Verb → what one must be for it (drills.services.rights), where the names differ.
RIGHTS = {
    "begin_preparing": "prepare",
    "make_ready": "prepare",
    "withdraw_readiness": "prepare",
    "pause": "control",
    "resume": "control",
    "end": "control",
    "mistaken": "control",
    "finish_evaluation": "evaluate",
    "replan": "postpone",
}
NOT_YOURS = _("Your part in this drill does not include this.")

Guard = Callable[[Drill, datetime], list[Problem]]


def unmet(
    drill: Drill, verb: str, *, by: User | None, at: datetime, reason: str = ""
) -> list[Problem]:
    """Why `verb` cannot be done now, [] when it can. `by` None asks for the state alone.

    Codes: "not_yours", "done_already", "wrong_status", and those of the guards. With a `reason`
    a drill may start earlier than its plan allows.
    """
    found: list[Problem] = []
    if by is not None and not rights_of(drill, by).may(RIGHTS.get(verb, verb)):
        found.append(Problem("not_yours", NOT_YOURS))
    again = verb == "real_event" and may_become_real(drill)
    if verb in MOVES and move_of(verb, drill.status) is None and not again:
        return [*found, _wrong_status(drill, verb)]
    for guard in GUARDS.get(verb, ()):
        found += guard(drill, at)
    if reason.strip():
        found = [one for one in found if one.code != "too_early"]
    return found


def require_met(drill: Drill, verb: str, *, at: datetime, reason: str = "") -> None:
    """Raises GuardsUnmet (409) with every guard that is not met; rights are asked before."""
    found = unmet(drill, verb, by=None, at=at, reason=reason)
    if found:
        raise GuardsUnmet(found)


def _wrong_status(drill: Drill, verb: str) -> Problem:
    if is_met(verb, drill.status):
        text = _("This is done already: the drill is “%(status)s”.")
        return Problem("done_already", text % {"status": drill.get_status_display()})
    if verb == "start" and drill.status in BEFORE:
        words = _("Declare it ready first.")
        return Problem("not_ready", words, "status", f"POST drills/{drill.code}/readiness/")
    if verb == "cancel" and drill.status in LIVE:
        words = _("It has begun, so it cannot be cancelled: end it.")
        return Problem("has_begun", words, "status", f"POST drills/{drill.code}/end/")
    if verb == "close" and drill.status == "debrief":
        words = _("Finish the evaluation first.")
        return Problem("not_evaluated", words, "status", f"POST drills/{drill.code}/evaluation/")
    text = _("This cannot be done now: the drill is “%(status)s”.")
    return Problem("wrong_status", text % {"status": drill.get_status_display()}, "status")


def _real_event_over(drill: Drill, at: datetime) -> list[Problem]:
    """Nobody plays while the real one is being fought."""
    real = still_open(drill) if drill.status == "interrupted" else None
    if real is None:
        return []
    words = _("The real incident %(number)s is still open: stand it down or close it first.")
    return [Problem("real_event_open", words % {"number": real.number}, "status")]


GUARDS: dict[str, tuple[Guard, ...]] = {
    "make_ready": (unmet_for_readiness,),
    "start": (unmet_for_readiness, not_too_early),
    "resume": (_real_event_over, no_real_emergency),
    "finish_evaluation": (evaluated,),
    "close": (unmet_for_closing,),
}

__all__ = ["GUARDS", "RIGHTS", "is_early", "require_met", "unmet"]
