"""What governance asks of one person: tasks, reviews, approvals, readings, certificates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import may
from accounts.models import Person, User
from bcm.links import link
from bcm.todo import Part, Task, first
from governance.models import (
    Acknowledgement,
    BcmsRecord,
    CaseState,
    Change,
    ChangeState,
    InvestmentCase,
    ManagementReview,
    ManagementReviewState,
    ProgrammeState,
    ProgrammeTask,
    RecordState,
    Risk,
    RiskState,
    Standing,
    TaskState,
    TrainingRecord,
)
from lib.asked_together import Reading, day
from lib.language import in_language

# What is due later than this does not stand on the list yet.
SOON = timedelta(days=30)


def governance_parts(reading: Reading, user: User, today: date) -> list[Part]:
    asked = _Asked(reading, today)
    own = [
        asked.task_parts(user), asked.clauses(user), asked.certificates(user),
        asked.risks(user), asked.records(user), asked.readings(user),
    ]  # fmt: skip
    return own + asked.approvals(user)


class _Asked:
    """One question a sort; each row becomes a task that is overdue by its day."""

    def __init__(self, reading: Reading, today: date):
        self.reading, self.today, self.soon = reading, today, today + SOON

    def task_parts(self, user: User) -> Part:
        rows = ProgrammeTask.objects.filter(
            state__in=(TaskState.OPEN, TaskState.IN_PROGRESS), owner__user=user,
            programme__state=ProgrammeState.RUNNING, due_on__lte=self.soon,
        )  # fmt: skip
        return self._part(
            "list-check", _("Task of the programme"), rows.order_by("due_on", "code"),
            lambda one: in_language(one["en"], one["zh"]),
            lambda one: link("governance:programme_detail", one["programme"]),
            on="due_on", en="name_en", zh="name_zh", programme="programme__code",
        )  # fmt: skip

    def clauses(self, user: User) -> Part:
        rows = Standing.objects.filter(
            owner__user=user, next_review__lte=self.soon, requirement__framework__is_active=True
        )

        def subject(one: Mapping[str, Any]) -> str:
            framework = in_language(one["framework_en"], one["framework_zh"])
            return f"{framework} {one['number']} {in_language(one['en'], one['zh'])}"

        return self._part(
            "checklist", _("Review the requirement"), rows.order_by("next_review", "pk"), subject,
            lambda one: link("governance:requirement_detail", one["framework"], one["number"]),
            on="next_review", number="requirement__number", en="requirement__name_en",
            zh="requirement__name_zh", framework="requirement__framework__code",
            framework_en="requirement__framework__name_en",
            framework_zh="requirement__framework__name_zh",
        )  # fmt: skip

    def certificates(self, user: User) -> Part:
        """The last record of a course that ends soon or has ended; one without an end is none."""
        newer = TrainingRecord.objects.filter(
            Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until")),
            course=OuterRef("course"), person=OuterRef("person"), passed=True,
        )  # fmt: skip
        rows = TrainingRecord.objects.filter(
            ~Exists(newer), person__user=user, passed=True, valid_until__lte=self.soon
        )
        return self._part(
            "certificate", _("Renew the certificate"), rows.order_by("valid_until", "pk"),
            lambda one: in_language(one["en"], one["zh"]),
            lambda one: link("governance:course_detail", one["code"]),
            on="valid_until", code="course__code", en="course__name_en", zh="course__name_zh",
        )  # fmt: skip

    def risks(self, user: User) -> Part:
        rows = Risk.objects.filter(owner__user=user, next_review__lte=self.soon)
        return self._titled(
            "alert-square", _("Look at the risk again"), "governance:risk_detail",
            rows.exclude(state=RiskState.CLOSED).order_by("next_review", "code"), on="next_review",
        )  # fmt: skip

    def records(self, user: User) -> Part:
        rows = BcmsRecord.objects.filter(
            owner__user=user, state=RecordState.IN_FORCE, next_review__lte=self.soon
        )
        return self._titled(
            "file-certificate", _("Review the record"), "governance:record_detail",
            rows.order_by("next_review", "code"), on="next_review",
        )  # fmt: skip

    def readings(self, user: User) -> Part:
        """What everybody must have read, in its present edition."""
        read = Acknowledgement.objects.filter(
            record=OuterRef("pk"), edition=OuterRef("edition"), person__user=user
        )
        rows = BcmsRecord.objects.filter(
            ~Exists(read), Exists(Person.objects.filter(user=user, is_active=True)),
            must_be_read=True, state=RecordState.IN_FORCE,
        )  # fmt: skip
        return self._titled(
            "book", _("Read it and confirm that you understood it"), "governance:record_detail",
            rows.order_by("code"),
        )  # fmt: skip

    def approvals(self, user: User) -> list[Part]:
        """What waits for somebody else than whoever wrote or submitted it."""
        parts = []
        if may(user, "governance.approve"):
            submitted: list[tuple[str, str, QuerySet[Any]]] = [
                (_("Approve or return the minutes"), "governance:review_detail",
                 ManagementReview.objects.filter(state=ManagementReviewState.SUBMITTED)
                 .exclude(Q(submitted_by=user) | Q(written_by=user))),
                (_("Approve or return the record"), "governance:record_detail",
                 BcmsRecord.objects.filter(state=RecordState.SUBMITTED)
                 .exclude(submitted_by=user)),
                (_("Approve or reject the investment case"), "governance:case_detail",
                 InvestmentCase.objects.filter(state=CaseState.SUBMITTED)
                 .exclude(submitted_by=user)),
            ]  # fmt: skip
            parts += [
                self._titled("gavel", words, page, rows.order_by("submitted_at", "code"))
                for words, page, rows in submitted
            ]
        if may(user, "change.approve"):
            rows = Change.objects.filter(state=ChangeState.ASSESSED).exclude(
                Q(requested_by=user) | Q(assessed_by=user)
            )
            words = _("Approve or reject the change")
            rows = rows.order_by(F("planned_start").asc(nulls_last=True), "code")
            parts.append(self._titled("gavel", words, "governance:change_detail", rows))
        return parts

    def _titled(
        self, icon: str, words: str, page: str, rows: QuerySet[Any], **columns: Any
    ) -> Part:
        return self._part(
            icon, words, rows, lambda one: str(one["title"]), lambda one: link(page, one["code"]),
            code="code", title="title", **columns,
        )  # fmt: skip

    def _part(
        self, icon: str, words: str, rows: QuerySet[Any], subject: Any, url: Any, **columns: Any
    ) -> Part:
        """`on` among the columns is the day it is due."""

        def task(one: Mapping[str, Any]) -> Task:
            due_on = day(one.get("on"))
            late = due_on is not None and due_on < self.today
            return Task(icon, words, subject(one), url(one), due_on, late)

        return first(self.reading, rows, task, **columns)
