"""Situation reports, decisions and messages to the outside (INC-5)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.models.incident import Incident
from lib.bilingual import BilingualName, in_both
from lib.history import append_only, tracked
from lib.records import Record
from plans.models import ResponseRole


class Audience(models.TextChoices):
    COMMAND = "command", _("Command")
    STAFF = "staff", _("All staff")
    STORES = "stores", _("Shops")
    CUSTOMERS = "customers", _("Customers")
    REGULATOR = "regulator", _("Regulator")
    MEDIA = "media", _("Media")


# Leave the house: the communications lead approves them, and no drill ever sends them (DRL-7).
OUTSIDE = (Audience.CUSTOMERS.value, Audience.REGULATOR.value, Audience.MEDIA.value)
NEED_APPROVAL = (Audience.STORES.value, *OUTSIDE)


@append_only
class SituationReport(models.Model):
    """One report to the command. `facts` is what the platform knew at that moment: elapsed time,
    time left to RTO and MTD per process, loss so far and in the next 30 minutes, boxes, people."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField(_("number"))
    # When it was due; null for one that was sent although none was due.
    due_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(_("submitted"))
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    no_change = models.BooleanField(_("no change"), default=False)
    happened = models.TextField(_("what happened"), blank=True, default="")
    done = models.TextField(_("what was done"), blank=True, default="")
    next_steps = models.TextField(_("what comes next"), blank=True, default="")
    needs = models.TextField(_("what must be decided"), blank=True, default="")
    affected = models.CharField(_("affected"), max_length=300, blank=True, default="")
    expected_recovery_at = models.DateTimeField(_("expected recovery"), null=True)
    language = models.CharField(max_length=10, blank=True, default="")
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["incident", "number"]
        verbose_name = _("situation report")
        verbose_name_plural = _("situation reports")
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "number"], name="situation_report_in_order"
            ),
            models.CheckConstraint(
                condition=Q(no_change=True) | ~Q(happened="", done="", next_steps="", needs=""),
                name="situation_report_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.number}"

    @property
    def late_s(self) -> int:
        if self.due_at is None:
            return 0
        return max(0, int((self.submitted_at - self.due_at).total_seconds()))


@append_only
class Decision(models.Model):
    """What was decided, out of what, why, by whom at which level."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="decisions")
    question = models.CharField(_("question"), max_length=300)
    options = models.JSONField(_("options"), default=list)
    choice = models.CharField(_("decision"), max_length=300)
    rationale = models.TextField(_("why"), blank=True, default="")
    level = models.ForeignKey(ResponseRole, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["incident", "at", "id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return self.choice


class TemplateQuerySet(models.QuerySet["CommsTemplate"]):
    def visible_to(self, user: object) -> TemplateQuerySet:
        from accounts.access import may

        return self if may(user, "incident.view") else self.none()

    def for_list(self) -> TemplateQuerySet:
        return self


@tracked()
class CommsTemplate(BilingualName, Record):
    """A text with places: {number}, {title}, {systems}, {processes}, {since}, {expected}, {now}."""

    audience = models.CharField(_("audience"), max_length=12, choices=Audience.choices)
    # "first", "update", "restored", "apology": which moment it is for.
    moment = models.CharField(_("moment"), max_length=20, blank=True, default="")
    subject_en = models.CharField(_("subject (English)"), max_length=200, blank=True, default="")
    subject_zh = models.CharField(_("subject (Chinese)"), max_length=200, blank=True, default="")
    body_en = models.TextField(_("text (English)"), blank=True, default="")
    body_zh = models.TextField(_("text (Chinese)"), blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(default=100)

    objects = TemplateQuerySet.as_manager()
    subject = in_both("subject")
    body = in_both("body")

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")


@tracked()
class CommsMessage(models.Model):
    """A message to an audience: drafted, approved where it must be, then sent."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("message", "Draft")
        WAITING = "waiting", _("Waiting for approval")
        APPROVED = "approved", pgettext_lazy("message", "Approved")
        REFUSED = "refused", pgettext_lazy("message", "Sent back")
        SENT = "sent", pgettext_lazy("message", "Sent")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveSmallIntegerField()
    audience = models.CharField(_("audience"), max_length=12, choices=Audience.choices)
    template = models.ForeignKey(
        CommsTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_en = models.CharField(_("subject (English)"), max_length=200, blank=True, default="")
    subject_zh = models.CharField(_("subject (Chinese)"), max_length=200, blank=True, default="")
    body_en = models.TextField(_("text (English)"), blank=True, default="")
    body_zh = models.TextField(_("text (Chinese)"), blank=True, default="")
    # How it left: "platform" (to the people it knows), or by hand: "hotline, website, WeChat".
    channel = models.CharField(_("channel"), max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT.value)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recipients = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    subject = in_both("subject")
    body = in_both("body")

    class Meta:
        ordering = ["incident", "number"]
        verbose_name = _("message of an incident")
        verbose_name_plural = _("messages of incidents")
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="comms_message_in_order"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="comms_message_that_is_sent_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.number}"
