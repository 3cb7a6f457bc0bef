"""Expected loss: every process in one list, and what the loss of one of them rests on."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import may, require, visible_or_404
from accounts.models import Organisation
from accounts.request import PageRequest
from bia.analysis.loss_curves import curve_now, curves
from bia.forms.loss_profile import LossProfileForm
from bia.investment.loss_rows import curve_chart, loss_row
from bia.models import LossProfile, Process
from bia.services.loss_profiles import (
    PERMISSION,
    change_loss_profile,
    create_loss_profile,
    simulate_profile,
)
from lib.conflicts import conflict, merged
from lib.errors import DomainRefusal, Refused, StaleVersion
from lib.listing import Column, Listing, render_listing


class LossListing(Listing):
    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        known = curves(timezone.now())
        found = list(self.matching[self.offset : self.offset + self.limit])
        profiles = {one.process_id: one for one in LossProfile.objects.filter(process__in=found)}
        currency = Organisation.current().currency
        return [
            {
                "loss": loss_row(one, known.get(f"process:{one.code}"), profiles.get(one.pk)),
                "currency": currency,
            }
            for one in found
        ]


def loss_list(request: PageRequest) -> HttpResponse:
    require(request.user, "assessment.view")
    listing = LossListing(
        request,
        Process.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Process"), ["code"]),
            Column("now", gettext_lazy("Per hour at once"), css="num"),
            Column("h1", gettext_lazy("after 1 h"), css="num"),
            Column("h4", gettext_lazy("after 4 h"), css="num"),
            Column("d1", gettext_lazy("after 1 d"), css="num"),
            Column("ale", gettext_lazy("Expected a year"), css="num"),
            Column("simulated", gettext_lazy("Simulated"), css="num"),
            Column(
                "breach",
                gettext_lazy("Chance that the MTD is passed at least once in a year"),
                css="num loss-chance",
            ),
        ],
        row_template="bia/_loss_row.html",
        search_in=["code", "name"],
        ordering="code",
        caption=_("Expected loss"),
        empty={
            "title": _("No processes yet"),
            "text": _("Here stands what an hour of outage costs each process."),
        },
    )
    return render_listing(request, "bia/loss_list.html", listing)


@require_http_methods(["GET", "POST"])
def loss_profile(request: PageRequest, code: str) -> HttpResponse:
    """Everybody who may see the process sees the figures; who plans investments edits."""
    process = _process(request, code)
    profile = LossProfile.objects.filter(process=process).first()
    may_change = may(request.user, PERMISSION)
    currency = Organisation.current().currency
    form = None
    if may_change or request.method == "POST":
        require(request.user, PERMISSION)
        posted = merged(request.POST) if request.method == "POST" else None
        shown = profile or LossProfile(process=process)
        form = LossProfileForm(posted, profile=shown, currency=currency)
        if request.method == "POST" and form.is_valid():
            answer = _save(request, process, profile, form)
            if answer is not None:
                return answer
    row = loss_row(process, curve_now(code), profile)
    context = {
        "process": process,
        "profile": profile,
        "row": row,
        "spec": curve_chart(row, currency),
        "form": form,
        "currency": currency,
        "may_change": may_change,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "bia/loss_profile.html", context, status=status)


@require_POST
def loss_simulation(request: PageRequest, code: str) -> HttpResponse:
    """Play the stored profile's years; the figures are kept with it."""
    process = _process(request, code)
    require(request.user, PERMISSION)
    profile = LossProfile.objects.filter(process=process).select_related("process").first()
    try:
        if profile is None:
            raise Refused("required", _("Save how often and how long the process is out first."))
        simulate_profile(profile, by=request.user, at=timezone.now())
    except DomainRefusal as refusal:
        for problem in refusal.problems:
            messages.error(request, problem.message)
    else:
        messages.success(request, _("Simulated."))
    return redirect("bia:loss_profile", code)


def _process(request: PageRequest, code: str) -> Process:
    require(request.user, "assessment.view")
    process: Process = visible_or_404(Process.objects.for_list(), request.user, code=code)
    return process


def _save(
    request: PageRequest, process: Process, profile: LossProfile | None, form: LossProfileForm
) -> HttpResponse | None:
    """The answer to a saved or conflicting form; None when it was refused."""
    now = timezone.now()
    try:
        if profile is None:
            create_loss_profile(process=process, **form.values, by=request.user, at=now)
        else:
            version = form.cleaned_data["version"] or 0
            change_loss_profile(
                profile, read_version=version, **form.values, by=request.user, at=now
            )
    except DomainRefusal as refusal:
        form.refuse(refusal)
        return None
    except StaleVersion as stale:
        current: Any = stale.current
        theirs = LossProfileForm(profile=current, currency=Organisation.current().currency)
        form.match(theirs)
        both = conflict(mine=form, theirs=theirs, version=current.version, at=current.updated_at)
        context = {"conflict": both, "cancel_url": request.path}
        return render(request, "base_conflict.html", context, status=409)
    messages.success(request, _("Saved."))
    return redirect("bia:loss_profile", process.code)
