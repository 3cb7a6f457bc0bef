"""Proof for others: that faults are found, and what was verified, signed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from backups.models.backup_set import BackupSet
from backups.models.verification import Outcome
from bia.models import System
from lib.history import append_only, tracked
from lib.records import Record


class DetectionProofQuerySet(models.QuerySet["DetectionProof"]):
    def visible_to(self, user: User) -> DetectionProofQuerySet:
        return self if may(user, "backup.view") else self.none()


@tracked()
class DetectionProof(Record):
    """Faults put into a scratch clone on purpose, and whether the verifier found each.

    `cases`: [{"fault": "flip", "expected": "corrupt", "found": "corrupt", "seconds": 0.2}].
    """

    backup_set = models.ForeignKey(
        BackupSet, null=True, blank=True, on_delete=models.SET_NULL, related_name="proofs"
    )
    at = models.DateTimeField(_("at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=60, blank=True, default="")
    cases = models.JSONField(default=list)
    bytes = models.BigIntegerField(default=0)

    objects = DetectionProofQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("detection proof")
        verbose_name_plural = _("detection proofs")


@append_only
class SigningKey(models.Model):
    """Ed25519, made at first use. The private half is sealed (followup/services/secrets.py)."""

    public = models.CharField(max_length=64, unique=True)
    private = models.TextField()
    created_at = models.DateTimeField()


@append_only
class EvidenceBundle(models.Model):
    """The entry of a bundle in the chain: its digest, its signature, the digest before it."""

    number = models.PositiveIntegerField(unique=True)
    system = models.ForeignKey(System, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64, blank=True, default="")
    signature = models.CharField(max_length=128)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="bundles")
    counts = models.JSONField(default=dict)
    report = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["-number"]
