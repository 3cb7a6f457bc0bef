"""Which roles a user holds, and the guard of the last administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import forget_access
from accounts.models import Department, Role, RoleGrant, User
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change

# Two administrators must not remove each other at the same moment.
ADMINISTRATORS_LOCK = 4_201_002


@dataclass(frozen=True)
class Grant:
    """A role; a process owner's may be limited to a department and what is below it."""

    role: str
    department: Department | None = None


@transaction.atomic
def change_grants(
    user: User, grants: list[Grant], *, by: User, at: datetime, read_version: int | None = None
) -> bool:
    """Make `grants` the user's roles; answers whether anything changed.

    Raises Refused at `roles`, and GuardsUnmet when no active administrator would remain.
    """
    _check(user, grants)
    if not any(grant.role == Role.ADMINISTRATOR for grant in grants):
        keep_an_administrator(without=user)
    wanted: set[tuple[str, int | None]] = {
        (grant.role, grant.department.pk if grant.department else None) for grant in grants
    }
    held = {(grant.role, grant.department_id): grant for grant in user.grants.all()}
    if wanted == set(held):
        return False
    # The user's row is locked and its version counts, so that two edits meet.
    change(user, read_version=read_version)
    User.objects.filter(pk=user.pk).update(version=user.version + 1)
    user.version += 1
    for key, grant in held.items():
        if key not in wanted:
            grant.delete()
    for role, department_id in sorted(wanted - set(held), key=str):
        RoleGrant.objects.create(user=user, role=role, department_id=department_id)
    forget_access(user)
    return True


def keep_an_administrator(*, without: User) -> None:
    """Raises GuardsUnmet when `without` is the last active administrator who can sign in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADMINISTRATORS_LOCK])
    administrators = RoleGrant.objects.filter(
        role=Role.ADMINISTRATOR, user__is_active=True, user__is_service=False
    )
    is_one = administrators.filter(user=without).exists()
    if is_one and not administrators.exclude(user=without).exists():
        words = _("This is the last administrator; name another one first.")
        raise GuardsUnmet.one("last_administrator", words)


def _check(user: User, grants: list[Grant]) -> None:
    for grant in grants:
        if grant.role not in Role.values:
            raise Refused("invalid", _("There is no such role."), "roles")
        if grant.department is not None and grant.role != Role.PROCESS_OWNER:
            words = _("Only process owners are limited to a department.")
            raise Refused("invalid", words, "department")
        if (grant.role == Role.SERVICE_ACCOUNT) and not user.is_service:
            words = _("This role is for service accounts; people get the role of their work.")
            raise Refused("invalid", words, "roles")
