"""What plans ask of one person: signatures, readings, reviews."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from bcm.links import link
from bcm.todo import Part, Task, first
from plans.models import Plan, PlanReview, PlanVersion, Reading, ReviewState
from plans.signing import versions_waiting_for


def plan_parts(user: User, today: date) -> list[Part]:
    """Three queries."""
    return [_approvals(user), _readings(user, today), _reviews(user, today)]


def _name(version: PlanVersion) -> str:
    return f"{version.plan.name} {version.number}"


def _approvals(user: User) -> Part:
    words = _("Approve or return the plan")
    rows = versions_waiting_for(user).select_related("plan").order_by("submitted_at", "pk")
    return first(rows, lambda one: Task("gavel", words, _name(one), one.get_absolute_url()))


def _readings(user: User, today: date) -> Part:
    words = _("Read the plan and confirm that you understood it")
    rows = (
        Reading.objects.filter(
            person__user=user,
            read_at=None,
            plan_version__status__in=["approved", "effective"],
            plan_version__plan__in=Plan.objects.visible_to(user),
        )
        .select_related("plan_version__plan")
        .order_by("due_on", "pk")
    )

    def task(one: Reading) -> Task:
        late = one.due_on is not None and one.due_on < today
        version = one.plan_version
        url = link("plans:reading_confirm", version.plan.code, version.number)
        return Task("book", words, _name(version), url, one.due_on, late)

    return first(rows, task)


def _reviews(user: User, today: date) -> Part:
    words = _("Look at the plan again")
    mine = Q(plan__owner__user=user) | Q(plan__deputy__user=user)
    rows = (
        PlanReview.objects.filter(mine, state=ReviewState.OPEN)
        .select_related("plan")
        .order_by("due_on", "pk")
    )
    return first(
        rows,
        lambda one: Task(
            "notebook", words, str(one.plan), one.plan.get_absolute_url(), one.due_on,
            one.due_on < today,
        ),
    )  # fmt: skip
