"""What waits for one person: actions, drafts, approvals, reviews, requests of campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import departments_limit, may
from accounts.models import Organisation, User
from bcm.dashboard_todo_plans import plan_parts
from bcm.links import link
from bcm.todo import SHOWN, Part, Task, first
from bia.models import Assessment, AssessmentStatus, CampaignItem, Process
from followup.models import DUE_STATES, CorrectiveAction

ACTION_PAGE = "followup:action_detail"


@dataclass(frozen=True)
class Todo:
    """The first tasks, and how many there are in all."""

    tasks: list[Task]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.tasks)


def todo_of(user: User, organisation: Organisation, today: date) -> Todo:
    """At most nine queries, and no more rows than are shown, whatever there is to do."""
    parts: list[Part] = []
    if may(user, "action.view"):
        parts.append(_actions(user, today))
        parts.append(_verifications(user, today))
    if may(user, "assessment.approve"):
        parts.append(_approvals(user))
    if may(user, "assessment.change"):
        parts.append(_campaign_requests(user, today))
        parts.append(_drafts(user))
        parts.append(_reviews(user, organisation, today))
    if may(user, "plan.view"):
        parts += plan_parts(user, today)
    tasks = [task for part, _count in parts for task in part]
    tasks.sort(key=lambda task: (not task.overdue, task.due_on or date.max))
    return Todo(tasks[:SHOWN], sum(count for _part, count in parts))


def mine(user: User, prefix: str = "") -> Q:
    """Processes the person answers for: owned, or in the departments of their grant."""
    limit = departments_limit(user, "assessment.change")
    own = Q(**{f"{prefix}owner__user_id": user.pk})
    return own | Q(**{f"{prefix}department_id__in": limit}) if limit else own


def _actions(user: User, today: date) -> Part:
    """What the person has to carry out, late or not."""
    mine = CorrectiveAction.objects.filter(owner__user_id=user.pk, state__in=DUE_STATES)
    words = _("Carry out the corrective action")
    return first(mine.order_by("due_on", "code"), lambda one: _action("tool", words, one, today))


def _verifications(user: User, today: date) -> Part:
    """What is done and waits for this person's word; it is not late by its due date."""
    waiting = CorrectiveAction.objects.filter(verifier__user_id=user.pk, state="done")
    words = _("Verify the corrective action")
    return first(
        waiting.order_by("done_at", "code"),
        lambda one: Task("checkup-list", words, one.title, link(ACTION_PAGE, one.code)),
    )


def _action(icon: str, words: str, one: CorrectiveAction, today: date) -> Task:
    late = one.due_on is not None and one.due_on < today
    return Task(icon, words, one.title, link(ACTION_PAGE, one.code), one.due_on, late)


def _approvals(user: User) -> Part:
    waiting = (
        Assessment.objects.visible_to(user)
        .filter(status=AssessmentStatus.SUBMITTED)
        .exclude(Q(author=user) | Q(submitted_by=user))
        .select_related("process")
        .order_by("submitted_at")
    )
    words = _("Approve or return the assessment")
    return first(waiting, lambda one: Task("gavel", words, *_subject(one)))


def _drafts(user: User) -> Part:
    in_work = [AssessmentStatus.DRAFT, AssessmentStatus.RETURNED]
    drafts: QuerySet[Any] = (
        Assessment.objects.visible_to(user)
        .filter(mine(user, "process__") | Q(author=user), status__in=in_work)
        .select_related("process")
        .order_by("created_at")
    )
    words = {
        AssessmentStatus.DRAFT: _("Complete the assessment"),
        AssessmentStatus.RETURNED: _("Correct the returned assessment"),
    }
    return first(
        drafts,
        lambda one: Task("pencil", words[AssessmentStatus(one.status)], *_subject(one)),
    )


def _reviews(user: User, organisation: Organisation, today: date) -> Part:
    soon = today + timedelta(days=organisation.review_warning_days)
    due = Process.objects.visible_to(user).filter(review_due__lte=soon)
    if departments_limit(user, "assessment.change") is not None:
        due = due.filter(mine(user))
    return first(
        due.order_by("review_due", "code"),
        lambda one: Task(
            "calendar-due",
            _("Review the assessment"),
            one.name,
            link("bia:process_detail", one.code),
            one.review_due,
            one.review_due is not None and one.review_due < today,
        ),
    )


def _campaign_requests(user: User, today: date) -> Part:
    asked = (
        CampaignItem.objects.filter(
            mine(user, "process__"), answered_at=None, campaign__closed_at=None
        )
        .select_related("process", "campaign")
        .order_by("campaign__due_on", "process__code")
    )
    return first(
        asked,
        lambda one: Task(
            "speakerphone",
            _("Answer the campaign “%(name)s”") % {"name": one.campaign.name},
            one.process.name,
            link("bia:process_detail", one.process.code),
            one.campaign.due_on,
            one.campaign.due_on < today,
        ),
    )


def _subject(assessment: Assessment) -> tuple[str, str]:
    return assessment.process.name, link("bia:assessment_detail", assessment.code)
