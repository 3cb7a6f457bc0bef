"""Verification runs: what was read when, in which slices, and what came out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import User
from backups.models.backup_set import BackupCopy, BackupSet
from lib.history import append_only, tracked
from lib.records import Record


class RunState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", pgettext_lazy("run", "Finished")
    CANCELLED = "cancelled", _("Cancelled")


class Outcome(models.TextChoices):
    PASS = "pass", _("Passed")
    WARN = "warn", _("Passed with a warning")
    FAIL = "fail", _("Failed")
    NOT_RUN = "not_run", _("Not run")
    OVERDUE = "overdue", _("Overdue")


class RunReason(models.TextChoices):
    ARRIVAL = "arrival", _("First verification")
    ROTATION = "rotation", _("Its turn")
    RETRY = "retry", _("Failed before")
    CHANGED = "changed", _("Something changed")
    DEMAND = "demand", _("Asked for by a person")


class VerificationQuerySet(models.QuerySet["Verification"]):
    def visible_to(self, user: User) -> VerificationQuerySet:
        return self if may(user, "backup.view") else self.none()

    def for_list(self) -> VerificationQuerySet:
        return self.select_related("backup_set__policy__system", "requested_by").prefetch_related(
            "checks"
        )


@tracked()
class Verification(Record):
    """One run over a set and all its copies. At most one of a set is unfinished.

    `complete` says whether every byte of every copy is read in it (a rotation reads the parts
    that are due). `outcome` is the worst of its checks once it is finished, rules around the set
    (3-2-1, freshness, …) counting as warnings; where no byte could be judged it is "not_run",
    never green. `round` counts the complete rounds of the set.
    """

    backup_set = models.ForeignKey(
        BackupSet, on_delete=models.CASCADE, related_name="verifications"
    )
    reason = models.CharField(_("reason"), max_length=20, choices=RunReason.choices)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=20, choices=RunState.choices, default=RunState.WAITING.value
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, blank=True, default=""
    )
    complete = models.BooleanField(default=True)
    round = models.PositiveIntegerField(default=1)
    algorithms = models.JSONField(default=list)
    priority = models.SmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(pgettext_lazy("run", "started"), null=True, blank=True)
    finished_at = models.DateTimeField(pgettext_lazy("run", "finished"), null=True, blank=True)
    files_total = models.BigIntegerField(default=0)
    bytes_total = models.BigIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        indexes = [
            models.Index(fields=["backup_set", "-id"]),
            models.Index(
                fields=["-priority", "id"],
                condition=Q(state__in=["waiting", "running"]),
                name="verification_unfinished",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["backup_set"],
                condition=Q(state__in=["waiting", "running"]),
                name="verification_runs_once_per_set",
            ),
            models.CheckConstraint(
                condition=~Q(state="finished") | (Q(finished_at__isnull=False) & ~Q(outcome="")),
                name="verification_finishes_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("backups:verification_detail", args=[self.code])


class CopyPart(models.Model):
    """The ledger of ages: a fixed stretch of a copy and when its bytes were last read.

    A stretch is a range of files, `first_path` … `last_path` (escaped text, both included), or a
    range of 64 MiB pieces of one large file (`first_piece` … `last_piece`). `result` is that of
    the reading at `read_at`; a new reading replaces it, nothing is ever inherited.
    """

    copy = models.ForeignKey(BackupCopy, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    first_path = models.TextField(db_collation="C")
    last_path = models.TextField(db_collation="C")
    first_piece = models.PositiveIntegerField(null=True)
    last_piece = models.PositiveIntegerField(null=True)
    files = models.PositiveIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["copy_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["copy", "number"], name="copy_part_has_a_number")
        ]


class SliceState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    LEASED = "leased", _("Being read")
    DONE = "done", _("Read")
    GIVEN_UP = "given_up", _("Could not be read")


class VerificationSlice(models.Model):
    """What one worker reads in one go: at most ten minutes or 8 GiB. Leased with SKIP LOCKED.

    `kind` "look" compares the names and sizes of a copy with the manifest and makes the parts,
    "read" reads a part. Done slices are the record of who read what when: `merkle_root` is over
    (path, size, digest, verdict, time of reading) of every file; `figures` counts verdicts.
    """

    verification = models.ForeignKey(Verification, on_delete=models.CASCADE, related_name="slices")
    copy = models.ForeignKey(BackupCopy, on_delete=models.CASCADE, related_name="slices")
    part = models.ForeignKey(CopyPart, null=True, on_delete=models.SET_NULL, related_name="slices")
    kind = models.CharField(max_length=10, default="read")
    state = models.CharField(
        max_length=10, choices=SliceState.choices, default=SliceState.WAITING.value
    )
    # Where the next worker goes on: the last file (or piece) whose result is saved.
    done_path = models.TextField(blank=True, default="", db_collation="C")
    done_piece = models.IntegerField(null=True)
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=200, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    files_done = models.BigIntegerField(default=0)
    bytes_done = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    merkle_root = models.CharField(max_length=64, blank=True, default="")
    figures = models.JSONField(default=dict)
    problem = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["verification", "state"]),
            models.Index(
                fields=["copy"],
                condition=Q(state__in=["waiting", "leased"]),
                name="slice_unfinished",
            ),
        ]


@append_only
class VerificationCheck(models.Model):
    """One check of a finished run (backups.md §2): what was found, against which limit.

    `name` is one of backups/domain/checks.py; `copy` None: of the set as a whole. `reason` and
    `params` make the sentence in the reader's language; `measured` and `limit` are its numbers.
    """

    verification = models.ForeignKey(Verification, on_delete=models.CASCADE, related_name="checks")
    copy = models.ForeignKey(BackupCopy, null=True, on_delete=models.CASCADE, related_name="checks")
    name = models.CharField(max_length=30)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    measured = models.BigIntegerField(null=True)
    limit = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


@append_only
class FileProblem(models.Model):
    """One file that was not as it should be, as one run found it: the exception with evidence.

    `verdict` is one of backups/domain/verdicts.py. `good_copy` names a copy whose bytes agree
    with the manifest: from there it can be repaired.
    """

    verification = models.ForeignKey(
        Verification, on_delete=models.CASCADE, related_name="problems"
    )
    copy = models.ForeignKey(BackupCopy, on_delete=models.CASCADE, related_name="problems")
    path = models.TextField(db_collation="C")
    verdict = models.CharField(max_length=20)
    evidence = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["copy", "verdict"])]


@append_only
class GoodSource(models.Model):
    """Where a damaged file can be taken from: decided when all copies of the run were read."""

    problem = models.OneToOneField(
        FileProblem, on_delete=models.CASCADE, related_name="good_source"
    )
    copy = models.ForeignKey(BackupCopy, null=True, on_delete=models.CASCADE, related_name="+")
    agreeing = models.PositiveSmallIntegerField(default=0)
