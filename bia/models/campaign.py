"""Campaigns: many owners asked at once, with progress."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from bia.models.assessment import Assessment
from bia.models.process import Process
from lib.history import tracked
from lib.records import Record


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> CampaignQuerySet:
        if may(user, "campaign.view"):
            return self
        mine = Process.objects.visible_to(user).values("id")
        return self.filter(items__process__in=mine).distinct()


@tracked()
class Campaign(Record):
    name = models.CharField(_("name"), max_length=200)
    message = models.TextField(_("message to the owners"), blank=True, default="")
    due_on = models.DateField(_("due"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def __str__(self) -> str:
        return self.name


@tracked()
class CampaignItem(models.Model):
    """One process asked about. Answered by an approval or a confirmation after the start."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="items")
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="campaign_items")
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["process__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "process"], name="campaign_asks_a_process_once"
            )
        ]
