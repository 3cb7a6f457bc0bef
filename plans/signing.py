"""The versions that wait for one person's signature, in one question.

The rules are those of `plans.services.approvals`: the same cases run over both in the tests.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import access_of
from accounts.models import User
from plans.access import MANAGER
from plans.models import ApprovalStep, ApproverKind, PlanVersion, RoleHolder, Verdict, VersionStatus

NOBODY = Q(pk__in=[])


def versions_waiting_for(user: User) -> QuerySet[PlanVersion]:
    """In review, with an open step of the first open position that `user` may sign."""
    open_ones = ApprovalStep.objects.filter(verdict=Verdict.WAITING)
    earlier = open_ones.filter(
        plan_version=OuterRef("plan_version"), position__lt=OuterRef("position")
    )
    mine = open_ones.filter(_may_sign(user), ~Exists(earlier), plan_version=OuterRef("pk"))
    return PlanVersion.objects.filter(Exists(mine), status=VersionStatus.IN_REVIEW)


def _may_sign(user: User) -> Q:
    manager = MANAGER in access_of(user).roles
    return (
        _person(user, "plan_version__plan__owner", "plan_version__plan__deputy", manager)
        & Q(kind=ApproverKind.OWNER)
        | _person(user, "person", "person__deputy", manager) & Q(kind=ApproverKind.PERSON)
        | _decision(user, manager) & Q(kind=ApproverKind.DECISION)
        | (Q(kind=ApproverKind.MANAGER) if manager else NOBODY)
        | Q(delegate__is_active=True, delegate__user=user)
    )


def _person(user: User, first: str, second: str, manager: bool) -> Q:
    """The first of two who is still here, then the continuity managers."""
    found = _is(user, first) | _gone(first) & _is(user, second)
    return found | _gone(first) & _gone(second) if manager else found


def _gone(name: str) -> Q:
    """Nobody is named, or they left, or have no login (any more)."""
    return (
        Q(**{f"{name}__isnull": True})
        | Q(**{f"{name}__is_active": False})
        | Q(**{f"{name}__user__isnull": True})
        | Q(**{f"{name}__user__is_active": False})
    )


def _is(user: User, name: str) -> Q:
    return Q(**{f"{name}__is_active": True, f"{name}__user": user}) if user.is_active else NOBODY


def _decision(user: User, manager: bool) -> Q:
    holders = RoleHolder.objects.filter(
        role__grades=OuterRef("plan_version__serves_grade"),
        person__is_active=True,
        person__user__is_active=True,
    )
    found = Q(Exists(holders.filter(person__user=user)))
    return found | Q(~Exists(holders)) if manager else found
