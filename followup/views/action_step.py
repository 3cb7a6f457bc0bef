"""The steps of an action: each shows its summary first, asks what it needs, then does it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from followup.action_steps import STEPS, Step, only
from followup.domain.action import move_of
from followup.forms.action_steps import StepForm
from followup.models import CorrectiveAction
from followup.services.actions import File, why_not
from followup.views.action_detail import one_of, retests_of
from lib.durations import format_duration
from lib.errors import DomainRefusal, GuardsUnmet, StaleVersion
from lib.templatetags.values import day


@require_http_methods(["GET", "POST"])
def action_step(request: PageRequest, code: str, verb: str) -> HttpResponse:
    step = STEPS[verb]
    action = one_of(request, code)
    posted = request.method == "POST"
    form = step.form(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"version": action.version},
    )
    status = 200
    if posted and form.is_valid():
        try:
            step.service(action, **_given(form), by=request.user)
        except StaleVersion as stale:
            # What was typed stays; the next press decides on what stands there now.
            form, status = _again(step, request, stale.current.version), 409
            action = one_of(request, code)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            status = 409 if isinstance(refusal, GuardsUnmet) else 422
            action = one_of(request, code)
        else:
            messages.success(request, f"{action.code}: {step.done}")
            return redirect(_next(request) or action.get_absolute_url())
    elif posted:
        status = 422
    return _page(request, step, action, form, status)


def _given(form: StepForm) -> dict[str, Any]:
    """What the service is given: the version read, when, a file with its name and content."""
    values: dict[str, Any] = dict(form.cleaned_data)
    values["read_version"] = values.pop("version")
    now = timezone.now()
    values["at"], values["recorded_at"] = values.get("at") or now, now
    if "file" in values:
        file = values["file"]
        values["file"] = File(file.name or "", file.read()) if file else None
    return values


def _again(step: Step, request: PageRequest, version: int) -> StepForm:
    data: Any = request.POST.copy()
    data["version"] = str(version)
    form = step.form(data, request.FILES)
    form.add_error(None, _("Somebody changed it in the meantime; look at it again."))
    return form


def _page(
    request: PageRequest, step: Step, action: CorrectiveAction, form: StepForm, status: int
) -> HttpResponse:
    move = move_of(step.verb, action.state)
    problems = why_not(action, step.verb, request.user)
    obstacles = [
        only(move) if one.code == "not_allowed" and move is not None else one.message
        for one in problems
    ]
    if status == 409:
        obstacles = [one for one in obstacles if one not in form.non_field_errors()]
    context = {
        "step": step,
        "action": action,
        "form": form,
        "obstacles": obstacles if not form.is_bound or not form.errors else [],
        "blocked": bool(problems),
        "summary": summary_of(action),
        "next": _next(request),
        "cancel_url": _next(request) or action.get_absolute_url(),
    }
    return render(request, "followup/action_step.html", context, status=status)


def summary_of(action: CorrectiveAction) -> list[tuple[Any, ...]]:
    rows = retests_of(action)
    last = next((one for one in rows if one.counts), None)  # type: ignore[attr-defined]
    proof = _("Nothing measured since the work was done.")
    if last is not None:
        proof = _("Passed") if last.passed else _("Failed")
        if last.value_s is not None:
            proof += " · " + format_duration(last.value_s, get_language() or "en")
    return [
        (_("Corrective action"), f"{action.code} {action.title}"),
        (_("State"), action.get_state_display()),
        (_("Owner"), action.owner),
        (_("Verifier"), action.verifier),
        (_("Due"), day(action.due_on)),
        (_("Criterion"), action.criterion),
        (_("Proof so far"), proof),
    ]


def _next(request: PageRequest) -> str:
    """Where to go back to: a page of this site, else nowhere in particular."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else ""
