"""Campaigns: create one, follow its progress, answer what one is asked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from bia.filters.review import ReviewFilter, with_reviews
from bia.forms.campaign import CampaignForm
from bia.models import Campaign, CampaignItem, Process
from bia.serializers.campaign import progress_of
from bia.services.campaign import close_campaign, create_campaign
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing

MOST_LISTED = 500


class CampaignListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        for campaign in found:
            campaign.counts = progress_of(list(campaign.items.all()))
        return found


def campaign_list(request: PageRequest) -> HttpResponse:
    may_start = may(request.user, "campaign.change")
    listing = CampaignListing(
        request,
        Campaign.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Campaign"), ["name"]),
            Column("due_on", gettext_lazy("Due"), ["due_on"]),
            Column("progress", gettext_lazy("Answered")),
            Column("state", gettext_lazy("Status"), ["closed_at"]),
        ],
        row_template="bia/_campaign_row.html",
        search_in=["code", "name"],
        ordering="-due_on",
        key="code",
        caption=gettext_lazy("Campaigns"),
        empty={
            "title": _("No campaigns yet"),
            "text": _("A campaign asks many owners at once whether their assessments still hold."),
            **(
                {"href": reverse("bia:campaign_create"), "action": _("Start a campaign")}
                if may_start
                else {}
            ),
        },
    )
    return render_listing(request, "bia/campaign_list.html", listing, {"may_start": may_start})


@require_http_methods(["GET", "POST"])
def campaign_create(request: PageRequest) -> HttpResponse:
    """The filters narrow down the processes; the ticked ones are asked."""
    require(request.user, "campaign.change")
    everything = with_reviews(Process.objects.visible_to(request.user).for_list())
    filters = ReviewFilter(request.GET, everything, request=request)
    among = filters.qs.order_by("code")
    form = CampaignForm(request.POST or None, among=among)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = create_campaign(
                **form.cleaned_data | {"processes": list(form.cleaned_data["processes"])},
                by=request.user,
                at=timezone.now(),
            )
        except DomainRefusal as refusal:
            for problem in refusal.problems:
                name = problem.field if problem.field in form.fields else None
                form.add_error(name, problem.message)
        else:
            messages.success(request, _("The campaign is under way."))
            return redirect("bia:campaign_detail", campaign.code)
    posted = set(request.POST.getlist("processes")) if request.method == "POST" else None
    listed = list(among[:MOST_LISTED])
    return render(
        request,
        "bia/campaign_form.html",
        {
            "form": form,
            "filters": filters.form,
            "choices": [(one, posted is None or one.code in posted) for one in listed],
            "cut": among.count() > MOST_LISTED,
            "cancel_url": reverse("bia:campaign_list"),
        },
        status=422 if form.errors else 200,
    )


def campaign_detail(request: PageRequest, code: str) -> HttpResponse:
    campaign: Campaign = visible_or_404(Campaign.objects.for_list(), request.user, code=code)
    items = list(campaign.items.all())
    if not may(request.user, "campaign.view"):
        mine = set(Process.objects.visible_to(request.user).values_list("pk", flat=True))
        items = [item for item in items if item.process_id in mine]
    return render(
        request,
        "bia/campaign_detail.html",
        {
            "campaign": campaign,
            "items": items,
            "counts": progress_of(items),
            "by_department": _grouped(items, "department"),
            "by_owner": _grouped(items, "owner"),
            "may_change": may(request.user, "campaign.change") and campaign.closed_at is None,
        },
    )


def _grouped(items: Iterable[CampaignItem], name: str) -> list[dict[str, Any]]:
    groups: dict[str, list[CampaignItem]] = {}
    for item in items:
        whose = getattr(item.process, name)
        groups.setdefault(whose.name if whose else "", []).append(item)
    return [{"name": key, "counts": progress_of(groups[key])} for key in sorted(groups)]


@require_http_methods(["GET", "POST"])
def campaign_closure(request: PageRequest, code: str) -> HttpResponse:
    campaign: Campaign = visible_or_404(Campaign.objects.for_list(), request.user, code=code)
    require(request.user, "campaign.change")
    refusals = []
    if request.method == "POST":
        try:
            close_campaign(campaign, by=request.user, at=timezone.now())
            messages.success(request, _("Closed."))
            return redirect("bia:campaign_detail", code)
        except DomainRefusal as refusal:
            refusals = [str(one.message) for one in refusal.problems]
    counts = progress_of(list(campaign.items.all()))
    context = {
        "title": _("Close the campaign"),
        "summary": [
            (_("Campaign"), campaign.name),
            (_("Answered"), f"{counts['answered']} / {counts['total']}"),
        ],
        "confirm_label": _("Close"),
        "cancel_url": reverse("bia:campaign_detail", args=[code]),
        "refusals": refusals,
    }
    return render(request, "bia/assessment_step.html", context)


def campaign_requests(request: PageRequest) -> HttpResponse:
    """What this person is asked and has not answered."""
    items = CampaignItem.objects.open_requests(request.user)
    return render(request, "bia/campaign_requests.html", {"items": items})
