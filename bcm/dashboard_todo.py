"""What waits for one person: drafts, approvals, reviews, requests of campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import departments_limit, may
from accounts.models import Organisation, User
from bcm.links import link
from bia.models import Assessment, AssessmentStatus, CampaignItem, Process

SHOWN = 8


@dataclass(frozen=True)
class Task:
    """One line of the list: what to do, to what, until when."""

    icon: str
    words: str
    subject: str
    url: str
    due_on: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Todo:
    """The first tasks, and how many there are in all."""

    tasks: list[Task]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.tasks)


def todo_of(user: User, organisation: Organisation, today: date) -> Todo:
    """At most five queries, whatever there is to do."""
    tasks: list[Task] = []
    if may(user, "assessment.approve"):
        tasks += _approvals(user)
    if may(user, "assessment.change"):
        tasks += _campaign_requests(user, today)
        tasks += _drafts(user)
        tasks += _reviews(user, organisation, today)
    tasks.sort(key=lambda task: (not task.overdue, task.due_on or date.max))
    return Todo(tasks[:SHOWN], len(tasks))


def mine(user: User, prefix: str = "") -> Q:
    """Processes the person answers for: owned, or in the departments of their grant."""
    limit = departments_limit(user, "assessment.change")
    own = Q(**{f"{prefix}owner__user_id": user.pk})
    return own | Q(**{f"{prefix}department_id__in": limit}) if limit else own


def _approvals(user: User) -> list[Task]:
    waiting = (
        Assessment.objects.visible_to(user)
        .filter(status=AssessmentStatus.SUBMITTED)
        .exclude(Q(author=user) | Q(submitted_by=user))
        .select_related("process")
        .order_by("submitted_at")
    )
    return [Task("gavel", _("Approve or return the assessment"), *_subject(one)) for one in waiting]


def _drafts(user: User) -> list[Task]:
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
    return [Task("pencil", words[AssessmentStatus(one.status)], *_subject(one)) for one in drafts]


def _reviews(user: User, organisation: Organisation, today: date) -> list[Task]:
    soon = today + timedelta(days=organisation.review_warning_days)
    due = Process.objects.visible_to(user).filter(review_due__lte=soon)
    if departments_limit(user, "assessment.change") is not None:
        due = due.filter(mine(user))
    return [
        Task(
            "calendar-due",
            _("Review the assessment"),
            one.name,
            link("bia:process_detail", one.code),
            one.review_due,
            one.review_due is not None and one.review_due < today,
        )
        for one in due.order_by("review_due", "code")
    ]


def _campaign_requests(user: User, today: date) -> list[Task]:
    asked = (
        CampaignItem.objects.filter(
            mine(user, "process__"), answered_at=None, campaign__closed_at=None
        )
        .select_related("process", "campaign")
        .order_by("campaign__due_on", "process__code")
    )
    return [
        Task(
            "speakerphone",
            _("Answer the campaign “%(name)s”") % {"name": one.campaign.name},
            one.process.name,
            link("bia:process_detail", one.process.code),
            one.campaign.due_on,
            one.campaign.due_on < today,
        )
        for one in asked
    ]


def _subject(assessment: Assessment) -> tuple[str, str]:
    return assessment.process.name, link("bia:assessment_detail", assessment.code)
