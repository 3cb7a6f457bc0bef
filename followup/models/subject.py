"""What a clock, a message or an action is about, as plain columns.

This app stands left of the apps that own processes, incidents and drills: it never imports them.
It keeps the kind and the code; the owner of the kind registers how to load it (`registry.py`).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AboutSubject(models.Model):
    """Abstract: `subject_kind` "process", `subject_code` "road-rescue"; both empty for none."""

    subject_kind = models.CharField(_("kind of subject"), max_length=30, blank=True, default="")
    subject_code = models.CharField(_("subject"), max_length=100, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def subject_key(self) -> str:
        """ "process:road-rescue", or "" without a subject."""
        return f"{self.subject_kind}:{self.subject_code}" if self.subject_kind else ""
