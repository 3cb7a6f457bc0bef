"""Who may do what in a drill (RESP §4.6): one table, asked by pages, API and services alike."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from accounts.access import access_of, may
from accounts.models import User
from drills.models import AFTER, Drill, Participant, ParticipantRole

# Verb → who has it: what somebody is in this drill, or ("planner", "manager") anywhere.
TABLE: dict[str, frozenset[str]] = {
    "change": frozenset({"planner", "controller", "manager"}),
    "prepare": frozenset({"planner", "controller", "manager"}),
    "start": frozenset({"controller", "manager"}),
    "control": frozenset({"controller", "manager"}),
    "inject": frozenset({"controller", "manager"}),
    "postpone": frozenset({"planner", "controller", "manager"}),
    "cancel": frozenset({"planner", "controller", "manager"}),
    "real_event": frozenset(
        {"player", "controller", "evaluator", "observer", "planner", "manager"}
    ),
    "log": frozenset({"player", "controller", "evaluator", "observer", "manager"}),
    # What controllers and evaluators see, and players do not: injects to come, expectations.
    "see_script": frozenset({"controller", "evaluator", "planner", "manager", "auditor"}),
    "evaluate": frozenset({"controller", "evaluator", "manager"}),
    "settle": frozenset({"lead_evaluator", "manager"}),
    "attendance": frozenset({"controller", "evaluator", "manager"}),
    "hot_wash": frozenset({"player", "controller", "evaluator", "observer"}),
    "report": frozenset({"lead_evaluator", "controller", "manager"}),
    "approve": frozenset({"approver"}),
    "close": frozenset({"controller", "manager"}),
}

# Shows or changes what is to come: kept from who plays, whatever else they are.
OF_THE_SCRIPT = frozenset({"see_script", "inject", "evaluate"})
PLAYS = frozenset({"player"})
STAFF = frozenset({"controller", "evaluator"})


@dataclass(frozen=True)
class Rights:
    """What one person is in one drill, and so what they may do."""

    being: frozenset[str]
    has_ended: bool = False

    def may(self, verb: str) -> bool:
        if verb in OF_THE_SCRIPT and self.plays:
            if not self.has_ended:
                return False
            if verb == "see_script":
                return True
        return bool(TABLE[verb] & self.being)

    @property
    def plays(self) -> bool:
        """And neither controls nor evaluates it."""
        return bool(self.being & PLAYS) and not self.being & STAFF

    @property
    def sees_script(self) -> bool:
        return self.may("see_script")


def rights_of(drill: Drill, user: User) -> Rights:
    """One query. Whoever plays in a drill learns nothing of its script, whatever else they are,
    until it has ended."""
    if not user.is_authenticated or not user.is_active or not may(user, "drill.view"):
        return Rights(frozenset())
    roles = access_of(user).roles
    being: set[str] = set()
    parts = Participant.objects.filter(drill=drill, person__user=user)
    being.update(parts.values_list("role", flat=True))
    for person, name in (
        (drill.lead_controller, ParticipantRole.CONTROLLER.value),
        (drill.lead_evaluator, ParticipantRole.EVALUATOR.value),
    ):
        if person is not None and person.user_id == user.pk:
            being |= {name, f"lead_{name}"}
    if may(user, "drill.change"):
        being.add("planner")
    if may(user, "drill.approve"):
        being.add("approver")
    if "continuity_manager" in roles:
        being.add("manager")
    if "auditor" in roles:
        being.add("auditor")
    return Rights(frozenset(being), drill.status in AFTER)


def require_right(drill: Drill, user: User, verb: str) -> Rights:
    """Raises PermissionDenied (403) unless `user` may."""
    rights = rights_of(drill, user)
    if not rights.may(verb):
        raise PermissionDenied(f"drill.{verb}")
    return rights
