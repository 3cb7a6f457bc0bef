"""Steps of an activation and of its tasks: pressed, or asked about on a page of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from lib.errors import DomainRefusal, GuardsUnmet
from lib.templatetags.values import duration
from plans.activation_steps import STEPS, TASK_STEPS, Step
from plans.domain.task_states import MOVES
from plans.models import PlanActivation, TaskRun
from plans.services import activations as verbs
from plans.views.activation import one_of


@require_http_methods(["GET", "POST"])
def task_step(request: PageRequest, code: str, number: int, verb: str) -> HttpResponse:
    """A press of "Start" or "Done" comes without a form and is done; what asks shows its page."""
    require(request.user, "plan.view")
    activation = one_of(request, code)
    task = _task(activation, number)
    if not verbs.is_in_crew(request.user, activation, task):
        raise PermissionDenied("plan.activate")
    if MOVES[verb].who == "command" and not verbs.is_in_command(request.user, activation):
        raise PermissionDenied("plan.activate")
    step = TASK_STEPS[verb]
    form = _form(request, step, task)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = _given(form)
            try:
                done = step.service(activation, number, **values, by=request.user)
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
                status = 409 if isinstance(refusal, GuardsUnmet) else 422
            else:
                _tell(request, step, done, values["at"])
                return redirect(f"{activation.get_absolute_url()}#task-{number}")
    context = {
        "step": step,
        "activation": activation,
        "task": task,
        "form": form,
        "summary": _summary(activation, task),
        "cancel_url": f"{activation.get_absolute_url()}#task-{number}",
    }
    return render(request, "plans/activation_step.html", context, status=status)


@require_http_methods(["GET", "POST"])
def activation_step(request: PageRequest, code: str, verb: str) -> HttpResponse:
    require(request.user, "plan.view")
    activation = one_of(request, code)
    if verb != "note" and not verbs.is_in_command(request.user, activation):
        raise PermissionDenied("plan.activate")
    step = STEPS[verb]
    posted = request.method == "POST"
    initial = {"commander": activation.commander} if verb == "command" else {}
    form = step.form(request.POST if posted else None, initial=initial)
    status = 200
    if posted:
        status = 422
        if form.is_valid():
            try:
                step.service(activation, **_given(form), by=request.user)
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
                status = 409 if isinstance(refusal, GuardsUnmet) else 422
            else:
                messages.success(request, step.done)
                return redirect(activation)
    context = {
        "step": step,
        "activation": activation,
        "form": form,
        "left": _left(activation) if verb == "end" else [],
        "summary": _whole(activation),
        "cancel_url": activation.get_absolute_url(),
    }
    return render(request, "plans/activation_step.html", context, status=status)


def _task(activation: PlanActivation, number: int) -> TaskRun:
    rows = activation.tasks.select_related("role", "backup_role", "assignee__user", "ended_by")
    try:
        return rows.get(number=number)
    except TaskRun.DoesNotExist:
        raise Http404 from None


def _form(request: PageRequest, step: Step, task: TaskRun) -> Any:
    form = step.form(request.POST if request.method == "POST" else None)
    if "evidence" in form.fields and not task.evidence_required:
        form.fields["evidence"].help_text = _("This task does not ask for it.")
    return form


def _given(form: Any) -> dict[str, Any]:
    values: dict[str, Any] = dict(form.cleaned_data)
    now = timezone.now()
    return values | {"at": values.get("at") or now, "recorded_at": now}


def _tell(request: PageRequest, step: Step, task: TaskRun, at: Any) -> None:
    """Done now, or that somebody was faster (E13)."""
    stamp = task.started_at if step is TASK_STEPS["start"] else task.ended_at
    if stamp is None or stamp == at or step is TASK_STEPS["reopen"]:
        messages.success(request, f"{task.number} {task.title}: {step.done}")
        return
    names = {
        "task": f"{task.number} {task.title}",
        "state": task.get_state_display(),
        "at": date_format(timezone.localtime(stamp), "TIME_FORMAT"),
        "who": str(task.ended_by or task.assignee or ""),
    }
    messages.info(request, _("%(task)s was already “%(state)s”: %(at)s %(who)s.") % names)


def _summary(activation: PlanActivation, task: TaskRun) -> list[tuple[Any, Any]]:
    rows = [
        (_("Activation"), f"{activation.code} {activation.plan}"),
        (_("Task"), f"{task.number} {task.title}"),
        (_("State"), task.get_state_display()),
        (_("Role"), task.role),
        (_("Planned duration"), duration(task.duration_s)),
    ]
    if task.verification:
        rows.append((_("How it is checked"), task.verification))
    if task.rollback and task.state in ("open", "in_progress", "failed"):
        rows.append((_("Way back"), task.rollback))
    return rows


def _whole(activation: PlanActivation) -> list[tuple[Any, Any]]:
    left = activation.tasks.exclude(state__in=["done", "skipped"]).count()
    return [
        (_("Activation"), f"{activation.code} {activation.plan}"),
        (_("Version"), activation.plan_version.number),
        (_("Recovery"), activation.get_level_display()),
        (_("Tasks that have not ended"), left),
    ]


def _left(activation: PlanActivation) -> list[str]:
    rows = activation.tasks.exclude(state__in=["done", "skipped"])
    return [f"{one.number} {one.title} ({one.get_state_display()})" for one in rows]
