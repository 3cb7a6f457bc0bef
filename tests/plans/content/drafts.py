"""Drafts to edit: a plan of Alice's with its empty version 1.0."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from plans.models import Plan, PlanTask, PlanVersion, ResponseRole
from plans.services.content import add_part
from tests import factories
from tests.factories import NOON


def draft(author: User, code: str = "rescue", **fields: Any) -> PlanVersion:
    owner = factories.person(author.username, user=author)
    plan = Plan.objects.create(
        **({"code": code, "kind": "workaround", "owner": owner, "name_en": code.title()} | fields)
    )
    return PlanVersion.objects.create(plan=plan, major=1, author=author)


def task(version: PlanVersion, number: int | None = None, **fields: Any) -> PlanTask:
    """The next task of the draft, "Task 3"; `needs` are numbers."""
    if number is not None:
        fields["number"] = number
    fields.setdefault("title_en", f"Task {number or version.tasks.count() + 1}")
    return add_part(version, PlanTask, by=version.author, at=NOON, **fields)


def role(code: str = "it-lead", **fields: Any) -> ResponseRole:
    names = {"name_en": code.replace("-", " ").capitalize(), "name_zh": "信息技术负责人"}
    return ResponseRole.objects.create(code=code, **(names | fields))
