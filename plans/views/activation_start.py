"""Activating a plan: what will happen is shown first, then it is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from lib.durations import format_duration
from lib.errors import DomainRefusal
from lib.language import listed
from plans.feasible import feasibility_of
from plans.forms.activation import ActivateForm
from plans.models import Plan, PlanVersion
from plans.services import activations as verbs

SHOWN_ROLES = 8


@require_http_methods(["GET", "POST"])
def activation_create(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, "plan.view")
    plan: Plan = visible_or_404(Plan.objects.for_list(), request.user, code=code)
    if not verbs.may_activate(request.user, plan):
        raise PermissionDenied("plan.activate")
    version = verbs.effective_version(plan)
    running = list(verbs.running_of(plan))
    posted = request.method == "POST"
    form = ActivateForm(
        request.POST if posted else None,
        running=bool(running),
        initial={"commander": getattr(request.user, "person", None)},
    )
    status = 200
    if posted and form.is_valid():
        try:
            activation = verbs.activate(plan, **_given(form), by=request.user)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            status = 409
        else:
            messages.success(request, _("Activated. What can begin now stands first."))
            return redirect(activation)
    elif posted:
        status = 422
    context = {
        "plan": plan,
        "plan_version": version,
        "running": running,
        "form": form,
        "warnings": _warnings(plan),
        "summary": _summary(plan, version) if version else [],
        "cancel_url": plan.get_absolute_url(),
    }
    return render(request, "plans/activation_form.html", context, status=status)


def _given(form: ActivateForm) -> dict[str, Any]:
    values: dict[str, Any] = dict(form.cleaned_data)
    now = timezone.now()
    return values | {"at": values.pop("at") or now, "recorded_at": now}


def _warnings(plan: Plan) -> list[str]:
    """What blocks nothing, but should be known."""
    found = []
    if plan.review_due is not None and plan.review_due < timezone.localdate():
        words = _("The review of this plan was due on %(day)s: look at what it says twice.")
        found.append(words % {"day": plan.review_due.isoformat()})
    return found


def _summary(plan: Plan, version: PlanVersion) -> list[tuple[Any, Any]]:
    language = get_language() or "en"
    view = feasibility_of(version, timezone.now())
    tasks = list(version.tasks.select_related("role").prefetch_related("needs"))
    now = [one for one in tasks if not one.needs.all()]
    roles = list(dict.fromkeys(str(one.role) for one in tasks if one.role is not None))
    shown = listed(roles[:SHOWN_ROLES])
    if len(roles) > SHOWN_ROLES:
        shown += " …"
    rows: list[tuple[Any, Any]] = [
        (_("Plan"), str(plan)),
        (_("Version in force"), version.number),
        (_("Tasks"), len(tasks)),
        (_("Begin at once"), listed(f"{one.number} {one.title}" for one in now)),
        (_("Told at once"), shown),
    ]
    if view.result is not None:
        path = format_duration(view.result.path_s, language)
        rows.append((_("Planned until it works"), path))
    limits = [one for one in tasks if one.limit_s is not None]
    if limits:
        words = (
            f"{one.number} {one.title}: {format_duration(one.limit_s or 0, language)}"
            for one in limits
        )
        rows.append((_("Limits from now"), listed(words)))
    if version.pre_authorised and version.authorisation:
        rows.append((_("Authorised beforehand"), version.authorisation))
    return rows
