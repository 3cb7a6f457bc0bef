"""Departments: a tree without circles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Person, User
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change, create

# Two moves that are harmless alone can close a circle together: moves wait for each other.
TREE_LOCK = 4_201_001


@transaction.atomic
def create_department(*, by: User, at: datetime, **fields: Any) -> Department:
    _active(fields.get("head"))
    return create(Department, **fields)


@transaction.atomic
def change_department(
    department: Department, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Raises Refused at `parent` when the new parent lies below the department itself, and at
    `head` when a new head has left."""
    parent = fields.get("parent")
    if parent is not None:
        _one_move_at_a_time()
        if parent.pk in Department.objects.all().subtree_ids([department.pk]):
            words = _("A department cannot lie below itself.")
            raise Refused("circle", words, "parent")
    if fields.get("head") != department.head:
        _active(fields.get("head"))
    return change(department, read_version=read_version, **fields)


@transaction.atomic
def delete_department(department: Department, *, by: User, at: datetime) -> None:
    """Raises GuardsUnmet while something belongs to it."""
    try:
        department.delete()
    except models.ProtectedError as error:
        examples = ", ".join(sorted({str(one) for one in error.protected_objects})[:5])
        words = _("Still in use by: %(examples)s.") % {"examples": examples}
        raise GuardsUnmet.one("in_use", words) from error


def _active(head: Person | None) -> None:
    if head is not None and not head.is_active:
        raise Refused("inactive", _("Who has left heads no department."), "head")


def _one_move_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
