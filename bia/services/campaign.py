"""Campaigns: asking many owners at once whether their assessments still hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.models import Campaign, CampaignItem, Process
from bia.services.clocks import requests_dropped, requests_made
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change, create


@transaction.atomic
def create_campaign(
    *,
    name: str,
    due_on: date,
    processes: Sequence[Process],
    by: User,
    at: datetime,
    message: str = "",
    code: str = "",
) -> Campaign:
    """Ask about `processes` until `due_on`. Raises Refused at the field."""
    require(by, "campaign.change")
    if not processes:
        raise Refused("empty", _("Pick at least one process."), "processes")
    if due_on < at.date():
        raise Refused("in_past", _("The date lies in the past."), "due_on")
    campaign = create(
        Campaign,
        code=code or _code(at),
        name=name,
        message=message,
        due_on=due_on,
        created_by=by,
    )
    # The clock of the database is the caller's: answers count from `at` on.
    Campaign.objects.filter(pk=campaign.pk).update(created_at=at)
    campaign.created_at = at
    unique = {process.pk: process for process in processes}
    CampaignItem.objects.bulk_create(
        CampaignItem(campaign=campaign, process=process) for process in unique.values()
    )
    requests_made(campaign.items.with_owners(), at=at, by=by)
    return campaign


@transaction.atomic
def change_campaign(
    campaign: Campaign, *, by: User, at: datetime, read_version: int | None = None, **fields: Any
) -> Campaign:
    """Change name, message or due date, or add `processes` to an open campaign."""
    require(by, "campaign.change")
    _open(campaign)
    processes = fields.pop("processes", None)
    due_on = fields.get("due_on")
    if due_on is not None and due_on != campaign.due_on and due_on < at.date():
        raise Refused("in_past", _("The date lies in the past."), "due_on")
    change(campaign, read_version=read_version, **fields)
    if processes is not None:
        asked = set(campaign.items.values_list("process_id", flat=True))
        CampaignItem.objects.bulk_create(
            CampaignItem(campaign=campaign, process=process)
            for process in {one.pk: one for one in processes}.values()
            if process.pk not in asked
        )
    # A new date moves the deadlines, an added process starts one; the others stay as they are.
    open_ones = campaign.items.filter(answered_at__isnull=True)
    requests_made(open_ones.with_owners(), at=at, by=by)
    return campaign


@transaction.atomic
def close_campaign(
    campaign: Campaign, *, by: User, at: datetime, read_version: int | None = None
) -> Campaign:
    """Stop asking; what was answered stays."""
    require(by, "campaign.change")
    _open(campaign)
    change(campaign, read_version=read_version, closed_at=at)
    requests_dropped(campaign.items.with_owners(), at=at, by=by)
    return campaign


def _open(campaign: Campaign) -> None:
    if campaign.closed_at is not None:
        raise GuardsUnmet.one("closed", _("This campaign is closed."))


def _code(at: datetime) -> str:
    """C-2026-001, the next free one of its year."""
    prefix = f"C-{at.year}-"
    taken = Campaign.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(code[len(prefix) :]) for code in taken if code[len(prefix) :].isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1:03d}"
