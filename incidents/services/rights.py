"""Who may do what in an incident (RESP §4.6): one table, asked by pages, API and services alike."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from accounts.access import access_of, may
from accounts.models import User
from followup import exercises
from incidents.models import Impact, Incident, IncidentRole, RoleAssignment
from plans.models import IncidentGrade, RoleHolder

# Verb → who has it. "commander" … are what somebody is in this incident, "duty" and "manager"
# what they are anywhere; "minor_commander" and "major_decision" depend on the grade.
TABLE: dict[str, frozenset[str]] = {
    "respond": frozenset(
        {"responder", "duty", "commander", "owner", "decision", "manager", "comms_lead"}
    ),
    "grade": frozenset({"duty", "commander", "decision", "manager"}),
    "propose_lower": frozenset({"commander"}),
    "agree_lower": frozenset({"decision"}),
    "command": frozenset({"commander", "decision", "manager"}),
    "restore": frozenset({"commander", "technical_lead", "decision", "manager"}),
    "verify": frozenset({"commander", "decision", "manager"}),
    "confirm_recovery": frozenset({"owner"}),
    "cancel": frozenset({"commander", "decision", "manager"}),
    "merge": frozenset({"commander", "decision", "manager"}),
    "reopen": frozenset({"commander", "decision", "manager"}),
    "reopen_closed": frozenset({"decision", "manager"}),
    "close": frozenset({"minor_commander", "major_decision"}),
    "message": frozenset({"commander", "comms_lead", "decision", "manager"}),
    "approve_message": frozenset({"commander", "comms_lead"}),
    "review": frozenset({"responder", "duty", "commander", "owner", "decision", "manager"}),
    "approve_review": frozenset({"minor_manager", "major_decision"}),
    "acknowledge_level": frozenset({"decision"}),
}
MAJOR = ("I", "II")
# Who leads a drill plays every part nobody else does, in the incident of the drill and in no other.
EVERYTHING = frozenset().union(*TABLE.values())
LEADS = {
    IncidentRole.TECHNICAL_LEAD.value: "technical_lead",
    IncidentRole.COMMS_LEAD.value: "comms_lead",
    IncidentRole.COMMANDER.value: "commander",
}


@dataclass(frozen=True)
class Rights:
    """What one person is in one incident, and so what they may do."""

    being: frozenset[str]

    def may(self, verb: str) -> bool:
        return bool(TABLE[verb] & self.being)


def rights_of(incident: Incident, user: User) -> Rights:
    """Three queries at most."""
    if not user.is_authenticated or not user.is_active:
        return Rights(frozenset())
    being: set[str] = set()
    roles = access_of(user).roles
    if incident.is_drill:
        stands = exercises.standing(incident.drill_code, user)
        if "controller" in stands or "continuity_manager" in roles:
            return Rights(EVERYTHING)
    if may(user, "incident.respond"):
        being.add("responder")
    if may(user, "incident.grade"):
        being.add("duty")
    if "continuity_manager" in roles:
        being.add("manager")
    held = RoleAssignment.objects.filter(incident=incident, person__user=user, released_at=None)
    for role in held.values_list("role", flat=True):
        if role != IncidentRole.FOLLOWER:
            being.add("responder")
        if role in LEADS:
            being.add(LEADS[role])
    owned = Impact.objects.filter(incident=incident, process__owner__user=user)
    if owned.exists():
        being.add("owner")
    grade = incident.effective_grade
    if is_decision_level(user, grade):
        being.add("decision")
    is_major = grade is None or grade.code in MAJOR
    if "commander" in being and not is_major:
        being.add("minor_commander")
    if "manager" in being and not is_major:
        being.add("minor_manager")
    if "decision" in being:
        # A higher level may always do what a lower one may.
        being.add("major_decision")
    return Rights(frozenset(being))


def is_decision_level(user: User, grade: IncidentGrade | None) -> bool:
    """Holds the decision level of `grade` or a worse one, or is the named deputy of who does.

    None: no grade yet; then the level of any grade.
    """
    holders = RoleHolder.objects.filter(role__grades__isnull=False, person__is_active=True)
    if grade is not None:
        holders = holders.filter(role__grades__severity__lte=grade.severity)
    return holders.filter(Q(person__user=user) | Q(person__deputy__user=user)).exists()


def require_right(incident: Incident, user: User, verb: str) -> Rights:
    """Raises PermissionDenied (403) unless `user` may."""
    rights = rights_of(incident, user)
    if not rights.may(verb):
        raise PermissionDenied(f"incident.{verb}")
    return rights
