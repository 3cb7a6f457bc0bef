"""A file waiting between the preview of an import and its application."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportUpload(models.Model):
    """Kept in the database, so that any web process can apply what another one previewed.

    `fingerprint` is the SHA-256 over what the preview would do, versions of the rows included:
    a register that changed since gives another one, and nothing is applied.
    """

    noun = models.CharField(max_length=30)
    filename = models.CharField(_("file"), max_length=255)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    # Counts, and the first rows of each kind for the preview page.
    preview = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_by", "-created_at"])]

    def __str__(self) -> str:
        return self.filename
