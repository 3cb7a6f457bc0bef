"""The after-action report of a drill, and its timeline."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from drills.models.drill import Drill
from followup.models.timeline import TimelineEvent
from lib.history import append_only, tracked


@append_only
class DrillEntry(TimelineEvent):
    """Types: see `drills.event_words`. What happens in the incident of the drill stands there."""

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="timeline")

    class Meta(TimelineEvent.Meta):
        abstract = False
        ordering = ["drill", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["drill", "seq"], name="drill_entry_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.drill_id}:{self.seq}"


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")


@tracked()
class AfterActionReport(models.Model):
    """Drafted from the data when the drill ends (DRL-15). `facts` is what it was approved with:
    `drills.services.facts.facts_of` as JSON, `digest` its SHA-256; the texts are the author's."""

    drill = models.OneToOneField(Drill, on_delete=models.CASCADE, related_name="report")
    state = models.CharField(
        max_length=10, choices=ReportState.choices, default=ReportState.DRAFT.value
    )
    author = models.ForeignKey(
        Person, verbose_name=_("author"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="drill_reports",
    )  # fmt: skip
    draft_due_on = models.DateField(_("draft due"), null=True, blank=True)
    approval_due_on = models.DateField(_("approval due"), null=True, blank=True)
    scope = models.TextField(_("scope"), blank=True, default="")
    summary = models.TextField(_("summary"), blank=True, default="")
    conclusion = models.TextField(_("conclusion"), blank=True, default="")
    too_easy_note = models.TextField(_("why nothing was found"), blank=True, default="")
    facts = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_because = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("after-action report")
        verbose_name_plural = _("after-action reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False),
                name="action_report_that_is_submitted_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False),
                name="action_report_that_is_approved_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drill_id}"


@append_only
class SignOff(models.Model):
    """Somebody signs the report as it stands (`digest`)."""

    class Part(models.TextChoices):
        LEAD_EVALUATOR = "lead_evaluator", _("Lead evaluator")
        CONTROLLER = "controller", _("Lead controller")
        MANAGER = "manager", pgettext_lazy("sign-off", "Continuity manager")
        EXECUTIVE = "executive", _("Executive")

    report = models.ForeignKey(AfterActionReport, on_delete=models.PROTECT, related_name="signed")
    part = models.CharField(max_length=15, choices=Part.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    note = models.CharField(_("note"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "part", "by", "digest"], name="report_is_signed_once_a_part",
                condition=~Q(digest=""),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.report_id}: {self.part}"
