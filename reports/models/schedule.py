"""A report that makes itself again and again, and is sent to its readers."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import departments_limit, may
from accounts.models import User
from lib.history import tracked, tracked_link
from lib.records import Record
from reports.models.report import ReportFormat, ReportKind, ReportVariant


@dataclass(frozen=True)
class Owner:
    user_id: int


class ScheduleEvery(models.TextChoices):
    WEEK = "week", _("every week")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    YEAR = "year", _("every year")


class AsOfRule(models.TextChoices):
    NOW = "now", _("the moment it is made")
    MONTH_END = "month_end", _("the end of the month before")


class ReportScheduleQuerySet(models.QuerySet["ReportSchedule"]):
    def visible_to(self, user: User) -> ReportScheduleQuerySet:
        """Everybody's for who may read the audit trail, one's own for the others."""
        if not may(user, "report.schedule"):
            return self.none()
        limit = departments_limit(user, "report.schedule")
        if limit is None or may(user, "audit.view"):
            return self
        return self.filter(owned_by=user)

    def for_list(self) -> ReportScheduleQuerySet:
        return self.select_related("owned_by").prefetch_related("recipients")

    def due(self) -> ReportScheduleQuerySet:
        """Oldest first."""
        return self.filter(active=True).order_by("next_due_at", "pk")


@tracked()
class ReportSchedule(Record):
    """`starts_on` and `at_time` are where the organisation is; `next_due_at` is their instant.

    The reports are asked for by `owned_by` and show what that person may see.
    """

    name = models.CharField(_("name"), max_length=120)
    owned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_schedules"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind.choices)
    format = models.CharField(
        _("format"), max_length=5, choices=ReportFormat.choices, default=ReportFormat.PDF.value
    )
    variant = models.CharField(
        _("variant"),
        max_length=10,
        choices=ReportVariant.choices,
        default=ReportVariant.READING.value,
    )
    # Empty: each reader's own, one report for each language among them.
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True, default=""
    )
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    as_of_rule = models.CharField(
        _("as of"), max_length=10, choices=AsOfRule.choices, default=AsOfRule.NOW.value
    )
    every = models.CharField(_("every"), max_length=10, choices=ScheduleEvery.choices)
    starts_on = models.DateField(_("first on"))
    at_time = models.TimeField(_("at"))
    next_due_at = models.DateTimeField(_("next"), null=True, blank=True)
    last_run_at = models.DateTimeField(_("last run"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)
    # Why it was paused by itself, a message id; empty when a person did.
    paused_because = models.TextField(blank=True, default="")
    recipients = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipients"),
        related_name="received_report_schedules",
    )

    objects = ReportScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("report schedule")
        verbose_name_plural = _("report schedules")
        indexes = [
            models.Index(
                fields=["next_due_at"], condition=Q(active=True), name="report_schedule_is_due"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(active=False) | Q(next_due_at__isnull=False),
                name="report_schedule_that_runs_has_a_next_time",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> Owner:
        """Whose it is, as `accounts.access.may` asks."""
        return Owner(self.owned_by_id)


@tracked_link()
class ScheduleRecipient(ReportSchedule.recipients.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True
