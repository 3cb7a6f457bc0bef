"""Courses and certificates, and who needs them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import require
from accounts.models import User
from governance.models import Course, CourseNeed
from lib.errors import StaleVersion
from lib.versioning import change, create
from plans.models import ResponseRole

PERMISSION = "training.change"
NEEDS = ("everybody", "roles", "response_roles")


@transaction.atomic
def create_course(*, by: User, at: datetime, **fields: Any) -> Course:
    """`everybody`, `roles` (of the platform) and `response_roles` say who needs it.

    Raises PermissionDenied, Refused.
    """
    require(by, PERMISSION)
    needs = {name: fields.pop(name) for name in NEEDS if name in fields}
    row = create(Course, **fields)
    _need(row, **needs)
    return row


@transaction.atomic
def change_course(
    course: Course, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Records keep the validity they were given. Raises PermissionDenied, StaleVersion, Refused."""
    require(by, PERMISSION)
    current = Course.objects.select_for_update().get(pk=course.pk)
    if read_version is not None and current.version != read_version:
        raise StaleVersion(current, read_version)
    needs = needs_of(current) | {name: fields.pop(name) for name in NEEDS if name in fields}
    changed = change(course, read_version=None, **fields)
    if _plain(needs) != _plain(needs_of(current)):
        current.needs.all().delete()
        _need(current, **needs)
        course.__dict__.pop("_prefetched_objects_cache", None)
        changed.append("needs")
        if changed == ["needs"]:
            course.version += 1
            course.save(update_fields=["version", "updated_at"])
    return changed


def needs_of(course: Course) -> dict[str, Any]:
    """Who needs it, as `create_course` takes it."""
    rows = list(course.needs.all())
    return {
        "everybody": any(one.everybody for one in rows),
        "roles": sorted(one.role for one in rows if one.role),
        "response_roles": [one.response_role for one in rows if one.response_role is not None],
    }


def _plain(needs: dict[str, Any]) -> tuple[Any, ...]:
    roles = sorted(one.code for one in needs["response_roles"])
    return bool(needs["everybody"]), sorted(needs["roles"]), roles


def _need(
    course: Course, *, everybody: bool = False, roles: Iterable[str] = (),
    response_roles: Iterable[ResponseRole] = (),
) -> None:  # fmt: skip
    rows = [CourseNeed(course=course, everybody=True)] if everybody else []
    rows += [CourseNeed(course=course, role=one) for one in dict.fromkeys(roles)]
    rows += [CourseNeed(course=course, response_role=one) for one in dict.fromkeys(response_roles)]
    for one in rows:
        one.full_clean()
        one.save()
