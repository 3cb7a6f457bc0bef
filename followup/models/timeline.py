"""What every timeline shares (EVT-1, EVT-2): append-only, in order, each chained to the last."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class TimelineSource(models.TextChoices):
    UI = "ui", _("Page")
    API = "api", _("API")
    SYSTEM = "system", _("System")
    IMPORT = "import", _("Import")


class TimelineEvent(models.Model):
    """Abstract. `at` is claimed, `recorded_at` the server's (TIM-3).

    `digest` is the SHA-256 of the event before it and this one's canonical JSON; see
    `followup.services.timeline`. A wrong entry is followed by one that `corrects` it.
    """

    seq = models.PositiveIntegerField(_("number"))
    type = models.CharField(_("type"), max_length=30)
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(_("recorded"))
    actor = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(
        max_length=10, choices=TimelineSource.choices, default=TimelineSource.UI.value
    )
    payload = models.JSONField(default=dict, blank=True)
    text = models.TextField(_("text"), blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    previous_digest = models.CharField(max_length=64, blank=True, default="")
    digest = models.CharField(max_length=64)

    class Meta:
        abstract = True
