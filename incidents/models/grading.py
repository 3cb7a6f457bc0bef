"""Grades suggested, confirmed, raised and lowered (INC-1…3), and the ladder (INC-4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from incidents.models.incident import Incident
from lib.history import append_only, tracked
from plans.models import IncidentGrade, ResponseRole


class ChangeKind(models.TextChoices):
    PROVISIONAL = "provisional", _("In effect by breach of the assessment clock")
    CONFIRMED = "confirmed", pgettext_lazy("grade", "Confirmed")
    RAISED = "raised", _("Raised")
    LOWERED = "lowered", _("Lowered")
    MERGED = "merged", _("Taken over by a merger")


@append_only
class GradeChange(models.Model):
    """One grade taking effect. `suggested` is what the rule said at that moment."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="grade_changes")
    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    before = models.ForeignKey(IncidentGrade, null=True, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(IncidentGrade, on_delete=models.PROTECT, related_name="+")
    suggested = models.CharField(max_length=4, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Who of the decision level agreed to a lower grade; null: nobody answered in time.
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["incident", "at", "id"]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.after_id}"


@tracked()
class GradeProposal(models.Model):
    """A lower grade that waits for the decision level (INC-3)."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("proposal", "Waiting")
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", pgettext_lazy("proposal", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="proposals")
    grade = models.ForeignKey(IncidentGrade, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING.value)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    comment = models.CharField(_("comment"), max_length=500, blank=True, default="")

    class Meta:
        ordering = ["incident", "proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(state="waiting"),
                name="incident_has_one_proposal_waiting",
                violation_error_message=_("A lower grade is proposed already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.grade_id}"


class EscalationQuerySet(models.QuerySet["EscalationStep"]):
    def due(self, at: object) -> EscalationQuerySet:
        return self.filter(state=EscalationStep.State.WAITING, due_at__lte=at)


class EscalationStep(models.Model):
    """One person of one level of the ladder, told at `due_at` unless the level is answered.

    `generation` counts the ladders of the incident (a new grade starts a new one), `loop` the
    rounds through it (two at most). `part` 1 is the primary, 2 the alternate after half the wait.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("escalation", "Waiting")
        TOLD = "told", _("Told")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        SKIPPED = "skipped", pgettext_lazy("escalation", "Skipped")
        STOPPED = "stopped", pgettext_lazy("escalation", "Stopped")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="escalation")
    generation = models.PositiveSmallIntegerField(default=1)
    loop = models.PositiveSmallIntegerField(default=1)
    level = models.PositiveSmallIntegerField(_("level"))
    part = models.PositiveSmallIntegerField(default=1)
    role = models.ForeignKey(
        ResponseRole, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="escalations"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING.value)
    reason = models.CharField(max_length=40, blank=True, default="")
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ["incident", "generation", "loop", "level", "part", "id"]
        indexes = [
            models.Index(fields=["due_at"], name="escalation_due", condition=Q(state="waiting"))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "generation", "loop", "level", "part", "person"],
                name="person_stands_once_on_a_rung",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.generation}.{self.loop}.{self.level}.{self.part}"
