"""Contacts as tests speak of them: a plan in force that calls Zhang San, Li Si and Wang Wu."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person, User
from plans.models import CallNode, PlanVersion, ReachabilityCheck
from plans.services.calling import add_node
from plans.services.lifecycle import approve_version, submit_version
from plans.services.publication import publish_version
from tests.factories import NOON, person
from tests.plans.plan_world import draft, role, the

DAY = timedelta(days=1)
NUMBERS = {
    "zhang-san": ["13912345678", "021-6888 1234"],
    "li-si": ["13812345678", "021-6888 1235"],
    "wang-wu": ["13712345678"],
}


def people() -> None:
    """Zhang San and Li Si lead IT, Wang Wu is in command; none has a login."""
    for code, phones in NUMBERS.items():
        person(code, name=code.replace("-", " ").title(), phones=phones)
    role("it-lead", "zhang-san", "li-si")
    role("commander", "wang-wu")


def tree(version: PlanVersion, *, by: User, at: datetime = NOON) -> list[CallNode]:
    """1 IT lead, 1.1 Wang Wu, 2 commander (critical, Li Si stands in)."""
    lead = add_node(version, role=role("it-lead"), wait_s=300, by=by, at=at)
    below = add_node(version, person=the("wang-wu"), parent=lead, by=by, at=at)
    last = add_node(
        version,
        role=role("commander"),
        is_critical=True,
        alternates=[the("li-si")],
        script_en="Say which system is down.",
        by=by,
        at=at,
    )
    return [lead, below, last]


def in_force(users: dict[str, User], code: str = "rescue", **fields: Any) -> PlanVersion:
    """A plan of Alice with that tree, approved and published at NOON."""
    if not Person.objects.filter(code="zhang-san").exists():
        people()
    version = draft(code, by=users["alice"], **fields)
    tree(version, by=users["alice"])
    submit_version(version, by=users["alice"], at=NOON)
    approve_version(version, by=users["alice"], at=NOON)
    approve_version(version, by=users["mia"], at=NOON)
    return publish_version(version, by=users["mia"], at=NOON)


def check_of(code: str) -> ReachabilityCheck:
    return ReachabilityCheck.objects.waiting().get(person__code=code)
