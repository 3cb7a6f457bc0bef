"""What the rules found wrong in the register, and what people decided about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import User
from bia.models.process import Process
from bia.models.system import System
from lib.history import tracked
from lib.records import Record


class FindingSeverity(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class FindingState(models.TextChoices):
    OPEN = "open", pgettext_lazy("finding", "Open")
    DISMISSED = "dismissed", _("Dismissed")
    CLEARED = "cleared", _("Cleared")


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> FindingQuerySet:
        """Those of shared things, and those of processes the user may see."""
        if not may(user, "finding.view"):
            return self.none()
        visible = Process.objects.visible_to(user).values("id")
        return self.filter(Q(process__isnull=True) | Q(process__in=visible))

    def for_list(self) -> FindingQuerySet:
        return self.select_related("process", "system", "dismissed_by")


@tracked()
class Finding(Record):
    """One rule broken by one subject: (`rule`, `subject`) has one row for good.

    The rules raise and clear it, a person may dismiss it for a time. `params` are the numbers
    its sentence is made of, in the reader's language; a change of them is a new fact and ends a
    dismissal. `subject` names any thing ("system:inventory", later "plan:…"); `process` and
    `system` are set where it is one of those.
    """

    rule = models.CharField(_("rule"), max_length=60)
    subject = models.CharField(_("subject"), max_length=200)
    process = models.ForeignKey(
        Process, null=True, blank=True, on_delete=models.CASCADE, related_name="findings"
    )
    system = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.CASCADE, related_name="findings"
    )
    severity = models.CharField(_("severity"), max_length=10, choices=FindingSeverity.choices)
    params = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=FindingState.choices,
        default=FindingState.OPEN.value,
    )
    raised_at = models.DateTimeField(pgettext_lazy("finding", "raised"))
    cleared_at = models.DateTimeField(_("cleared"), null=True, blank=True)
    dismissed_at = models.DateTimeField(_("dismissed"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dismissal_reason = models.TextField(_("reason"), blank=True, default="")
    # The first day it counts again.
    dismissed_until = models.DateField(_("counts again from"), null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [models.Index(fields=["state", "severity"])]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject"], name="finding_is_one_per_rule_and_subject"
            ),
            models.CheckConstraint(
                condition=(Q(state="cleared") & Q(cleared_at__isnull=False))
                | (~Q(state="cleared") & Q(cleared_at__isnull=True)),
                name="finding_is_cleared_at_an_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed")
                | (
                    Q(dismissed_at__isnull=False)
                    & Q(dismissed_until__isnull=False)
                    & ~Q(dismissal_reason="")
                ),
                name="finding_is_dismissed_with_reason_and_end",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("bia:finding_detail", args=[self.code])


class FindingCheck(models.Model):
    """When the rules last looked, and at which state of the register (one row)."""

    fingerprint = models.CharField(max_length=200, blank=True, default="")
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="finding_check_is_the_only_one")
        ]
