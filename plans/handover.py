"""What somebody holds of the plans, and how it passes on; contacts: plans/contact_handover.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import handover
from accounts.handover import Holder, Holding
from accounts.models import Person, User
from lib.versioning import change
from plans.models import ApprovalStep, Plan, PlanVersion, Verdict, VersionStatus
from plans.services.clocks import review_moved

IN_WORK = (VersionStatus.DRAFT, VersionStatus.IN_REVIEW)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    handover.register("plans", PlanHandover())


class PlanHandover:
    """Plans owned or stood in for, versions in work, signatures that were asked by name.

    Whoever leaves without a successor blocks nothing: their deputy signs, then the continuity
    managers (`services.approvals`).
    """

    def describe(self, holder: Holder) -> list[Holding]:
        found = []
        if holder.person is not None:
            found += [_plan(_("Owner of the plan"), one) for one in _plans(owner=holder.person)]
            found += [_plan(_("Deputy for the plan"), one) for one in _plans(deputy=holder.person)]
            found += [
                _version(_("Signature asked for"), one.plan_version)
                for one in _steps(holder.person)
            ]
        if holder.user is not None:
            found += [_version(_("Author of the version in work"), one) for one in _drafts(holder)]
        return found

    def hand_over(self, holder: Holder, successor: Holder, *, by: User, at: datetime) -> None:
        if holder.person is not None and successor.person is not None:
            _pass_plans(holder.person, successor.person, by=by, at=at)
            for step in _steps(holder.person):
                _pass_step(step, holder.person, successor.person)
        if holder.user is not None and successor.user is not None:
            for version in _drafts(holder):
                change(version, read_version=None, author=successor.user)


def _pass_plans(person: Person, heir: Person, *, by: User, at: datetime) -> None:
    """Nobody stands in for themselves: a deputy who becomes owner leaves that place empty."""
    for one in _plans(owner=person):
        deputy = None if one.deputy_id == heir.pk else one.deputy
        change(one, read_version=None, owner=heir, deputy=deputy)
        review_moved(one, at=at, by=by)
    for one in _plans(deputy=person):
        change(one, read_version=None, deputy=None if one.owner_id == heir.pk else heir)


def _pass_step(step: ApprovalStep, person: Person, heir: Person) -> None:
    if step.person_id == person.pk:
        step.person = heir
    if step.delegate_id == person.pk:
        step.delegate = heir
    step.save(update_fields=["person", "delegate"])


def _plans(**who: Person) -> list[Plan]:
    return list(Plan.objects.filter(retired_at=None, **who).select_related("owner", "deputy"))


def _drafts(holder: Holder) -> list[PlanVersion]:
    rows = PlanVersion.objects.filter(author=holder.user, status__in=IN_WORK)
    return list(rows.select_related("plan"))


def _steps(person: Person) -> list[ApprovalStep]:
    waiting = ApprovalStep.objects.filter(verdict=Verdict.WAITING)
    named = waiting.filter(person=person) | waiting.filter(delegate=person)
    return list(named.select_related("plan_version__plan"))


def _plan(kind: Any, one: Plan) -> Holding:
    return Holding(kind, one.code, str(one), f"/plans/{one.code}/")


def _version(kind: Any, one: PlanVersion) -> Holding:
    return Holding(kind, one.key, str(one), f"/plans/{one.plan.code}/versions/{one.number}/")
