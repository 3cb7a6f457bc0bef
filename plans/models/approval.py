"""Who approved what, who attested and read it, and why it must be looked at again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from lib.history import append_only, tracked
from plans.models.plan import Plan, PlanVersion


class ApproverKind(models.TextChoices):
    OWNER = "owner", _("Plan owner")
    MANAGER = "bcm_manager", _("Continuity manager")
    DECISION = "decision", _("Decision level")
    PERSON = "person", _("Named person")


class Verdict(models.TextChoices):
    WAITING = "", _("Waiting")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@tracked()
class ApprovalStep(models.Model):
    """One signature in the chain of one submission (`round`); steps of one `position` are
    parallel. Who may sign is asked when it is signed, so an approver who left blocks nothing
    (the deputy, then the continuity managers). `delegate` may sign too. `sha256` is that of
    what was signed; `accepts_infeasible` stands with its reason in `comment`. `warnings` are
    what was true but bad when it was signed: [{"code", "params"}].
    """

    plan_version = models.ForeignKey(
        PlanVersion, on_delete=models.CASCADE, related_name="approvals"
    )
    round = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    kind = models.CharField(_("approver"), max_length=12, choices=ApproverKind.choices)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    delegate = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="delegated_approvals"
    )
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict.choices, blank=True, default=""
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True, default="")
    accepts_infeasible = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    warnings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["plan_version", "round", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="")
                | Q(verdict="withdrawn")
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="decided_approval_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(kind="person") | Q(person__isnull=False),
                name="approval_by_a_person_names_them",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_version} {self.kind}"


@append_only
@tracked()
class Attestation(models.Model):
    """Looked at and still right: the next review counts from here."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="attestations")
    plan_version = models.ForeignKey(
        PlanVersion, on_delete=models.PROTECT, related_name="attestations"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    statement = models.TextField(_("statement"), blank=True, default="")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.plan} {self.at:%Y-%m-%d}"


class Trigger(models.TextChoices):
    """Why a plan must be looked at (PLN-5)."""

    YEARLY = "yearly", _("Time is up")
    USED = "used", _("Used in an event")
    DRILL = "drill", _("Finding of a drill")
    OBJECTIVE = "objective", _("Objective of a process changed")
    CONTACT = "contact", _("A contact left or cannot be reached")
    SYSTEM = "system", _("A system changed")
    AMENDMENT = "amendment", _("Changed while it was carried out")
    REQUEST = "request", _("Somebody asked for a change")


class ReviewState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")


@tracked()
class PlanReview(models.Model):
    """The one open task to look at a plan again; every further reason joins it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(
        max_length=6, choices=ReviewState.choices, default=ReviewState.OPEN.value
    )
    opened_at = models.DateTimeField()
    due_on = models.DateField(_("due"))
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=12, blank=True, default="")  # attested, new_version

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="open"), name="plan_has_one_open_review"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.opened_at:%Y-%m-%d}"


class RequestState(models.TextChoices):
    OPEN = "open", _("Open")
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Rejected")


@tracked()
class ChangeRequest(models.Model):
    """One reason of a review, as data: `params` fill its sentence, `source_ref` names where it
    came from ("PA-2026-0001:3", "process:road-rescue", "person:zhang-san"); one open request
    for one trigger and source. `text` is what somebody wrote.
    """

    review = models.ForeignKey(PlanReview, on_delete=models.PROTECT, related_name="requests")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="change_requests")
    trigger = models.CharField(_("reason"), max_length=12, choices=Trigger.choices)
    source_ref = models.CharField(max_length=200, blank=True, default="")
    params = models.JSONField(default=dict, blank=True)
    text = models.TextField(_("text"), blank=True, default="")
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.OPEN.value
    )
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.TextField(_("decision"), blank=True, default="")
    adopted_in = models.ForeignKey(
        PlanVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="adopted_requests",
    )

    class Meta:
        ordering = ["-raised_at", "-id"]
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "trigger", "source_ref"],
                condition=Q(state="open") & ~Q(source_ref=""),
                name="open_change_request_stands_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.trigger} {self.source_ref}"


@tracked()
class Reading(models.Model):
    """Somebody is asked to read a version and to say that they understood it (S0-015)."""

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plan_readings")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    question = models.TextField(_("question"), blank=True, default="")

    class Meta:
        ordering = ["plan_version", "person__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_version", "person"], name="person_reads_a_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_version} {self.person}"
