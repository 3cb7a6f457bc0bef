"""Who is told of what happens in an incident, and about what the message is."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from followup import registry
from followup.registry import Recipient, Subject
from incidents.models import Contact, Incident, IncidentRole, RoleAssignment
from plans.models import RoleHolder

Told = dict[Recipient, tuple[str, ...]]
COMMAND = tuple(role for role in IncidentRole.values if role != IncidentRole.FOLLOWER)


def subject_of(incident: Incident) -> Subject:
    """As the app registered it; a bare one while it is not known."""
    key = ("incident", incident.number)
    found = registry.load_subjects([key]).get(key)
    grade = incident.effective_grade
    return found or Subject(
        kind="incident",
        code=incident.number,
        title=incident.title,
        url=incident.get_absolute_url(),
        is_open=incident.is_open,
        grade=grade.code if grade else "",
        exercise=incident.is_drill,
        drill=incident.drill_code,
    )


def holders(incidents: Iterable[Incident], roles: Iterable[str]) -> Told:
    """Who holds one of `roles` in any of the incidents (one query)."""
    rows = RoleAssignment.objects.held().filter(
        incident__in=list(incidents), role__in=list(roles), person__is_active=True
    )
    told: Told = {}
    for row in rows.for_list().order_by("incident", "assumed_at", "id"):
        add(told, Recipient(person=row.person, user=row.person.user), row.role)
    return told


def decision_level(incident: Incident) -> Told:
    """The holders of the decision level of the grade in effect (one query)."""
    grade = incident.effective_grade
    told: Told = {}
    if grade is not None:
        rows = RoleHolder.objects.filter(role=grade.decision_role, person__is_active=True)
        for row in rows.select_related("person__user"):
            add(told, Recipient(person=row.person, user=row.person.user), "decision_level")
    return told


def participants(incidents: Iterable[Incident]) -> Told:
    """Everybody with a role in one of them or on its call list (two queries)."""
    listed = list(incidents)
    told = holders(listed, IncidentRole.values)
    rows = Contact.objects.filter(Q(incident__in=listed), person__is_active=True)
    for row in rows.select_related("person__user").order_by("position", "id"):
        add(told, Recipient(person=row.person, user=row.person.user), "contact")
    return told


def add(told: Told, who: Recipient, role: str) -> None:
    """The same person in two roles gets one message that names both."""
    same = next((one for one in told if one.key == who.key), who)
    if role not in told.get(same, ()):
        told[same] = (*told.get(same, ()), role)


def united(*several: Told) -> Told:
    told: Told = {}
    for one in several:
        for who, roles in one.items():
            for role in roles:
                add(told, who, role)
    return told
