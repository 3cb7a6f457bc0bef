"""What stands against submitting a version, and what its approvers should know: rows read here,
judged by `plans.domain.guards`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import Person
from plans.contact_report import contact_problems
from plans.contact_state import states_of
from plans.domain import guards
from plans.domain.guards import Fault
from plans.feasible import FeasibilityView, feasibility_of
from plans.models import PlanVersion, RoleHolder
from plans.services.content_document import document_of

Document = Mapping[str, Any]


def faults_of(version: PlanVersion, doc: Document | None = None) -> list[Fault]:
    """Everything that stops a submission; [] when nothing does."""
    base = None
    if version.contacts_only and version.based_on is not None:
        base = document_of(version.based_on)
    return guards.faults(
        doc or document_of(version),
        languages=version.plan.languages,
        change_summary=version.change_summary,
        base=base,
    )


def warnings_of(
    version: PlanVersion,
    at: datetime,
    doc: Document | None = None,
    view: FeasibilityView | None = None,
) -> list[Fault]:
    """What is true but bad: shown before signing and kept with the signature."""
    doc = doc or document_of(version)
    view = view or feasibility_of(version, at, doc)
    found = [*guards.warnings(doc), *_contacts(doc, at)]
    if view.is_red:
        found.append(Fault("feasibility_red", "tasks"))
    elif view.is_amber:
        found.append(Fault("feasibility_amber", "tasks"))
    return found


def people_of(doc: Document) -> tuple[set[str], set[str]]:
    """Codes of the people and of the roles that the call tree and the card name."""
    people: set[str] = set()
    roles = {one["role"] for one in doc["card"]["contacts"]}
    for one in doc["call_tree"]:
        people |= {*one["alternates"], *([one["person"]] if one["person"] else [])}
        roles |= {one["role"]} if one["role"] else set()
    return people, roles


def _contacts(doc: Document, at: datetime) -> list[Fault]:
    codes, roles = people_of(doc)
    held = RoleHolder.objects.filter(role__code__in=roles).values_list("role__code", "person_id")
    holders: dict[str, list[int]] = {code: [] for code in roles}
    for code, person_id in held:
        holders[code].append(person_id)
    ids = {one for people in holders.values() for one in people}
    ids |= set(Person.objects.filter(code__in=codes).values_list("pk", flat=True))
    states = states_of(ids, at)
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "code"))
    by_state = {
        "contact_unreachable": [pk for pk, one in states.items() if one.level == "red"],
        "contact_doubtful": [pk for pk, one in states.items() if one.level == "amber"],
    }
    found = [
        Fault(code, "call_tree", {"who": ", ".join(sorted(names[pk] for pk in who))})
        for code, who in by_state.items()
        if who
    ]
    few = {one.code for one in contact_problems(doc, at) if one.too_few_numbers}
    if few:
        found.append(Fault("contact_numbers", "call_tree", {"roles": ", ".join(sorted(few))}))
    empty = sorted(code for code, people in holders.items() if not people)
    if empty:
        found.append(Fault("role_empty", "call_tree", {"roles": ", ".join(empty)}))
    return found
