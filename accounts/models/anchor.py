"""Seals over the audit trail: each covers a stretch of events and the seal before it."""

from __future__ import annotations

from django.db import models

from lib.history import append_only


@append_only
class AuditAnchor(models.Model):
    """See docs/adr for what a chain of signed anchors proves and what it does not."""

    number = models.PositiveBigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    # Events that began before this instant are covered.
    until = models.DateTimeField()
    # Table name → {"rows": count of this stretch, "last_id": highest event id, "digest": hex}.
    tables = models.JSONField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
