"""A drill: planned, prepared, run, evaluated, reported (RESP §4.2)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import Person, User
from bia.models import Process, System
from drills.models.programme import DrillPolicy, DrillSlot, DrillType, Subtype
from drills.models.scenario import DrillScenario
from incidents.models import Incident
from lib.history import tracked
from lib.records import Record, money_field
from plans.models import PlanVersion


class DrillStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("drill", "Planned")
    PREPARING = "preparing", _("Preparing")
    READY = "ready", pgettext_lazy("drill", "Ready")
    RUNNING = "running", pgettext_lazy("drill", "Running")
    PAUSED = "paused", pgettext_lazy("drill", "Paused")
    INTERRUPTED = "interrupted", _("Interrupted by a real event")
    DEBRIEF = "debrief", _("Being evaluated")
    REPORTING = "reporting", _("Report being written")
    CLOSED = "closed", pgettext_lazy("drill", "Archived")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", pgettext_lazy("drill", "Cancelled")


BEFORE = (
    DrillStatus.PLANNED.value, DrillStatus.PREPARING.value, DrillStatus.READY.value,
    DrillStatus.POSTPONED.value,
)  # fmt: skip
# Its clocks and injects run, or stand still for a while.
LIVE = (DrillStatus.RUNNING.value, DrillStatus.PAUSED.value, DrillStatus.INTERRUPTED.value)
AFTER = (DrillStatus.DEBRIEF.value, DrillStatus.REPORTING.value, DrillStatus.CLOSED.value)


class DrillQuerySet(models.QuerySet["Drill"]):
    def visible_to(self, user: User) -> DrillQuerySet:
        """A drill without notice is nobody's but its controllers' and evaluators' until it starts
        (DRL-5), and of who may see all of them."""
        if not may(user, "drill.view"):
            return self.none()
        if may(user, "drill.view_unannounced"):
            return self
        from drills.models.people import UNINFORMED, Participant

        knows = Participant.objects.filter(drill=models.OuterRef("pk"), person__user=user)
        return self.filter(
            Q(no_notice=False)
            | Q(started_at__isnull=False)
            | Q(created_by=user)
            | models.Exists(knows.exclude(role__in=UNINFORMED))
        )

    def announced(self) -> DrillQuerySet:
        """Without those nobody is to know of yet: what everybody reads must not follow them."""
        return self.filter(Q(no_notice=False) | Q(started_at__isnull=False))

    def live(self) -> DrillQuerySet:
        return self.filter(status__in=LIVE)

    def for_list(self) -> DrillQuerySet:
        return self.select_related(
            "scenario", "policy", "slot", "lead_controller", "lead_evaluator", "incident"
        )


@tracked(exclude=["seq", "last_digest", "outcome"])
class Drill(Record):
    """`code` is its number, DRL-2026-0001. Written only by `drills.services`, which lock this row
    first.

    Functional and full ones run an incident of mode "drill" (`incident`, DRL-6). `seq` is the
    number of the last entry of its own timeline. `paused_s` are the pauses that ended; the course
    of the script is started_at + paused_s + (now - started_at - paused_s) * speed. `speed` changes
    while it stands still, and at a table top while it runs too; `script_s` is the scripted time
    reached at `script_at`, the last instant it changed or the drill stood still.
    `outcome` is the official result as `drills.domain.scoring` answers it, as JSON.
    """

    title = models.CharField(_("title"), max_length=200)
    type = models.CharField(
        _("type"), max_length=15,
        choices=[one for one in DrillType.choices if one[0] != DrillType.RESTORE_TEST.value],
    )  # fmt: skip
    subtype = models.CharField(
        _("subtype"), max_length=20, choices=Subtype.choices, blank=True, default=""
    )
    scenario = models.ForeignKey(
        DrillScenario, verbose_name=_("scenario"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="drills",
    )  # fmt: skip
    policy = models.ForeignKey(
        DrillPolicy, verbose_name=_("drill policy"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="drills",
    )  # fmt: skip
    slot = models.ForeignKey(
        DrillSlot, verbose_name=_("drill slot"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="planned",
    )  # fmt: skip
    status = models.CharField(
        _("status"), max_length=12, choices=DrillStatus.choices,
        default=DrillStatus.PLANNED.value, editable=False,
    )  # fmt: skip
    planned_start = models.DateTimeField(_("planned start"))
    planned_end = models.DateTimeField(_("planned end"))
    timezone = models.CharField(_("time zone"), max_length=64)
    place = models.CharField(
        pgettext_lazy("drill", "place"), max_length=200, blank=True, default=""
    )
    purpose = models.TextField(_("purpose and scope"), blank=True, default="")
    no_notice = models.BooleanField(_("without notice"), default=False)
    processes = models.ManyToManyField(
        Process, verbose_name=_("processes"), related_name="drills", blank=True
    )
    systems = models.ManyToManyField(
        System, verbose_name=_("systems"), related_name="drills", blank=True
    )
    plan_version = models.ForeignKey(
        PlanVersion, verbose_name=_("plan drilled"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="drills",
    )  # fmt: skip
    tests_draft = models.BooleanField(_("a draft of the plan is what is tested"), default=False)
    lead_controller = models.ForeignKey(
        Person, verbose_name=_("lead controller"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="drills_controlled",
    )  # fmt: skip
    lead_evaluator = models.ForeignKey(
        Person, verbose_name=_("lead evaluator"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="drills_evaluated",
    )  # fmt: skip
    # May be told although they take no part (DRL-7).
    whitelist = models.ManyToManyField(
        Person, verbose_name=_("told besides"), related_name="+", blank=True
    )
    present_within_s = models.PositiveIntegerField(_("key people are present within"), default=900)
    speed = models.PositiveSmallIntegerField(
        _("speed"), default=1, choices=[(1, "1×"), (2, "2×"), (4, "4×")]
    )

    incident = models.OneToOneField(
        Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="of_drill"
    )
    real_incident = models.ForeignKey(
        Incident, verbose_name=_("real event"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="interrupted_drills",
    )  # fmt: skip
    cloned_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="clones"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    invited_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    interrupted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    paused_s = models.PositiveIntegerField(default=0)
    script_s = models.PositiveIntegerField(default=0)
    script_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    attendance_locked_at = models.DateTimeField(null=True, blank=True)
    hot_wash_until = models.DateTimeField(null=True, blank=True)
    original_start = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, default="")
    ended_early = models.BooleanField(default=False)
    cost_planned = money_field(_("planned cost"), null=True, blank=True)
    cost_actual = money_field(_("actual cost"), null=True, blank=True)
    complaints = models.PositiveIntegerField(_("complaints"), null=True, blank=True)
    loss = money_field(_("loss caused by the drill"), null=True, blank=True)
    outcome = models.JSONField(default=dict, blank=True, editable=False)
    score = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, editable=False
    )
    verdict = models.CharField(max_length=12, blank=True, default="", editable=False)
    seq = models.PositiveIntegerField(default=0, editable=False)
    last_digest = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = DrillQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_start", "-id"]
        verbose_name = _("drill")
        verbose_name_plural = _("drills")
        indexes = [
            models.Index(fields=["status", "planned_start"]),
            models.Index(fields=["type", "started_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_end__gt=F("planned_start")),
                name="drill_ends_after_it_begins",
                violation_error_message=_("It must end after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[*LIVE, *AFTER]) | Q(started_at__isnull=False),
                name="drill_that_runs_has_started",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=AFTER) | Q(ended_at__isnull=False),
                name="drill_that_is_evaluated_has_ended",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["cancelled", "postponed"]) | ~Q(reason=""),
                name="drill_is_called_off_with_a_reason",
                violation_error_message=_("Give a reason."),
            ),
            models.CheckConstraint(
                condition=Q(subtype="") | Q(type="functional"),
                name="drill_subtype_is_of_functional_exercises",
                violation_error_message=_("Only functional exercises have a subtype."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("drills:drill_detail", args=[self.code])

    @property
    def number(self) -> str:
        return self.code

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_running(self) -> bool:
        return self.status == DrillStatus.RUNNING

    @property
    def on_engine(self) -> bool:
        """Runs on the screens of a real incident (DRL-6)."""
        return self.type in (DrillType.FUNCTIONAL, DrillType.FULL)

    def script_time_s(self, at: datetime) -> int | None:
        """Seconds of the script that have passed; None before the start."""
        if self.script_at is None:
            return None
        if self.status != DrillStatus.RUNNING:
            return self.script_s
        return self.script_s + max(0, int((at - self.script_at).total_seconds())) * self.speed


@tracked()
class Pause(models.Model):
    """The drill stood still (DRL-12). `real_event` pauses are interruptions (DRL-13)."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="pauses")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    real_event = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["drill", "began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["drill"], condition=Q(ended_at__isnull=True), name="drill_pauses_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="pause_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drill_id}: {self.began_at}"


@tracked()
class SafetyCheck(models.Model):
    """What must be safe before real systems are touched: the keys are those of
    `drills.domain.readiness.SAFETY_KEYS` (fresh backup, approved change window, halt criteria,
    rollback owner, external parties told)."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="safety")
    key = models.CharField(max_length=20)
    done = models.BooleanField(default=False)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["drill", "id"]
        constraints = [
            models.UniqueConstraint(fields=["drill", "key"], name="safety_check_is_one_per_drill")
        ]

    def __str__(self) -> str:
        return f"{self.drill_id}: {self.key}"
