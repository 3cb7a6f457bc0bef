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

    def for_list(self) -> CampaignQuerySet:
        """With the requests and their states."""
        return self.select_related("created_by").prefetch_related(
            models.Prefetch("items", CampaignItem.objects.with_state())
        )


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


class CampaignItemQuerySet(models.QuerySet["CampaignItem"]):
    def with_state(self) -> CampaignItemQuerySet:
        """With the process and the status of its version in work, which `state` reads."""
        in_work = Assessment.objects.filter(
            process=models.OuterRef("process_id"), status__in=["draft", "submitted", "returned"]
        )
        return self.select_related(
            "process", "process__department", "process__owner", "campaign"
        ).annotate(work_status=models.Subquery(in_work.values("status")[:1]))

    def with_owners(self) -> CampaignItemQuerySet:
        """With campaign, process, owner and the owner's login: what their clocks need."""
        return self.select_related("campaign", "process", "process__owner", "process__owner__user")

    def open_requests(self, user: User) -> CampaignItemQuerySet:
        """What the owner `user` is asked and has not answered, soonest first (dashboard)."""
        return (
            self.with_state()
            .filter(
                process__owner__user_id=user.pk,
                answered_at__isnull=True,
                campaign__closed_at__isnull=True,
            )
            .order_by("campaign__due_on", "process__code")
        )


@tracked()
class CampaignItem(models.Model):
    """One process asked about. Answered by an approval or a confirmation after the start."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="items")
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="campaign_items")
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CampaignItemQuerySet.as_manager()

    # Read by `with_state`.
    work_status: str | None

    class Meta:
        ordering = ["process__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "process"], name="campaign_asks_a_process_once"
            )
        ]

    @property
    def state(self) -> str:
        """not_started, in_work, submitted or answered; needs `with_state`."""
        if self.answered_at is not None:
            return "answered"
        if self.work_status is None:
            return "not_started"
        return "submitted" if self.work_status == "submitted" else "in_work"
