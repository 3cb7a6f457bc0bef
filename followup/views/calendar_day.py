"""Single days of the calendar: added, changed, removed, and imported from a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.forms.refusals import show_refusal, values
from accounts.request import PageRequest
from followup.forms.calendar_day import CalendarDayForm, CalendarFileForm
from followup.models import CalendarDay
from followup.services.calendar_days import (
    change_calendar_day,
    create_calendar_day,
    delete_calendar_day,
)
from followup.services.calendar_file import CalendarPlan, apply_file, plan_of, read_file
from lib.conflicts import conflict, merged
from lib.errors import GuardsUnmet, Refused, StaleVersion
from lib.wrong_rows import SHOWN


@require_http_methods(["GET", "POST"])
def calendar_day_create(request: PageRequest) -> HttpResponse:
    require(request.user, "organisation.change")
    posted = request.POST if request.method == "POST" else None
    form = CalendarDayForm(posted, initial={"day": request.GET.get("day", "")})
    if request.method == "POST" and form.is_valid():
        try:
            row = create_calendar_day(**values(form), by=request.user, at=timezone.now())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The day was added."))
            return redirect(_year_of(row.day))
    return _form_page(request, form, None, reverse("followup:working_days"))


@require_http_methods(["GET", "POST"])
def calendar_day_edit(request: PageRequest, day: str) -> HttpResponse:
    require(request.user, "organisation.change")
    row = _row_or_404(day)
    form = CalendarDayForm(merged(request.POST) if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            change_calendar_day(
                row,
                **values(form),
                read_version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        except StaleVersion as stale:
            theirs = CalendarDayForm(instance=stale.current)
            both = conflict(mine=form, theirs=theirs, version=stale.current.version)
            context = {"conflict": both, "cancel_url": _year_of(row.day)}
            return render(request, "base_conflict.html", context, status=409)
        else:
            messages.success(request, _("Saved."))
            return redirect(_year_of(row.day))
    return _form_page(request, form, row, _year_of(row.day))


@require_http_methods(["GET", "POST"])
def calendar_day_delete(request: PageRequest, day: str) -> HttpResponse:
    require(request.user, "organisation.change")
    row = _row_or_404(day)
    refusals: list[Any] = []
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            delete_calendar_day(
                row,
                read_version=int(version) if version.isdecimal() else None,
                by=request.user,
                at=timezone.now(),
            )
        except StaleVersion as stale:
            row = stale.current
            refusals = [_("Somebody changed this day meanwhile; look at it again.")]
        else:
            messages.success(request, _("The day follows its weekday again."))
            return redirect(_year_of(row.day))
    context = {
        "row": row,
        "summary": [
            (_("Day"), row.day.isoformat()),
            (_("Name"), row.shown_name),
            (_("This day is"), _("Working day") if row.is_working else _("Day off")),
        ],
        "confirm_label": _("Remove"),
        "danger": True,
        "refusals": refusals,
        "cancel_url": _year_of(row.day),
    }
    status = 409 if refusals else 200
    return render(request, "followup/calendar_day_delete.html", context, status=status)


@require_http_methods(["GET", "POST"])
def calendar_day_import(request: PageRequest) -> HttpResponse:
    """POST answers with the preview; nothing is written."""
    require(request.user, "organisation.change")
    if request.method != "POST":
        return _import_page(request, CalendarFileForm())
    form = CalendarFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, form)
    file = form.cleaned_data["file"]
    try:
        plan = read_file(file.read(), file.name)
    except Refused as refusal:
        for problem in refusal.problems:
            form.add_error("file", problem.message)
        return _import_page(request, form)
    return _preview_page(request, plan)


@require_POST
def calendar_day_import_apply(request: PageRequest) -> HttpResponse:
    """Write what the preview showed; a calendar that changed meanwhile shows a new preview."""
    require(request.user, "organisation.change")
    token = request.POST.get("token", "")
    try:
        plan = apply_file(
            token,
            fingerprint=request.POST.get("fingerprint", ""),
            by=request.user,
            at=timezone.now(),
        )
    except GuardsUnmet as refusal:
        if refusal.problems[0].code != "changed_meanwhile":
            form = CalendarFileForm()
            return _import_page(request, form, [one.message for one in refusal.problems])
        return _preview_page(request, plan_of(token), [one.message for one in refusal.problems])
    words = ngettext("%(count)s day was imported.", "%(count)s days were imported.", plan.writes)
    messages.success(request, words % {"count": plan.writes})
    first = min((one.day for one in (*plan.new, *plan.changed)), default=timezone.localdate())
    return redirect(_year_of(first))


def _import_page(request: PageRequest, form: Any, refusals: Any = ()) -> HttpResponse:
    context = {
        "form": form,
        "refusals": refusals,
        "submit_label": _("Preview"),
        "cancel_url": reverse("followup:working_days"),
    }
    status = 409 if refusals else 200
    return render(request, "followup/calendar_day_import.html", context, status=status)


def _preview_page(request: PageRequest, plan: CalendarPlan, refusals: Any = ()) -> HttpResponse:
    context = {
        "plan": plan,
        "wrong": plan.wrong[:SHOWN],
        "changed": plan.changed[:SHOWN],
        "new": plan.new[:SHOWN],
        "shown": SHOWN,
        "cut": max(len(plan.new), len(plan.changed), len(plan.wrong)) > SHOWN,
        "refusals": refusals,
        "cancel_url": reverse("followup:working_days"),
    }
    status = 409 if refusals else 200
    return render(request, "followup/calendar_day_preview.html", context, status=status)


def _form_page(
    request: PageRequest, form: Any, row: CalendarDay | None, cancel_url: str
) -> HttpResponse:
    context = {"form": form, "row": row, "cancel_url": cancel_url}
    return render(request, "followup/calendar_day_form.html", context)


def _row_or_404(text: str) -> CalendarDay:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(CalendarDay, day=day)


def _year_of(day: date) -> str:
    return f"{reverse('followup:working_days')}?year={day.year}"
