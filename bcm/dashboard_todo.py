"""What waits for one person: actions, drafts, approvals, reviews, requests of campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import departments_limit, may
from accounts.models import Organisation, User
from bcm.dashboard_todo_governance import governance_parts
from bcm.dashboard_todo_plans import plan_parts
from bcm.dashboard_todo_response import drill_parts, incident_parts
from bcm.links import link
from bcm.todo import SHOWN, Part, Task, first
from bia.models import Assessment, AssessmentStatus, CampaignItem, Process
from followup.models import DUE_STATES, CorrectiveAction
from lib.asked_together import Later, Reading, day

ACTION_PAGE = "followup:action_detail"


@dataclass(frozen=True)
class Todo:
    """The first tasks, and how many there are in all."""

    tasks: list[Task]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.tasks)

    @property
    def overdue(self) -> int:
        """Of those that are shown."""
        return sum(one.overdue for one in self.tasks)


def todo_of(reading: Reading, user: User, organisation: Organisation, today: date) -> Later:
    """No more rows than are shown, whatever there is to do."""
    parts: list[Part] = []
    if may(user, "incident.view"):
        parts += incident_parts(reading, user)
    if may(user, "action.view"):
        parts.append(_actions(reading, user, today))
        parts.append(_verifications(reading, user))
    if may(user, "assessment.approve"):
        parts.append(_approvals(reading, user))
    if may(user, "assessment.change"):
        parts.append(_campaign_requests(reading, user, today))
        parts.append(_drafts(reading, user))
        parts.append(_reviews(reading, user, organisation, today))
    if may(user, "plan.view"):
        parts += plan_parts(reading, user, today)
    if may(user, "drill.view"):
        parts += drill_parts(reading, user, today)
    if may(user, "governance.view"):
        parts += governance_parts(reading, user, today)

    def todo() -> Todo:
        tasks = [task for part in parts for task in part.tasks]
        tasks.sort(key=lambda one: (not one.now, not one.overdue, one.due_on or date.max))
        return Todo(tasks[:SHOWN], sum(part.count for part in parts))

    return todo


def mine(user: User, prefix: str = "") -> Q:
    """Processes the person answers for: owned, or in the departments of their grant."""
    limit = departments_limit(user, "assessment.change")
    own = Q(**{f"{prefix}owner__user_id": user.pk})
    return own | Q(**{f"{prefix}department_id__in": limit}) if limit else own


def _actions(reading: Reading, user: User, today: date) -> Part:
    """What the person has to carry out, late or not."""
    words = _("Carry out the corrective action")
    rows = CorrectiveAction.objects.filter(owner__user_id=user.pk, state__in=DUE_STATES)

    def task(one: Mapping[str, Any]) -> Task:
        due_on = day(one["due_on"])
        late = due_on is not None and due_on < today
        return Task("tool", words, one["title"], link(ACTION_PAGE, one["code"]), due_on, late)

    return first(
        reading, rows.order_by("due_on", "code"), task, code="code", title="title", due_on="due_on"
    )


def _verifications(reading: Reading, user: User) -> Part:
    """What is done and waits for this person's word; it is not late by its due date."""
    words = _("Verify the corrective action")
    rows = CorrectiveAction.objects.filter(verifier__user_id=user.pk, state="done")

    def task(one: Mapping[str, Any]) -> Task:
        return Task("checkup-list", words, one["title"], link(ACTION_PAGE, one["code"]))

    return first(reading, rows.order_by("done_at", "code"), task, code="code", title="title")


def _approvals(reading: Reading, user: User) -> Part:
    words = _("Approve or return the assessment")
    rows = (
        Assessment.objects.visible_to(user)
        .filter(status=AssessmentStatus.SUBMITTED)
        .exclude(Q(author=user) | Q(submitted_by=user))
        .order_by("submitted_at")
    )

    def task(one: Mapping[str, Any]) -> Task:
        return Task("gavel", words, one["process"], _assessment(one))

    return first(reading, rows, task, code="code", process="process__name")


def _drafts(reading: Reading, user: User) -> Part:
    words = {
        AssessmentStatus.DRAFT: _("Complete the assessment"),
        AssessmentStatus.RETURNED: _("Correct the returned assessment"),
    }
    rows = (
        Assessment.objects.visible_to(user)
        .filter(mine(user, "process__") | Q(author=user), status__in=list(words))
        .order_by("created_at")
    )

    def task(one: Mapping[str, Any]) -> Task:
        status = AssessmentStatus(one["status"])
        return Task("pencil", words[status], one["process"], _assessment(one))

    return first(reading, rows, task, code="code", process="process__name", status="status")


def _reviews(reading: Reading, user: User, organisation: Organisation, today: date) -> Part:
    words = _("Review the assessment")
    soon = today + timedelta(days=organisation.review_warning_days)
    rows = Process.objects.visible_to(user).filter(review_due__lte=soon)
    if departments_limit(user, "assessment.change") is not None:
        rows = rows.filter(mine(user))

    def task(one: Mapping[str, Any]) -> Task:
        due_on = day(one["due_on"])
        late = due_on is not None and due_on < today
        return Task("calendar-due", words, one["name"], _process(one["code"]), due_on, late)

    return first(
        reading, rows.order_by("review_due", "code"), task,
        code="code", name="name", due_on="review_due",
    )  # fmt: skip


def _campaign_requests(reading: Reading, user: User, today: date) -> Part:
    rows = CampaignItem.objects.filter(
        mine(user, "process__"), answered_at=None, campaign__closed_at=None
    ).order_by("campaign__due_on", "process__code")

    def task(one: Mapping[str, Any]) -> Task:
        words = _("Answer the campaign “%(name)s”") % {"name": one["campaign"]}
        due_on = date.fromisoformat(one["due_on"])
        url = _process(one["code"])
        return Task("speakerphone", words, one["process"], url, due_on, due_on < today)

    return first(
        reading, rows, task, code="process__code", process="process__name",
        campaign="campaign__name", due_on="campaign__due_on",
    )  # fmt: skip


def _process(code: str) -> str:
    return link("bia:process_detail", code)


def _assessment(one: Mapping[str, Any]) -> str:
    return link("bia:assessment_detail", one["code"])
