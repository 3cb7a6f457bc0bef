"""A small register as tests of governance speak of it; nothing of it goes through services.

Two critical processes (road-rescue with an approved analysis, booking without), two systems
(dispatch, core, with a backup policy; web, important), one data centre and one plan in force for
road-rescue. Mia is the continuity manager, Aida an auditor, Max a second manager, Olga owns
road-rescue. The day is 2 March 2026 (`factories.NOON`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import Person, User
from backups.models import BackupPolicy
from bia.models import Assessment, Dependency, Process, System
from governance.models import Framework, Requirement
from plans.models import PlanVersion
from tests import factories
from tests.backups import made
from tests.plans.carried_out import draft, in_force

CAST = {
    "mia": "continuity_manager",
    "max": "continuity_manager",
    "aida": "auditor",
    "olga": "process_owner",
    "ivan": "it_operations",
}


@dataclass(frozen=True)
class World:
    """What `governed` made."""

    rescue: Process
    booking: Process
    dispatch: System
    web: System
    policy: BackupPolicy
    plan: PlanVersion


def the(name: str) -> User:
    """Somebody of the cast, made the first time with a person of the same code."""
    known = User.objects.filter(username=name).first()
    if known is None:
        known = factories.user(name, CAST[name])
        factories.person(name, user=known)
    return known


def person(name: str) -> Person:
    return Person.objects.get(user=the(name))


def governed() -> World:
    """The register above."""
    olga = person("olga")
    site = factories.site("dc-a", kind="production")
    rescue = factories.process(
        "road-rescue", owner=olga, critical=True, mtd_s=3600, rto_s=900, rpo_s=300,
        review_due=date(2026, 12, 1),
    )  # fmt: skip
    booking = factories.process("booking", owner=olga, critical=True)
    dispatch = factories.system("dispatch", importance="core", site=site, restore_s=600)
    web = factories.system("web", importance="important", site=site, restore_s=3600)
    Assessment.objects.create(
        code="BIA-road-rescue-1", process=rescue, number=1, status="approved", author=the("olga"),
        approved_by=the("mia"), approved_at=factories.NOON, submitted_by=the("olga"),
        submitted_at=factories.NOON, mtd_s=3600, rto_s=900, rpo_s=300,
    )  # fmt: skip
    Dependency.objects.create(code="road-rescue--dispatch", dependent_process=rescue,
                              needs_system=dispatch)  # fmt: skip
    policy = made.policy("dispatch-full", system=dispatch)
    plan = in_force(draft("rescue-plan", author=the("mia"), owner=olga, processes=[rescue]))
    return World(rescue, booking, dispatch, web, policy, plan)


def checklist(code: str = "ten", *evidence: str) -> Framework:
    """A checklist with an item for each key, "C01" and so on; without any it has one bare item."""
    return framework(code, "checklist", [(None, [key]) for key in evidence] or [(None, [])])


def framework(
    code: str, kind: str, items: list[tuple[int | None, list[str]]], **fields: object
) -> Framework:
    """With a requirement "C01", "C02" … for each (level, evidence keys)."""
    row = Framework.objects.create(
        code=code, kind=kind, **{"name_en": code.capitalize(), "name_zh": code} | fields
    )
    Requirement.objects.bulk_create(
        Requirement(
            framework=row, number=f"C{number:02d}", order=number, level=level, evidence=keys,
            name_en=f"Point {number}", name_zh=f"第{number}项",
        )
        for number, (level, keys) in enumerate(items, start=1)
    )  # fmt: skip
    return row
