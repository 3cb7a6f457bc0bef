"""Schedules of reports: list, one of them, make, change, pause and go on, delete."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from lib.conflicts import conflict, merged
from lib.errors import Refused, StaleVersion
from lib.listing import Column, Listing, render_listing
from reports.forms.schedule import ScheduleForm
from reports.gallery import gallery
from reports.kinds import KINDS, kinds_for
from reports.models import ReportKind, ReportSchedule
from reports.services.scheduled import readers_of
from reports.services.schedules import (
    PERMISSION,
    change_schedule,
    create_schedule,
    delete_schedule,
)
from reports.views.asking import refused


@require_GET
def schedule_list(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    listing = Listing(
        request,
        ReportSchedule.objects.visible_to(request.user).for_list(),
        columns=[
            Column("name", _("Schedule"), ["name"]),
            Column("kind", _("Report"), ["kind"]),
            Column("every", _("How often"), ["every"]),
            Column("next", _("Next"), ["next_due_at"]),
            Column("last", _("Last"), ["last_run_at"]),
            Column("who", _("Owner"), ["owned_by__username"]),
            Column("active", _("State"), ["active"]),
        ],
        row_template="reports/_schedule_row.html",
        search_in=["code", "name", "owned_by__name"],
        ordering="name",
        key="code",
        caption=_("Schedules"),
        empty={
            "title": _("No schedules yet"),
            "text": _("A schedule makes a report every week, month, quarter or year and sends it to its readers."),  # noqa: E501
            "href": reverse("reports:schedule_create"),
            "action": _("New schedule"),
        },
    )  # fmt: skip
    return render_listing(request, "reports/schedule_list.html", listing)


@require_GET
def schedule_detail(request: PageRequest, code: str) -> HttpResponse:
    schedule = _one(request, code)
    now = timezone.now()
    known = KINDS.get(schedule.kind)
    reading = {one.pk for one in readers_of(schedule, at=now)} if known else set()
    rows = [
        (_("Report"), schedule.get_kind_display()),
        (_("Format"), schedule.get_format_display()),
        (_("Language"), schedule.get_language_display() or _("Each recipient's own")),
        (_("Scope"), known.scope(schedule.filters) if known else ""),
        (_("As of"), schedule.get_as_of_rule_display()),
        (_("How often"), schedule.get_every_display()),
        (_("Owner"), str(schedule.owned_by)),
    ]
    context = {
        "schedule": schedule,
        "rows": rows,
        "recipients": [(one, one.pk in reading) for one in schedule.recipients.all()],
        "reports": schedule.reports.for_list()[:10],
        "may_change": may(request.user, PERMISSION, schedule),
        "because": gettext(schedule.paused_because) if schedule.paused_because else "",
    }
    return render(request, "reports/schedule_detail.html", context)


@require_http_methods(["GET", "POST"])
def schedule_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    known = kinds_for(request.user).get(kind)
    if known is None or not known.scheduled:
        groups = gallery(request.user, scheduled=True)
        return render(request, "reports/schedule_kinds.html", {"groups": groups})
    now, refusals = timezone.now(), []
    posted = request.POST if request.method == "POST" else None
    initial = {
        "name": str(ReportKind(kind).label), "every": "month", "starts_on": timezone.localdate(),
        "at_time": "07:00", "format": known.formats[0].value,
    }  # fmt: skip
    form = ScheduleForm(posted, kind=kind, user=request.user, now=now, initial=initial)
    if posted is not None and form.is_valid():
        try:
            made = create_schedule(**form.request(), by=request.user, at=now)
        except Refused as refusal:
            refusals = refused(refusal, form)
        else:
            messages.success(request, gettext("The schedule is made."))
            return redirect("reports:schedule_detail", made.code)
    return _form(request, form, refusals, kind, reverse("reports:schedule_list"))


@require_http_methods(["GET", "POST"])
def schedule_edit(request: PageRequest, code: str) -> HttpResponse:
    schedule = _one(request, code)
    require(request.user, PERMISSION, schedule)
    now, refusals = timezone.now(), []
    posted = merged(request.POST) if request.method == "POST" else None
    options: Any = {"kind": schedule.kind, "user": schedule.owned_by, "now": now}
    form = ScheduleForm(posted, initial=ScheduleForm.initial_of(schedule), **options)
    back = reverse("reports:schedule_detail", args=[code])
    if posted is not None and form.is_valid():
        try:
            change_schedule(
                schedule, **form.request(), read_version=form.cleaned_data["version"],
                by=request.user, at=now,
            )  # fmt: skip
        except StaleVersion as stale:
            theirs = ScheduleForm(initial=ScheduleForm.initial_of(stale.current), **options)
            shown = conflict(mine=form, theirs=theirs, version=stale.current.version,
                             at=stale.current.updated_at)  # fmt: skip
            context = {"conflict": shown, "cancel_url": back}
            return render(request, "base_conflict.html", context, status=409)
        except Refused as refusal:
            refusals = refused(refusal, form)
        else:
            messages.success(request, gettext("The schedule is saved."))
            return redirect(back)
    return _form(request, form, refusals, schedule.kind, back, schedule)


@require_POST
def schedule_pause(request: PageRequest, code: str) -> HttpResponse:
    """Pauses one that runs; one that is paused goes on with its next time."""
    schedule = _one(request, code)
    going_on = not schedule.active
    try:
        change_schedule(
            schedule, active=going_on, read_version=None, by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        for problem in refusal.problems:
            messages.error(request, str(problem.message))
    else:
        said = gettext("The schedule goes on.") if going_on else gettext("The schedule is paused.")
        messages.success(request, said)
    return redirect("reports:schedule_detail", code)


@require_http_methods(["GET", "POST"])
def schedule_delete(request: PageRequest, code: str) -> HttpResponse:
    schedule = _one(request, code)
    require(request.user, PERMISSION, schedule)
    if request.method == "POST":
        delete_schedule(schedule, by=request.user, at=timezone.now())
        messages.success(request, gettext("The schedule is deleted."))
        return redirect("reports:schedule_list")
    context = {
        "schedule": schedule,
        "summary": [(_("Schedule"), schedule.name), (_("Report"), schedule.get_kind_display())],
        "warning": _("The reports it made stay."),
        "confirm_label": _("Delete the schedule"),
        "cancel_url": reverse("reports:schedule_detail", args=[code]),
        "danger": True,
    }
    return render(request, "reports/schedule_confirm_delete.html", context)


def _one(request: PageRequest, code: str) -> ReportSchedule:
    found: ReportSchedule = visible_or_404(
        ReportSchedule.objects.for_list(), request.user, code=code
    )
    return found


def _form(
    request: PageRequest, form: ScheduleForm, refusals: list[str], kind: str, back: str,
    schedule: ReportSchedule | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "refusals": refusals, "kind": kind, "kind_label": ReportKind(kind).label,
        "known": KINDS[kind], "cancel_url": back, "schedule": schedule,
    }  # fmt: skip
    return render(request, "reports/schedule_form.html", context,
                  status=400 if form.errors or refusals else 200)  # fmt: skip
