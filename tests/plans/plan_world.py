"""Plans as tests speak of them: a draft with one section and one task, taken as far as asked.

Alice owns the plan, Bob is its deputy, Mia is the continuity manager, Charlie a stranger.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person, User
from plans.models import Plan, PlanTask, PlanVersion, ResponseRole, RoleHolder, Section
from plans.services.lifecycle import approve_version, submit_version
from plans.services.plans import create_plan
from plans.services.publication import publish_version
from tests.factories import NOON, clock_policies, person, user

HOUR = timedelta(hours=1)


def cast() -> dict[str, User]:
    """Logins by name; each is a person of the same code."""
    clock_policies()
    roles = {
        "alice": "process_owner",
        "bob": "it_operations",
        "mia": "continuity_manager",
        "charlie": "auditor",
    }
    found = {}
    for name, role in roles.items():
        found[name] = user(name, role)
        person(name, user=found[name])
    return found


def the(code: str) -> Person:
    return Person.objects.get(code=code)


def role(code: str = "it-lead", *holders: str, **fields: Any) -> ResponseRole:
    """A response role held by people of these codes."""
    made, _new = ResponseRole.objects.get_or_create(
        code=code, defaults={"name_en": code, "name_zh": code, **fields}
    )
    for position, name in enumerate(holders, start=1):
        RoleHolder.objects.create(role=made, person=the(name), position=position)
    return made


def draft(
    code: str = "rescue", *, by: User, at: datetime = NOON, kind: str = "workaround", **fields: Any
) -> PlanVersion:
    """Version 1.0 of a plan that Alice owns, ready to be submitted."""
    values: dict[str, Any] = {"name_en": "Rescue by phone", "owner": the("alice"), **fields}
    plan = create_plan(code=code, kind=kind, by=by, at=at, **values)
    version = plan.versions.get()
    fill(version)
    return version


def fill(version: PlanVersion) -> None:
    Section.objects.create(plan_version=version, title_en="Scope", body_en="Everything.")
    PlanTask.objects.create(
        plan_version=version,
        number=1,
        title_en="Call the customers",
        instructions_en="By the list.",
        role=role(),
        duration_s=300,
    )


def submitted(code: str = "rescue", *, by: User, at: datetime = NOON, **fields: Any) -> PlanVersion:
    return submit_version(draft(code, by=by, at=at, **fields), by=by, at=at)


def approved(
    code: str = "rescue", *, people: dict[str, User], at: datetime = NOON, **fields: Any
) -> PlanVersion:
    """Signed by its owner and the continuity manager."""
    version = submitted(code, by=people["alice"], at=at, **fields)
    approve_version(version, by=people["alice"], at=at)
    return approve_version(version, by=people["mia"], at=at)


def effective(
    code: str = "rescue", *, people: dict[str, User], at: datetime = NOON, **fields: Any
) -> PlanVersion:
    version = approved(code, people=people, at=at, **fields)
    return publish_version(version, by=people["mia"], at=at)


def plan_of(version: PlanVersion) -> Plan:
    return Plan.objects.get(pk=version.plan_id)
