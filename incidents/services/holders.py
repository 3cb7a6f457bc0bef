"""Who holds a role of the response now: in calling order, present or not (INC-4, E31)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from accounts.models import Organisation, Person, User
from followup.exercises import audience
from followup.registry import Recipient
from followup.services.people import holders_of
from incidents.models import Incident
from lib.asked_once import is_asking_once, once
from plans.models import IncidentGrade, ResponseRole, RoleHolder

DUTY, DUTY_MANAGER, IT_LEAD, BUSINESS_LEAD = (
    "duty-engineer", "duty-manager", "it-lead", "business-lead",
)  # fmt: skip
# Logins with this role are on duty while nobody holds the role of the duty engineer.
DUTY_LOGINS = "it_operations"


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def why_absent(person: Person, at: datetime, zone: str) -> str:
    """ "inactive", "away", or "" for somebody who can be called.

    Days of absence are days where the person is (their login's zone, else `zone`).
    """
    if not person.is_active:
        return "inactive"
    if person.away_from is None:
        return ""
    name = person.user.timezone if person.user is not None and person.user.timezone else zone
    today = at.astimezone(_zone(name)).date()
    until = person.away_until
    return "away" if person.away_from <= today and (until is None or today <= until) else ""


def organisation_zone() -> str:
    return Organisation.current().timezone


def people_by_role(roles: Collection[str]) -> dict[str, list[Person]]:
    """Role code → everybody who holds it in calling order, also the absent and inactive."""
    found: dict[str, list[Person]] = {code: [] for code in roles}
    for one in once("role holders", _holders) if is_asking_once() else _holders(roles):
        if one.role.code in found:
            found[one.role.code].append(one.person)
    return found


def _holders(roles: Collection[str] | None = None) -> list[RoleHolder]:
    """None: those of all roles."""
    rows = RoleHolder.objects.select_related("role", "person__user", "person__deputy__user")
    if roles is not None:
        rows = rows.filter(role__code__in=set(roles))
    return list(rows.order_by("role", "position", "id"))


def with_deputies(people: Iterable[Person]) -> list[Person]:
    """The people in their order, then the named deputies of them, each once."""
    first = list(people)
    known = {one.pk for one in first}
    after = []
    for one in first:
        if one.deputy is not None and one.deputy.pk not in known:
            known.add(one.deputy.pk)
            after.append(one.deputy)
    return [*first, *after]


def grade_above(grade: IncidentGrade, grades: Iterable[IncidentGrade]) -> IncidentGrade:
    """The next worse grade; the worst stands above itself."""
    worse = [one for one in grades if one.severity < grade.severity]
    return max(worse, key=lambda one: one.severity) if worse else grade


def grades() -> list[IncidentGrade]:
    return once("grades", _grades)


def _grades() -> list[IncidentGrade]:
    return list(IncidentGrade.objects.select_related("decision_role").order_by("severity"))


def response_roles() -> dict[str, ResponseRole]:
    """All of the installation's roles by code."""
    return once("response roles", lambda: {one.code: one for one in ResponseRole.objects.all()})


def recipient(person: Person) -> Recipient:
    user = person.user
    return Recipient(person=person, user=user if user is not None and user.is_active else None)


def duty_recipients() -> tuple[Recipient, ...]:
    """Active holders of the duty engineer's role; without any, the logins of IT operations."""
    people = [one for one in people_by_role([DUTY])[DUTY] if one.is_active]
    return tuple(recipient(one) for one in people) or holders_of(DUTY_LOGINS)


def person_of(user: User) -> Person | None:
    rows = Person.objects.filter(user=user)
    return once(("person of", user.pk), rows.select_related("user").first)


def is_on_level(user: User, people: Iterable[Person]) -> bool:
    """One of `people`, or the named deputy of one."""
    return any(
        one.user_id == user.pk or (one.deputy is not None and one.deputy.user_id == user.pk)
        for one in people
    )


def is_within(incident: Incident, person: Person) -> bool:
    """A drill calls and tells only its own people (DRL-7); a real event whoever is needed."""
    if not incident.is_drill:
        return True
    allowed = once(("audience", incident.drill_code), lambda: audience(incident.drill_code))
    return Recipient(person=person).key in allowed


def effective_severity(incident: Incident) -> int | None:
    grade = incident.effective_grade
    return grade.severity if grade is not None else None
