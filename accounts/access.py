"""One question for pages and API alike: `may(user, permission, subject)`.

The grants of a user are read once per request (cached on the user object).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404

from accounts.roles import Reach, reach

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Access:
    """What a user was granted: roles, and the departments of an owner's grants (with subtree).

    A grant without a department reaches only the processes the person owns.
    """

    roles: frozenset[str]
    departments: frozenset[int]


NOBODY = Access(frozenset(), frozenset())


def access_of(user: Any) -> Access:
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    cached: Access | None = getattr(user, "_access", None)
    if cached is None:
        cached = user._access = _read_access(user)
    return cached


def forget_access(user: Any) -> None:
    """Call after changing grants of a user object that stays in use."""
    if hasattr(user, "_access"):
        del user._access


def _read_access(user: Any) -> Access:
    from accounts.models import Department

    grants = list(user.grants.all())
    roots = [grant.department_id for grant in grants if grant.department_id is not None]
    departments = frozenset(Department.objects.all().subtree_ids(roots)) if roots else frozenset()
    return Access(frozenset(grant.role for grant in grants), departments)


def may(user: Any, permission: str, subject: Any = None) -> bool:
    """May `user` do `permission`, to `subject` when one is given?

    With reach OWN and no subject the answer is yes ("to some row"); lists then limit
    themselves through `visible_to`. A subject belongs to its `department_id` and to its
    `owner`'s user; subjects with neither (sites, suppliers) are shared.
    """
    access = access_of(user)
    how_far = reach(access.roles, permission)
    if how_far is Reach.ALL:
        return True
    if how_far is Reach.NONE:
        return False
    return subject is None or _is_own(user, access, subject)


def _is_own(user: Any, access: Access, subject: Any) -> bool:
    subject = getattr(subject, "access_subject", subject)
    department_id = getattr(subject, "department_id", None)
    if department_id is not None and department_id in access.departments:
        return True
    owner = getattr(subject, "owner", None)
    return owner is not None and owner.user_id == user.pk


def departments_limit(user: Any, permission: str) -> frozenset[int] | None:
    """None: no limit. Otherwise the department ids the permission reaches (maybe none)."""
    access = access_of(user)
    how_far = reach(access.roles, permission)
    if how_far is Reach.ALL:
        return None
    return access.departments if how_far is Reach.OWN else frozenset()


def require(user: Any, permission: str, subject: Any = None) -> None:
    """Raise PermissionDenied (403) unless `may`."""
    if not may(user, permission, subject):
        raise PermissionDenied(permission)


def visible_or_404(queryset: models.QuerySet[Any], user: Any, **lookup: Any) -> Any:
    """The row of `queryset` the user may see; what may not be seen is not there (404)."""
    if any(isinstance(value, str) and "\0" in value for value in lookup.values()):
        raise Http404  # no database keeps such a text
    try:
        return queryset.visible_to(user).get(**lookup)  # type: ignore[attr-defined]
    except queryset.model.DoesNotExist:
        raise Http404 from None


def actor(request: Any) -> User:
    """Who is signed in, for pages behind the login (LoginRequiredMiddleware)."""
    user: User = request.user
    return user
