"""Restore tests: a set with its chain, really restored, checked and timed."""

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
from backups.models.policy import RestoreFormat
from backups.models.verification import Outcome, RunState
from lib.history import tracked
from lib.records import Record


class RestoreTestQuerySet(models.QuerySet["RestoreTest"]):
    def visible_to(self, user: User) -> RestoreTestQuerySet:
        return self if may(user, "backup.view") else self.none()

    def for_list(self) -> RestoreTestQuerySet:
        return self.select_related(
            "backup_set__policy__system", "copy__location", "requested_by"
        ).defer("output")


@tracked(exclude=["output"])
class RestoreTest(Record):
    """One restore to a scratch place. At most one of a set is unfinished.

    `phases`: [{"name": "fetch|prepare|restore|check|measure|clean", "seconds": 1.25}]. `checks`:
    [{"name", "outcome", "reason", "params"}]. `restored_s` (seconds, rounded up) runs from the
    first byte fetched until the checks passed; `data_gap_s` is from the newest record restored to
    the restore point the set promises, or to the start of the test where `data_gap_to` says so.
    `imported` marks results of other tools (Veeam, …) that were told through the API.
    """

    backup_set = models.ForeignKey(
        BackupSet, on_delete=models.CASCADE, related_name="restore_tests"
    )
    copy = models.ForeignKey(
        BackupCopy, null=True, blank=True, on_delete=models.SET_NULL, related_name="restore_tests"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=20, choices=RunState.choices, default=RunState.WAITING.value
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, blank=True, default=""
    )
    reason = models.CharField(max_length=60, blank=True, default="")
    params = models.JSONField(default=dict)
    format = models.CharField(_("format"), max_length=20, choices=RestoreFormat.choices, blank=True)
    imported = models.BooleanField(default=False)
    isolation = models.CharField(max_length=20, blank=True, default="")
    tools = models.JSONField(default=dict)
    phase = models.CharField(max_length=20, blank=True, default="")
    phases = models.JSONField(default=list)
    checks = models.JSONField(default=list)
    chain = models.JSONField(default=list)
    objects_restored = models.BigIntegerField(null=True, blank=True)
    bytes_restored = models.BigIntegerField(null=True, blank=True)
    started_at = models.DateTimeField(pgettext_lazy("run", "started"), null=True, blank=True)
    finished_at = models.DateTimeField(pgettext_lazy("run", "finished"), null=True, blank=True)
    restored_s = models.BigIntegerField(_("restored within"), null=True, blank=True)
    data_stands_at = models.DateTimeField(null=True, blank=True)
    data_gap_s = models.BigIntegerField(_("data gap"), null=True, blank=True)
    rto_s = models.BigIntegerField(null=True, blank=True)
    rpo_s = models.BigIntegerField(null=True, blank=True)
    rto_measurement = models.CharField(max_length=64, blank=True, default="")
    rpo_measurement = models.CharField(max_length=64, blank=True, default="")
    output = models.TextField(blank=True, default="")
    cancel_asked = models.BooleanField(default=False)
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=200, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)

    objects = RestoreTestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("restore test")
        verbose_name_plural = _("restore tests")
        indexes = [
            models.Index(fields=["backup_set", "-id"]),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["waiting", "running"]),
                name="restore_test_unfinished",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["backup_set"],
                condition=Q(state__in=["waiting", "running"]),
                name="restore_test_runs_once_per_set",
            ),
            models.CheckConstraint(
                condition=~Q(state="finished") | (Q(finished_at__isnull=False) & ~Q(outcome="")),
                name="restore_test_finishes_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("backups:restore_test_detail", args=[self.code])
