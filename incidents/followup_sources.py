"""Incidents and impacts as `followup` asks about them: who is told, who may see them.

A code is "INC-2026-0001" or "INC-2026-0001:7". Everything loads in a constant number of queries,
whatever the number of incidents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from followup import registry
from followup.registry import Recipient, Subject
from followup.services.people import managers_of, recipient_of
from incidents.models import (
    IN_RESPONSE,
    Contact,
    ContactState,
    Impact,
    Incident,
    IncidentRole,
    Review,
    RoleAssignment,
)
from incidents.services.clocks import title_of
from incidents.services.holders import (
    BUSINESS_LEAD,
    DUTY_MANAGER,
    IT_LEAD,
    duty_recipients,
    grade_above,
    grades,
    organisation_zone,
    people_by_role,
    recipient,
    why_absent,
)

_TEXT: Any = CharField()
OF_INCIDENT = ("grade__decision_role", "provisional_grade__decision_role", "declared_by")
ROLE_NAMES = {
    IncidentRole.COMMANDER.value: "commander",
    IncidentRole.DEPUTY.value: "deputy",
    IncidentRole.SCRIBE.value: "scribe",
    IncidentRole.FOLLOWER.value: "followers",
}
LEADS = (
    IncidentRole.TECHNICAL_LEAD.value, IncidentRole.BUSINESS_LEAD.value,
    IncidentRole.COMMS_LEAD.value,
)  # fmt: skip
Roles = dict[str, tuple[Recipient, ...]]


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject("incident", Incidents())
    registry.register_subject("impact", Impacts())


class Incidents:
    """Open until it is closed, stood down or merged."""

    label = _("Incident")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = list(Incident.objects.filter(number__in=codes).select_related(*OF_INCIDENT))
        people = people_of(rows)
        return {one.number: subject_of(one, people) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = Incident.objects.visible_to(user).filter(number__in=codes)
        return set(rows.values_list("number", flat=True))

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return Incident.objects.visible_to(user).order_by().values("number")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows = Incident.objects.visible_to(user)
        for word in words:
            rows = rows.filter(Q(number__icontains=word) | Q(title__icontains=word))
        return [(one.number, f"{one.number} {one.title}") for one in rows[:most]]

    def drills_of(self, codes: Collection[str]) -> Mapping[str, str]:
        return drill_codes(codes)

    def hold(self, codes: Collection[str]) -> set[str]:
        """Their rows, locked as the verbs lock them; those in use are left out."""
        return _hold(set(codes))


class Impacts:
    """Open while the process is down and the incident in response."""

    label = _("Impact of an incident")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = list(
            _impacts(codes).select_related(
                "process__owner__user", *(f"incident__{name}" for name in OF_INCIDENT)
            )
        )
        people = people_of({one.incident_id: one.incident for one in rows}.values())
        return {one.code: impact_subject(one, people) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = _impacts(codes).filter(incident__in=Incident.objects.visible_to(user))
        return {f"{number}:{pk}" for number, pk in rows.values_list("incident__number", "pk")}

    def visible_codes(self, user: User) -> QuerySet[Any]:
        rows = Impact.objects.filter(incident__in=Incident.objects.visible_to(user)).order_by()
        key = Concat(F("incident__number"), Value(":"), Cast("pk", _TEXT), output_field=_TEXT)
        return rows.annotate(key=key).values("key")

    def drills_of(self, codes: Collection[str]) -> Mapping[str, str]:
        drills = drill_codes({code.rpartition(":")[0] for code in codes})
        return {code: drills.get(code.rpartition(":")[0], "") for code in codes}

    def hold(self, codes: Collection[str]) -> set[str]:
        held = _hold({code.rpartition(":")[0] for code in codes})
        return {code for code in codes if code.rpartition(":")[0] in held}


def drill_codes(numbers: Collection[str]) -> dict[str, str]:
    """Number → drill, of those incidents that are part of one."""
    rows = Incident.objects.filter(number__in=numbers).exclude(drill_code="")
    return dict(rows.values_list("number", "drill_code"))


def _hold(numbers: set[str]) -> set[str]:
    rows = Incident.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        number__in=numbers
    )
    held = set(rows.order_by("pk").values_list("number", flat=True))
    # What does not exist (any more) is in nobody's use.
    known = set(Incident.objects.filter(number__in=numbers).values_list("number", flat=True))
    return held | (numbers - known)


def _impacts(codes: Collection[str]) -> QuerySet[Impact]:
    asked = Q(pk__in=[])
    for key in codes:
        number, _colon, pk = key.rpartition(":")
        if number and pk.isdecimal() and len(pk) < 19:
            asked |= Q(incident__number=number, pk=int(pk))
    return Impact.objects.filter(asked)


@dataclass
class People:
    """Everybody the roles of some incidents mean; each question is asked once for all of them."""

    held: dict[tuple[int, str], list[Person]] = field(default_factory=dict)
    levels: dict[str, list[Recipient]] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    deputies: dict[str, list[Recipient]] = field(default_factory=dict)
    executives: tuple[Recipient, ...] = ()
    duty: tuple[Recipient, ...] = ()
    duty_managers: tuple[Recipient, ...] = ()
    leads: tuple[Recipient, ...] = ()
    alternates: dict[int, list[Recipient]] = field(default_factory=dict)
    owners: dict[int, list[Recipient]] = field(default_factory=dict)
    authors: dict[int, Recipient] = field(default_factory=dict)
    managers: dict[int, Person] = field(default_factory=dict)


def people_of(rows: Iterable[Incident]) -> People:
    """Eight to ten queries, whatever the number of incidents."""
    incidents = list(rows)
    found = People()
    if not incidents:
        return found
    ids = [one.pk for one in incidents]
    _levels(found)
    found.duty = duty_recipients()
    for one in (
        RoleAssignment.objects.held().for_list().filter(incident__in=ids, person__is_active=True)
    ):
        found.held.setdefault((one.incident_id, one.role), []).append(one.person)
    found.alternates = _alternates(ids)
    owners: dict[int, list[Recipient]] = defaultdict(list)
    impacts = Impact.objects.open().filter(incident__in=ids, process__owner__is_active=True)
    for impact in impacts.select_related("process__owner__user"):
        owner = impact.process.owner
        if owner is not None and recipient(owner) not in owners[impact.incident_id]:
            owners[impact.incident_id].append(recipient(owner))
    found.owners = owners
    _authors(found, ids)
    return found


def _levels(found: People) -> None:
    """Decision levels by grade: who is there, or everybody while nobody is."""
    ranks = grades()
    roles = {one.decision_role.code for one in ranks} | {DUTY_MANAGER, IT_LEAD, BUSINESS_LEAD}
    held = people_by_role(roles)
    zone, now = organisation_zone(), timezone.now()
    for grade in ranks:
        code = grade.decision_role.code
        found.above[grade.code] = grade_above(grade, ranks).code
        active = [one for one in held[code] if one.is_active]
        present = [one for one in active if not why_absent(one, now, zone)]
        found.levels[grade.code] = [recipient(one) for one in present or active]
        stand_in = [one.deputy for one in held[code] if one.deputy and one.deputy.is_active]
        found.deputies[grade.code] = [recipient(one) for one in stand_in]
    if ranks:
        found.executives = tuple(found.levels[ranks[0].code])
    found.duty_managers = tuple(recipient(one) for one in held[DUTY_MANAGER] if one.is_active)
    both = [*held[IT_LEAD], *held[BUSINESS_LEAD]]
    found.leads = tuple(dict.fromkeys(recipient(one) for one in both if one.is_active))


def _alternates(ids: Sequence[int]) -> dict[int, list[Recipient]]:
    """Who is to be called next at each required place that nobody answered."""
    rows = Contact.objects.filter(incident__in=ids, required=True, person__is_active=True)
    by_place: dict[tuple[int, str], list[Contact]] = defaultdict(list)
    for one in rows.select_related("person__user").order_by("position", "id"):
        by_place[one.incident_id, one.place].append(one)
    found: dict[int, list[Recipient]] = defaultdict(list)
    for (incident, _place), held in by_place.items():
        if any(one.state == ContactState.REACHED for one in held):
            continue
        waiting = [one for one in held if one.is_alternate and one.state == ContactState.TO_CALL]
        if waiting and recipient(waiting[0].person) not in found[incident]:
            found[incident].append(recipient(waiting[0].person))
    return found


def _authors(found: People, ids: Sequence[int]) -> None:
    reviews = Review.objects.filter(incident__in=ids, author__isnull=False)
    people = []
    for one in reviews.select_related("author__person__user"):
        person = getattr(one.author, "person", None)
        who = recipient(person) if person is not None else recipient_of(one.author)
        if who is not None:
            found.authors[one.incident_id] = who
        if person is not None:
            people.append(person)
    people += [held[0] for (_pk, role), held in found.held.items() if role == "commander"]
    found.managers = managers_of(people)


def incident_subject(incident: Incident) -> Subject:
    return subject_of(incident, people_of([incident]))


def subject_of(incident: Incident, people: People) -> Subject:
    grade = incident.effective_grade
    return Subject(
        kind="incident",
        code=incident.number,
        title=title_of(incident),
        url=reverse("incidents:incident_detail", args=[incident.number]),
        is_open=incident.is_open,
        grade=grade.code if grade is not None else "",
        exercise=incident.is_drill,
        drill=incident.drill_code,
        roles=_roles(incident, people),
    )


def impact_subject(impact: Impact, people: People | None = None) -> Subject:
    """With the owner of its own process only."""
    incident = impact.incident
    people = people or people_of([incident])
    grade = incident.effective_grade
    owner = impact.process.owner
    mine = (recipient(owner),) if owner is not None and owner.is_active else ()
    restricted = incident.confidentiality == "restricted"
    return Subject(
        kind="impact",
        code=impact.code,
        title=incident.number if restricted else f"{impact.process.name} ({title_of(incident)})",
        url=reverse("incidents:incident_detail", args=[incident.number]) + f"#impact-{impact.pk}",
        is_open=impact.end_at is None and incident.status in IN_RESPONSE,
        grade=grade.code if grade is not None else "",
        exercise=incident.is_drill,
        drill=incident.drill_code,
        roles=_roles(incident, people) | {"process_owner": mine},
    )


def _roles(incident: Incident, people: People) -> Roles:
    """Who is meant by each role of the policies of K1–K13. While nobody commands, duty is asked
    what the commander would be."""
    grade = incident.effective_grade
    code = grade.code if grade is not None else ""
    above = people.above.get(code, "")
    roles: Roles = {
        name: tuple(recipient(one) for one in people.held.get((incident.pk, role), ()))
        for role, name in ROLE_NAMES.items()
    }
    roles["commander"] = roles["commander"] or roles["deputy"] or people.duty
    declarer = recipient_of(incident.declared_by)
    if declarer is not None:
        roles["followers"] = tuple(dict.fromkeys([*roles["followers"], declarer]))
    leads = [one for role in LEADS for one in people.held.get((incident.pk, role), ())]
    roles["leads"] = tuple(dict.fromkeys(recipient(one) for one in leads)) or people.leads
    roles["leads_of_response"] = people.leads
    roles["duty"] = people.duty
    roles["duty_manager"] = people.duty_managers
    roles["decision_level"] = tuple(people.levels.get(code, ()))
    roles["deputies"] = tuple(people.deputies.get(code, ()))
    roles["level_above"] = tuple(people.levels.get(above, ()))
    roles["executives"] = people.executives
    roles["alternates"] = tuple(people.alternates.get(incident.pk, ()))
    roles["process_owner"] = tuple(people.owners.get(incident.pk, ()))
    author = people.authors.get(incident.pk)
    roles["author"] = (author,) if author is not None else roles["commander"]
    manager = _manager(roles["author"], people)
    if manager is not None:
        roles["manager"] = (recipient(manager),)
    return roles


def _manager(authors: Sequence[Recipient], people: People) -> Person | None:
    for one in authors:
        if one.person is not None and one.person.pk in people.managers:
            return people.managers[one.person.pk]
    return None
