"""The cadence: what comes back in every period, and whether it was done."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.evidence import HAPPENS
from governance.forms.programme import DutyDoneForm, DutyForm
from governance.models import Duty
from governance.programme_page import place_of
from governance.services.duties import (
    PERMISSION,
    change_duty,
    complete_duty,
    create_duty,
    may_complete,
    take_back,
)
from governance.services.occurring import duties_of
from lib.asked_once import asking_once
from lib.conflicts import merged
from lib.days import day_in
from lib.errors import DomainRefusal


@require_safe
def duty_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    with asking_once():
        stands = duties_of(at=timezone.now())
    idle = Duty.objects.for_list().filter(is_active=False)
    judged = sum(one.cadence.judged for one in stands)
    context = {
        "stands": stands,
        "idle": idle,
        "today": _today(),
        "late": sum(one.cadence.late for one in stands),
        "open": sum(one.is_open for one in stands),
        "done": sum(one.cadence.done for one in stands),
        "judged": judged,
        "may_change": may(request.user, PERMISSION),
    }
    return render(request, "governance/duty_list.html", context)


@require_safe
def duty_detail(request: PageRequest, code: str) -> HttpResponse:
    row: Duty = visible_or_404(Duty.objects.for_list(), request.user, code=code)
    with asking_once():
        (stand,) = duties_of(at=timezone.now(), duties=[row])
    context = {
        "duty": row,
        "stand": stand,
        "said": row.done.select_related("by").order_by("-on"),
        "evidence": HAPPENS.get(row.evidence, ""),
        "place": place_of(row.page),
        "may_complete": may_complete(row, actor(request)),
        "may_change": may(request.user, PERMISSION),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "governance/duty_detail.html", context)


@require_http_methods(["GET", "POST"])
def duty_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    form = DutyForm(request.POST or None, initial={"starts_on": _today()})
    if request.method == "POST" and form.is_valid():
        answer = save_new(
            request, form, partial(create_duty, **form.given()), added=_("The duty was added.")
        )
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def duty_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, PERMISSION)
    row: Duty = visible_or_404(Duty.objects.for_list(), request.user, code=code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = DutyForm(posted, instance=Duty.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        answer = save_change(
            request, form, partial(change_duty, row, **form.given()),
            theirs=lambda current: DutyForm(instance=current), back=row.get_absolute_url(),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


def _form(request: PageRequest, form: DutyForm, row: Duty | None) -> HttpResponse:
    context = {
        "form": form, "duty": row,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:duty_list"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/duty_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def duty_completion(request: PageRequest, code: str) -> HttpResponse:
    row: Duty = visible_or_404(Duty.objects.for_list(), request.user, code=code)
    if not may_complete(row, actor(request)):
        raise PermissionDenied(PERMISSION)
    form = DutyDoneForm(request.POST or None, initial={"on": _today()})
    if request.method == "POST" and form.is_valid():
        try:
            complete_duty(row, by=actor(request), at=timezone.now(), **form.cleaned_data)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Written down."))
            return redirect(row)
    context = {
        "duty": row, "form": form, "summary": [(_("Duty"), row.name)],
        "confirm_label": _("It was done"), "cancel_url": row.get_absolute_url(),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/duty_completion.html", context, status=status)


@require_POST
def duty_take_back(request: PageRequest, code: str, on: str) -> HttpResponse:
    row: Duty = visible_or_404(Duty.objects.for_list(), request.user, code=code)
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    if take_back(row, on=day, by=actor(request), at=timezone.now()):
        messages.success(request, _("Taken back."))
    return redirect(row)


def _today() -> date:
    return day_in(timezone.now(), Organisation.current().timezone)
