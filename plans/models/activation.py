"""A plan being carried out: a frozen copy of its tasks, planned against actual."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person, User
from followup.models.timeline import TimelineEvent
from lib.bilingual import in_both
from lib.history import append_only, tracked
from lib.records import duration_field
from plans.models.catalogue import ResponseRole
from plans.models.plan import Plan, PlanVersion
from plans.models.task import Completes, Phase, PlanTask


class ActivationState(models.TextChoices):
    ACTIVE = "active", _("Being carried out")
    ENDED = "ended", pgettext_lazy("activation", "Ended")
    CANCELLED = "cancelled", _("Cancelled")


class RecoveryLevel(models.TextChoices):
    NOT = "not", _("Not recovered")
    PARTLY = "partly", _("Partly recovered")
    FULLY = "fully", _("Fully recovered")


class ActivationQuerySet(models.QuerySet["PlanActivation"]):
    def visible_to(self, user: User) -> ActivationQuerySet:
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def for_list(self) -> ActivationQuerySet:
        return self.select_related("plan", "plan_version", "commander", "activated_by")


@tracked()
class PlanActivation(models.Model):
    """`code` "PA-2026-0001". `subject_*` is the event it belongs to (an incident, a drill),
    empty when it stands alone; `exercise` marks everything of it as a drill. `activated_at` is
    the anchor of the limits, `restored_at` that of the backfill clock (K10). `integrity_at` is
    when 数据完整性验证 was ticked: only then rows are posted (ruling C7).
    """

    code = models.CharField(_("code"), max_length=30, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="activations")
    plan_version = models.ForeignKey(
        PlanVersion, on_delete=models.PROTECT, related_name="activations"
    )
    subject_kind = models.CharField(max_length=30, blank=True, default="")
    subject_code = models.CharField(max_length=100, blank=True, default="")
    exercise = models.BooleanField(_("exercise"), default=False)
    state = models.CharField(
        max_length=10, choices=ActivationState.choices, default=ActivationState.ACTIVE.value
    )
    reason = models.TextField(_("reason"))
    commander = models.ForeignKey(
        Person,
        verbose_name=_("commander"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commanded_activations",
    )
    activated_at = models.DateTimeField(_("activated"))
    recorded_at = models.DateTimeField()
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    level = models.CharField(
        _("recovery"), max_length=6, choices=RecoveryLevel.choices, default=RecoveryLevel.NOT.value
    )
    restored_at = models.DateTimeField(_("restored"), null=True, blank=True)
    integrity_at = models.DateTimeField(_("data integrity verified"), null=True, blank=True)
    integrity_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True, default="")
    rating = models.PositiveSmallIntegerField(
        _("how much the plan helped (1–5)"), null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ActivationQuerySet.as_manager()

    class Meta:
        ordering = ["-activated_at", "-id"]
        verbose_name = _("activation of a plan")
        verbose_name_plural = _("activations of plans")
        indexes = [models.Index(fields=["subject_kind", "subject_code"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(restored_at__isnull=True)
                | Q(restored_at__gte=models.F("activated_at")),
                name="activation_is_restored_after_it_began",
                violation_error_message=_("It cannot be restored before it was activated."),
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="activation_is_rated_1_to_5",
                violation_error_message=_("Rate from 1 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("plans:activation_detail", args=[self.code])


class TaskState(models.TextChoices):
    PENDING = "pending", _("Waiting for others")
    OPEN = "open", _("Can begin")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    SKIPPED = "skipped", _("Skipped")


@tracked()
class TaskRun(models.Model):
    """A frozen task (PLN-10), or one added on the spot (`is_amendment`, then `origin` is null).

    Texts, role and times are copies: nothing that happens to the plan changes them. `needs` are
    numbers of tasks of the same activation. `amended` are the fields changed on the spot
    (PLN-6): {"duration_s": {"old": 300, "new": 600}}.
    """

    activation = models.ForeignKey(PlanActivation, on_delete=models.CASCADE, related_name="tasks")
    origin = models.ForeignKey(
        PlanTask, null=True, blank=True, on_delete=models.PROTECT, related_name="runs"
    )
    number = models.PositiveIntegerField(_("number"))
    position = models.PositiveIntegerField(default=1)
    title_en = models.CharField(max_length=200, blank=True, default="")
    title_zh = models.CharField(max_length=200, blank=True, default="")
    instructions_en = models.TextField(blank=True, default="")
    instructions_zh = models.TextField(blank=True, default="")
    verification_en = models.TextField(blank=True, default="")
    verification_zh = models.TextField(blank=True, default="")
    rollback_en = models.TextField(blank=True, default="")
    rollback_zh = models.TextField(blank=True, default="")
    role = models.ForeignKey(
        ResponseRole, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    backup_role = models.ForeignKey(
        ResponseRole, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assignee = models.ForeignKey(
        Person,
        verbose_name=_("assignee"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="task_runs",
    )
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.RESPOND.value)
    needs = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    duration_s = duration_field(_("planned duration"), validators=[MinValueValidator(0)])
    limit_s = duration_field(_("limit from activation"), validators=[MinValueValidator(0)])
    completes = models.CharField(max_length=6, choices=Completes.choices, blank=True, default="")
    counts_in_time = models.BooleanField(default=True)
    evidence_required = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, choices=TaskState.choices, default=TaskState.PENDING.value
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.TextField(_("result"), blank=True, default="")
    evidence = models.TextField(_("evidence"), blank=True, default="")
    is_amendment = models.BooleanField(default=False)
    amended = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    title = in_both("title")
    instructions = in_both("instructions")
    verification = in_both("verification")
    rollback = in_both("rollback")

    class Meta:
        ordering = ["activation", "position", "number"]
        verbose_name = _("task carried out")
        verbose_name_plural = _("tasks carried out")
        constraints = [
            models.UniqueConstraint(
                fields=["activation", "number"],
                name="activation_has_a_task_once",
                violation_error_message=_("There is a task of this number already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "failed", "skipped"]) | Q(ended_at__isnull=False),
                name="finished_task_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "skipped"]) | ~Q(result=""),
                name="failed_or_skipped_task_says_why",
                violation_error_message=_("Say why it failed or was skipped."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activation_id}:{self.number}"


@append_only
class ActivationEvent(TimelineEvent):
    """activated, task_changed, amended, restored, integrity_verified, ended, cancelled, note."""

    activation = models.ForeignKey(
        PlanActivation, on_delete=models.PROTECT, related_name="timeline"
    )

    class Meta(TimelineEvent.Meta):
        abstract = False
        ordering = ["activation", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["activation", "seq"], name="activation_event_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.activation_id}:{self.seq}"
