"""A report is a row that a worker turns into a file; state is the queue."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from incidents.models import Confidentiality, Incident
from lib.history import tracked
from lib.records import Record


class ReportKind(models.TextChoices):
    BIA = "bia", _("BIA report")
    GAPS = "gaps", _("Gap and dependency analysis")
    BACKUPS = "backups", _("Backup verification evidence")
    PLAN = "plan", _("Plan")
    CARD = "card", _("Response card")
    INCIDENT = "incident", _("Incident report")
    SITUATION = "situation", _("Situation report")
    METRICS = "metrics", _("Incident metrics")
    DRILL = "drill", _("After-action report of a drill")
    PROGRAMME = "programme", _("Drill programme of a year")
    HANDBOOK = "handbook", _("Facilitator's handbook of a drill")
    MANUAL = "manual", _("Situation manual of a drill")
    EXECUTIVE = "executive", _("Executive one-pager")
    MATURITY = "maturity", _("Maturity and checklist")
    ROI = "roi", _("Investment case")
    ISO22301 = "iso22301", _("Clauses of standards")
    LEVELS = "levels", _("Recovery levels and architectures")
    EVIDENCE = "evidence", _("Evidence pack")


class ReportFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "XLSX"
    ZIP = "zip", _("ZIP (evidence bundle)")


class ReportVariant(models.TextChoices):
    """Of a PDF: tagged for reading (PDF/UA), or to be kept, with its data attached (PDF/A-3)."""

    READING = "reading", _("For reading (PDF/UA)")
    ARCHIVE = "archive", _("For the archive (PDF/A-3 with its data)")


class ReportState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


# Permission → kinds of reports that may hold what nobody sees without it.
TELLS_OF = {
    "incident.view_restricted": (ReportKind.METRICS.value, ReportKind.EVIDENCE.value),
    "plan.view_restricted": (ReportKind.PLAN.value, ReportKind.EVIDENCE.value),
    "drill.view_unannounced": (ReportKind.PROGRAMME.value, ReportKind.EVIDENCE.value),
}


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        """Everybody's for managers and auditors; for the others one's own and what a schedule sent
        to them. Nothing of an incident that is hidden from them."""
        if not may(user, "audit.view"):
            if not may(user, "report.view"):
                return self.none()
            sent = ReportDelivery.objects.filter(user=user).values("report_id")
            mine = self.filter(Q(requested_by=user) | Q(pk__in=sent))
            return mine._without_hidden(user)
        return self._without_hidden(user)

    def _without_hidden(self, user: User) -> ReportQuerySet:
        """Whoever may not see a restricted incident does not see what was printed of it."""
        rows = self._without_more_than(user)
        if may(user, "incident.view_restricted"):
            return rows
        restricted = Incident.objects.filter(confidentiality=Confidentiality.RESTRICTED)
        hidden = restricted.exclude(pk__in=Incident.objects.visible_to(user).values("pk"))
        numbers = list(hidden.values_list("number", flat=True))
        return rows.exclude(filters__incident__in=numbers) if numbers else rows

    def _without_more_than(self, user: User) -> ReportQuerySet:
        """What speaks of many things at once shows what its requester saw: whoever sees less sees
        only those they asked for, or were sent."""
        rows = self
        sent = ReportDelivery.objects.filter(user=user).values("report_id")
        for permission, kinds in TELLS_OF.items():
            if not may(user, permission):
                others = Q(kind__in=kinds) & ~Q(requested_by=user) & ~Q(pk__in=sent)
                rows = rows.exclude(others)
        return rows

    def for_list(self) -> ReportQuerySet:
        return self.select_related("requested_by")


@tracked(exclude=["progress", "leased_until"])
class Report(Record):
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind.choices)
    format = models.CharField(_("format"), max_length=5, choices=ReportFormat.choices)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    as_of = models.DateTimeField(_("as of"), null=True, blank=True)
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    variant = models.CharField(
        _("variant"),
        max_length=10,
        choices=ReportVariant.choices,
        default=ReportVariant.READING.value,
    )
    schedule = models.ForeignKey(
        "reports.ReportSchedule",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
    )
    # Of a scheduled report: when it was sent to its readers, or found to have none.
    delivered_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ReportState.choices,
        default=ReportState.QUEUED.value,
    )
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # A worker works under a lease; when it dies the lease runs out and another takes over.
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    page_count = models.PositiveIntegerField(null=True, blank=True)
    size_bytes = models.BigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["queued", "running"]),
                name="report_is_waiting",
            ),
            models.Index(
                fields=["finished_at"],
                condition=Q(schedule__isnull=False, delivered_at__isnull=True),
                name="report_is_to_be_sent",
            ),
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="report_by_digest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="report_progress_is_a_percentage"
            )
        ]

    def __str__(self) -> str:
        return self.code


class ReportFile(models.Model):
    """The finished file, kept in the database so that any web server can hand it out."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()
    content_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)


class ReportPart(models.Model):
    """A piece of a long report: claimed by one worker under a lease, then kept with its content.

    Workers share a report by its parts, and what one has finished its successor need not do again.
    Number 0 is the plan (JSON); the rows go when the report is done.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField(null=True)  # None: nobody has finished it yet
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_part_is_stored_once")
        ]


@tracked()
class ReportDelivery(models.Model):
    """Who was sent a scheduled report, and so may open it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="deliveries")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_deliveries"
    )
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["report", "user"]
        constraints = [
            models.UniqueConstraint(fields=["report", "user"], name="report_is_sent_to_one_once")
        ]
