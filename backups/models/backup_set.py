"""Sets: what one backup run left, and where its copies lie."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import User
from backups.models.location import BackupLocation
from backups.models.policy import BackupPolicy, Method
from lib.history import tracked
from lib.records import Record


class SetState(models.TextChoices):
    EXPECTED = "expected", _("Expected")
    REGISTERED = "registered", _("Registered")
    VERIFYING = "verifying", _("Being verified")
    VERIFIED = "verified", pgettext_lazy("backup", "Verified")
    FAILED = "failed", _("Failed")
    MISSING = "missing", _("Missing")
    EXPIRED = "expired", pgettext_lazy("backup", "Expired")


class Arrival(models.TextChoices):
    SCHEDULE = "schedule", _("Expected by the schedule")
    SCAN = "scan", _("Found by a scan")
    API = "api", _("Told by a backup tool")
    HEARTBEAT = "heartbeat", _("Heartbeat")
    MANIFEST = "manifest", _("Manifest in the folder")
    HAND = "hand", _("Entered by hand")


class BackupSetQuerySet(models.QuerySet["BackupSet"]):
    def visible_to(self, user: User) -> BackupSetQuerySet:
        return self if may(user, "backup.view") else self.none()

    def for_list(self) -> BackupSetQuerySet:
        return self.select_related("policy__system", "parent").defer("log")

    def restorable(self) -> BackupSetQuerySet:
        """What counts for the achieved RPO: verified, chain and all, and not in quarantine."""
        return self.filter(restorable=True)


@tracked(exclude=["log", "verify_due_at"])
class BackupSet(Record):
    """One backup run of a policy. Written by `services/` only.

    `restore_point_at` is the instant its data stands for, never the time of a file. `due_at` is
    when the schedule expects it (rows in state "expected" wait for it). `parent` leads towards
    the last full; `restorable` is True when this set and all its parents are verified, none is
    in quarantine or gone, and `obstacle` says why it is not: "unverified", "failed", "missing",
    "expired", "quarantine", or the same of a parent as "parent_…", "no_parent" for a broken
    chain. `verified_at` is when its newest complete verification passed; `oldest_read_at` the
    oldest instant at which any byte of its best copy was last read.
    """

    policy = models.ForeignKey(
        BackupPolicy, verbose_name=_("policy"), on_delete=models.PROTECT, related_name="sets"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Method.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=SetState.choices, default=SetState.REGISTERED.value
    )
    arrived_by = models.CharField(
        _("arrived by"), max_length=20, choices=Arrival.choices, default=Arrival.HAND.value
    )
    due_at = models.DateTimeField(_("expected at"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    restore_point_at = models.DateTimeField(_("restore point"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("builds on"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    size_bytes = models.BigIntegerField(_("size"), null=True, blank=True)
    file_count = models.PositiveIntegerField(_("files"), null=True, blank=True)
    has_manifest = models.BooleanField(default=False)
    tool = models.CharField(_("tool"), max_length=100, blank=True, default="")
    log = models.TextField(_("log"), blank=True, default="")
    log_given = models.BooleanField(default=False)
    log_cut = models.BooleanField(default=False)
    facts = models.JSONField(default=dict, blank=True)

    restorable = models.BooleanField(default=False)
    obstacle = models.CharField(max_length=30, blank=True, default="unverified")
    verified_at = models.DateTimeField(pgettext_lazy("backup", "verified"), null=True, blank=True)
    oldest_read_at = models.DateTimeField(null=True, blank=True)
    verify_due_at = models.DateTimeField(null=True, blank=True)
    rounds = models.PositiveIntegerField(default=0)
    suspicion = models.JSONField(default=dict, blank=True)
    quarantined_at = models.DateTimeField(null=True, blank=True)
    quarantine_reason = models.TextField(_("reason"), blank=True, default="")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    release_reason = models.TextField(_("reason"), blank=True, default="")

    objects = BackupSetQuerySet.as_manager()

    class Meta:
        ordering = ["-restore_point_at", "-id"]
        verbose_name = _("backup set")
        verbose_name_plural = _("backup sets")
        indexes = [
            models.Index(fields=["policy", "-restore_point_at"]),
            models.Index(
                fields=["policy", "-restore_point_at"],
                condition=Q(restorable=True),
                name="set_restorable_newest",
            ),
            models.Index(
                fields=["policy", "oldest_read_at"],
                condition=Q(restorable=True),
                name="set_restorable_oldest_read",
            ),
            models.Index(
                fields=["verify_due_at"],
                condition=Q(verify_due_at__isnull=False),
                name="set_verify_due",
            ),
            models.Index(
                fields=["policy", "due_at"], condition=Q(state="expected"), name="set_expected"
            ),
            models.Index(fields=["-arrived_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(size_bytes__isnull=True) | Q(size_bytes__gte=0),
                name="set_size_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(started_at__isnull=True)
                | Q(finished_at__gte=models.F("started_at")),
                name="set_ends_after_its_start",
            ),
            models.CheckConstraint(
                condition=Q(restorable=False) | Q(obstacle="", quarantined_at__isnull=True),
                name="set_is_restorable_without_obstacle",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="set_does_not_build_on_itself",
            ),
            models.UniqueConstraint(
                fields=["policy", "due_at"], name="set_is_expected_once_per_instant"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("backups:set_detail", args=[self.code])


class CopyState(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    VERIFYING = "verifying", _("Being verified")
    VERIFIED = "verified", pgettext_lazy("backup", "Verified")
    FAILED = "failed", _("Failed")
    MISSING = "missing", _("Missing")
    EXPIRED = "expired", pgettext_lazy("backup", "Expired")


@tracked(exclude=["seen_at"])
class BackupCopy(models.Model):
    """A set at one location: `path` is a file or folder under the location's address.

    `verified_at` is when all of it had been read and was good; `oldest_read_at` the oldest of
    the last readings of its parts: its age is what `verify_every_s` promises.
    """

    backup_set = models.ForeignKey(BackupSet, on_delete=models.CASCADE, related_name="copies")
    location = models.ForeignKey(
        BackupLocation,
        verbose_name=_("location"),
        on_delete=models.PROTECT,
        related_name="copies",
    )
    path = models.CharField(_("path"), max_length=2000)
    state = models.CharField(
        _("state"), max_length=20, choices=CopyState.choices, default=CopyState.REGISTERED.value
    )
    arrived_at = models.DateTimeField(_("arrived"))
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    verified_at = models.DateTimeField(pgettext_lazy("backup", "verified"), null=True, blank=True)
    oldest_read_at = models.DateTimeField(null=True, blank=True)
    immutable_until = models.DateTimeField(_("immutable until"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        constraints = [
            models.UniqueConstraint(
                fields=["location", "path", "backup_set"], name="copy_is_listed_once"
            )
        ]
