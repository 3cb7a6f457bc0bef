"""Incidents that turned out to be one (INC-9)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents.models.incident import Incident
from lib.history import tracked


@tracked()
class Merger(models.Model):
    """One source in one target. `before` is what an unmerge gives back: the source's status and
    grade, its clocks, and what moved (ids of impacts, activations, roles), by name."""

    source = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="mergers")
    target = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="taken_over")
    reason = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The target's and the source's last entries at that moment.
    target_seq = models.PositiveIntegerField(default=0)
    source_seq = models.PositiveIntegerField(default=0)
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(undone_at__isnull=True),
                name="incident_is_merged_once_at_a_time",
                violation_error_message=_("This incident is merged already."),
            ),
            models.CheckConstraint(
                condition=~Q(source=models.F("target")), name="incident_is_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
