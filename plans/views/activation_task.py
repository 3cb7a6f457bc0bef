"""Changing a task on the spot, and adding one (PLN-6)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from accounts.views.saving import stale_page
from lib.conflicts import merged
from lib.errors import DomainRefusal, GuardsUnmet, StaleVersion
from plans.forms.activation import AmendForm
from plans.models import PlanActivation, TaskRun
from plans.services import activations as verbs
from plans.views.activation import one_of


@require_http_methods(["GET", "POST"])
def task_add(request: PageRequest, code: str) -> HttpResponse:
    activation = _commanded(request, code)
    posted = request.method == "POST"
    form = AmendForm(request.POST if posted else None, activation=activation)
    if posted and form.is_valid():
        given = {"reason": form.cleaned_data["reason"], "key": form.cleaned_data["key"]}
        try:
            task = verbs.add_task(activation, fields=form.values(), **given, **_when(request, form))
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            return _page(request, activation, form, status=_status(refusal))
        messages.success(request, _("Added. It is passed on to the plan’s owner at the end."))
        return redirect(f"{activation.get_absolute_url()}#task-{task.number}")
    return _page(request, activation, form, status=422 if posted else 200)


@require_http_methods(["GET", "POST"])
def task_amend(request: PageRequest, code: str, number: int) -> HttpResponse:
    activation = _commanded(request, code)
    task = activation.tasks.filter(number=number).first()
    if task is None:
        raise Http404
    posted = request.method == "POST"
    data = merged(request.POST) if posted else None
    form = AmendForm(data, activation=activation, task=task)
    back = f"{activation.get_absolute_url()}#task-{number}"
    if posted and form.is_valid():
        given = {
            "read_version": form.cleaned_data["version"],
            "reason": form.cleaned_data["reason"],
        }
        try:
            verbs.amend_task(
                activation, number, fields=form.values(), **given, **_when(request, form)
            )
        except StaleVersion as stale:
            theirs = AmendForm(activation=activation, task=stale.current)
            return stale_page(request, form, theirs, stale, back)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            return _page(request, activation, form, task, status=_status(refusal))
        messages.success(request, _("Changed in this activation. The plan stays as it is."))
        return redirect(back)
    return _page(request, activation, form, task, status=422 if posted else 200)


def _commanded(request: PageRequest, code: str) -> PlanActivation:
    require(request.user, "plan.view")
    activation = one_of(request, code)
    if not verbs.is_in_command(request.user, activation):
        raise PermissionDenied("plan.activate")
    return activation


def _when(request: PageRequest, form: AmendForm) -> dict[str, Any]:
    now = timezone.now()
    return {"by": request.user, "at": form.cleaned_data["at"] or now, "recorded_at": now}


def _status(refusal: DomainRefusal) -> int:
    return 409 if isinstance(refusal, GuardsUnmet) else 422


def _page(
    request: PageRequest,
    activation: PlanActivation,
    form: AmendForm,
    task: TaskRun | None = None,
    *,
    status: int,
) -> HttpResponse:
    context = {
        "activation": activation,
        "task": task,
        "form": form,
        "cancel_url": activation.get_absolute_url(),
    }
    return render(request, "plans/activation_task_form.html", context, status=status)
