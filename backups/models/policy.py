"""What is to be backed up, how often, whereto, and how it is proved."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from backups.models.location import BackupLocation
from bia.models import System
from lib.history import tracked
from lib.records import Record, duration_field


class Method(models.TextChoices):
    FULL = "full", _("Full")
    INCREMENTAL = "incremental", _("Incremental")
    DIFFERENTIAL = "differential", _("Differential")
    REALTIME = "realtime", _("Real-time")


class RestoreFormat(models.TextChoices):
    AUTO = "auto", _("Found by its contents")
    PG_DUMP = "pg_dump", _("PostgreSQL dump")
    SQL = "sql", _("PostgreSQL, plain SQL")
    TAR = "tar", _("tar archive")
    ZIP = "zip", _("zip archive")
    SQLITE = "sqlite", _("SQLite database")
    RESTIC = "restic", _("restic repository")
    BORG = "borg", _("Borg repository")
    COMMAND = "command", _("Command of the administrator")


class PolicyQuerySet(models.QuerySet["BackupPolicy"]):
    def visible_to(self, user: User) -> PolicyQuerySet:
        return self if may(user, "backup.view") else self.none()

    def for_list(self) -> PolicyQuerySet:
        return self.select_related("system", "state").prefetch_related("locations")


@tracked(exclude=["ping_uuid"])
class BackupPolicy(Record):
    """One rhythm of one class of data: a weekly full and a daily incremental are two policies of
    the same system and `data_class`, and form one chain.

    `schedule` is an RRULE with its time of day ("FREQ=DAILY;BYHOUR=2;BYMINUTE=0") in `timezone`,
    "" for none (real-time, or by hand). `lag_s` is how far a real-time copy may lag behind.
    `naming_pattern` "" is the default of source 001, `<date><data class><type>.bak`.
    `verify_every_s` is the guaranteed maximum age: no byte is unread for longer. `assertions` are
    what a restore test checks: [{"name", "sql" | "path", "op", "value"}]. `command` names a
    command in the administrator's file, never a command line. `ping_uuid` is a secret.
    """

    system = models.ForeignKey(
        System, verbose_name=_("system"), on_delete=models.PROTECT, related_name="backup_policies"
    )
    data_class = models.CharField(_("class of data"), max_length=200)
    method = models.CharField(_("method"), max_length=20, choices=Method.choices)
    active = models.BooleanField(_("active"), default=True)
    schedule = models.CharField(_("schedule"), max_length=300, blank=True, default="")
    timezone = models.CharField(_("time zone"), max_length=60, default="UTC")
    grace_s = duration_field(_("grace"), null=False, default=3600)
    lag_s = duration_field(_("lag"))
    duration_s = duration_field(_("usual duration"))
    shortest_s = duration_field(_("shortest plausible duration"))
    longest_s = duration_field(_("longest plausible duration"))
    rpo_s = duration_field(_("RPO of this class of data"))

    retention_s = duration_field(_("kept for"))
    retention_count = models.PositiveIntegerField(
        _("kept at least (number)"), null=True, blank=True
    )
    legal_retention_s = duration_field(_("kept by law for"))
    locations = models.ManyToManyField(
        BackupLocation,
        verbose_name=_("locations"),
        through="PolicyLocation",
        related_name="policies",
        blank=True,
    )
    naming_pattern = models.CharField(_("naming pattern"), max_length=500, blank=True, default="")
    encryption = models.CharField(_("encrypted with"), max_length=100, blank=True, default="")
    encryption_key = models.CharField(_("key"), max_length=200, blank=True, default="")

    size_tolerance_percent = models.PositiveIntegerField(
        _("size may differ by (%)"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
    )
    smallest_bytes = models.BigIntegerField(
        _("smallest plausible size"), default=1024, validators=[MinValueValidator(0)]
    )
    log_required = models.BooleanField(_("a log is required"), default=False)
    failure_patterns = models.TextField(_("log lines that mean failure"), blank=True, default="")
    allowed_patterns = models.TextField(_("log lines that are harmless"), blank=True, default="")
    success_pattern = models.CharField(
        _("log line that means success"), max_length=300, blank=True, default=""
    )

    verify_every_s = duration_field(_("every byte is read every"))
    verify_within_s = duration_field(_("first verification within"), null=False, default=86_400)
    declared_every = models.PositiveSmallIntegerField(
        _("declared digest every n-th round"), default=0
    )

    restore_test_every_s = duration_field(_("restore test every"))
    restore_format = models.CharField(
        _("format"),
        max_length=20,
        choices=RestoreFormat.choices,
        default=RestoreFormat.AUTO.value,
    )
    assertions = models.JSONField(_("checks of a restore"), default=list, blank=True)
    gap_query = models.TextField(_("query for the newest record"), blank=True, default="")
    command = models.CharField(_("restore command"), max_length=100, blank=True, default="")
    restore_limit_s = duration_field(_("restore test may take"), null=False, default=3600)
    expansion_limit = models.PositiveIntegerField(_("largest expansion"), default=200)
    switchover_every_s = duration_field(_("switch-over drill every"))

    ping_uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("backup policy")
        verbose_name_plural = _("backup policies")
        constraints = [
            models.CheckConstraint(
                condition=Q(grace_s__gte=0)
                & (Q(lag_s__isnull=True) | Q(lag_s__gte=0))
                & (Q(duration_s__isnull=True) | Q(duration_s__gte=0))
                & (Q(rpo_s__isnull=True) | Q(rpo_s__gte=0))
                & (Q(retention_s__isnull=True) | Q(retention_s__gt=0))
                & (Q(verify_every_s__isnull=True) | Q(verify_every_s__gt=0))
                & (Q(restore_test_every_s__isnull=True) | Q(restore_test_every_s__gt=0)),
                name="policy_durations_are_possible",
            ),
            models.CheckConstraint(
                condition=Q(shortest_s__isnull=True)
                | Q(longest_s__isnull=True)
                | Q(shortest_s__lte=F("longest_s")),
                name="policy_shortest_is_not_above_longest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.data_class})"

    def get_absolute_url(self) -> str:
        return reverse("backups:policy_detail", args=[self.code])


@tracked()
class PolicyLocation(models.Model):
    """A place that every set of a policy is copied to; `folder` is the place within it."""

    policy = models.ForeignKey(BackupPolicy, on_delete=models.CASCADE, related_name="places")
    location = models.ForeignKey(BackupLocation, on_delete=models.PROTECT, related_name="places")
    folder = models.CharField(_("folder"), max_length=500, blank=True, default="")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "location"], name="policy_names_a_location_once"
            )
        ]


class RhythmState(models.TextChoices):
    """What the schedule and the heartbeat say; each change is told once."""

    NEW = "new", _("Nothing expected yet")
    ON_TIME = "on_time", _("On time")
    RUNNING = "running", _("Running")
    LATE = "late", _("Late")
    MISSING = "missing", _("Missing")
    FAILED = "failed", _("Failed")
    TOO_FAST = "too_fast", _("Too fast")
    TOO_SLOW = "too_slow", _("Too slow")
    TOO_OFTEN = "too_often", _("Too often")


class PolicyState(models.Model):
    """What the workers know of a policy; no person writes it, so it has no history.

    `judged` holds the newest state of each judgement that is told once ("rhythm", "freshness",
    "restore_test", "suspicion", …): code → {"state", "since", "told_at", "set"}.
    """

    policy = models.OneToOneField(
        BackupPolicy, primary_key=True, on_delete=models.CASCADE, related_name="state"
    )
    rhythm = models.CharField(
        max_length=20, choices=RhythmState.choices, default=RhythmState.NEW.value
    )
    rhythm_since = models.DateTimeField(null=True)
    expected_at = models.DateTimeField(null=True)
    look_due_at = models.DateTimeField(null=True, db_index=True)
    run_started_at = models.DateTimeField(null=True)
    run_ended_at = models.DateTimeField(null=True)
    restore_test_due_at = models.DateTimeField(null=True, db_index=True)
    judged = models.JSONField(default=dict)


class Ping(models.TextChoices):
    START = "start", _("Started")
    SUCCESS = "success", _("Succeeded")
    FAIL = "fail", _("Failed")
    EXIT = "exit", _("Ended with a status")


class Heartbeat(models.Model):
    """One call of a policy's secret address. The body is kept up to 100 kB, for 400 days."""

    policy = models.ForeignKey(BackupPolicy, on_delete=models.CASCADE, related_name="heartbeats")
    kind = models.CharField(_("kind"), max_length=10, choices=Ping.choices)
    exit_status = models.PositiveSmallIntegerField(_("exit status"), null=True)
    at = models.DateTimeField(_("at"))
    duration_s = duration_field(_("duration"))
    verdict = models.CharField(
        max_length=20, choices=RhythmState.choices, default=RhythmState.ON_TIME.value
    )
    body = models.TextField(blank=True, default="")
    body_cut = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["policy", "-at"])]
