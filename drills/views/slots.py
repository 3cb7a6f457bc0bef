"""Slots of the programme: the list, one of them, waiving it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from drills.filters.programme import SlotFilter
from drills.forms.programme import WaiverForm
from drills.models import DrillSlot, SlotState
from drills.programme_pages.policy import slot_line
from drills.programme_pages.slot import slot_page
from drills.programme_pages.year import plans_of
from drills.services.slot_zones import zone_of
from drills.services.slots import PERMISSION, require_slot_again, waive_slot
from lib.asked_once import asking_once
from lib.days import day_in
from lib.errors import DomainRefusal, StaleVersion
from lib.listing import Column, Listing, render_listing


@require_safe
def slot_list(request: PageRequest) -> HttpResponse:
    require(request.user, "drill.view")
    listing = Listing(
        request,
        DrillSlot.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Number"), ["code"]),
            Column("policy", gettext_lazy("Drill policy"), ["policy__name_en"]),
            Column("period", gettext_lazy("Period"), ["period_start"]),
            Column("thing", gettext_lazy("Of what")),
            Column("state", gettext_lazy("State"), ["state"]),
            Column("day", pgettext_lazy("of a drill", "Day"), ["proposed_on"]),
            Column("by", gettext_lazy("Drill")),
        ],
        row_template="drills/_slot_row.html",
        search_in=["code", "policy__name_en", "policy__name_zh", "process__name", "system__name"],
        filterset_class=SlotFilter,
        ordering="period",
        key="code",
        caption=_("Drills the programme requires"),
        empty={
            "title": _("No slots"),
            "text": _("Every active policy makes one for each drill it requires in a period."),
            "href": reverse("drills:policy_list"),
            "action": _("Drill policies"),
        },
    )
    now = timezone.now()
    plans = plans_of(request.user, [one.pk for one in listing.rows])
    with asking_once():
        for one in listing.rows:
            one.line = slot_line(one, plans.get(one.pk), day_in(now, zone_of(one.policy)))
    return render_listing(request, "drills/slot_list.html", listing)


@require_safe
def slot_detail(request: PageRequest, code: str) -> HttpResponse:
    row: DrillSlot = visible_or_404(
        DrillSlot.objects.for_list().select_related("waived_by"), request.user, code=code
    )
    with asking_once():
        page = slot_page(row, request.user, at=timezone.now())
    context = {
        "slot": row,
        "page": page,
        "may_change": may(request.user, PERMISSION),
        "may_plan": may(request.user, "drill.change"),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "drills/slot_detail.html", context)


@require_http_methods(["GET", "POST"])
def slot_waiver(request: PageRequest, code: str) -> HttpResponse:
    """POST waives it, or takes the waiver back where there is one."""
    require(request.user, PERMISSION)
    row: DrillSlot = visible_or_404(DrillSlot.objects.for_list(), request.user, code=code)
    waived = row.state == SlotState.WAIVED
    form: forms.Form = (
        forms.Form(request.POST or None) if waived else WaiverForm(request.POST or None)
    )
    if request.method == "POST" and (waived or form.is_valid()):
        try:
            _decide(request, row, waived, form)
        except StaleVersion:
            messages.error(request, _("Somebody changed it meanwhile: look at it again."))
            return redirect(row)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            said = _("It is required again.") if waived else _("The slot is waived.")
            messages.success(request, said)
            return redirect(row)
    line = slot_line(row, None, day_in(timezone.now(), zone_of(row.policy)))
    context = {
        "slot": row,
        "form": None if waived else form,
        "waived": waived,
        "summary": [
            (_("Drill policy"), row.policy.name),
            (_("Period"), line.label),
            (_("State"), row.get_state_display()),
        ],
        "confirm_label": _("Require it again") if waived else _("Waive"),
        "cancel_url": row.get_absolute_url(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "drills/slot_waiver.html", context, status=status)


def _decide(request: PageRequest, row: DrillSlot, waived: bool, form: forms.Form) -> None:
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 10 else None
    if waived:
        require_slot_again(row, by=actor(request), at=timezone.now(), read_version=version)
        return
    waive_slot(
        row, reason=form.cleaned_data["reason"], by=actor(request), at=timezone.now(),
        read_version=version,
    )  # fmt: skip
