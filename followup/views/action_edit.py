"""Writing an action down, changing it, and what the form tells while somebody fills it in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.middleware import organisation_of
from accounts.request import PageRequest
from followup.action_hints import due_hint, open_twins, seen_before
from followup.forms.action import ActionForm, initial_of
from followup.models import CorrectiveAction
from followup.services.action_editing import NOT_BY_OWNER
from followup.services.actions import change_action, create_action, open_action
from lib.conflicts import conflict, merged
from lib.errors import DomainRefusal, GuardsUnmet, Problem, StaleVersion

# Where the form shows what the services say about a column.
FIELDS = {
    "subject_kind": "subject",
    "subject_code": "subject",
    "criterion_subject_kind": "criterion_subject",
    "criterion_subject_code": "criterion_subject",
}


@require_http_methods(["GET", "POST"])
def action_create(request: PageRequest) -> HttpResponse:
    require(request.user, "action.change")
    posted = request.method == "POST"
    form = _form(request, initial=initial_of(request.GET.dict()))
    status = 200
    if posted and form.is_valid():
        try:
            action = _created(request, form)
        except DomainRefusal as refusal:
            status = _shown(form, refusal)
        else:
            return redirect(action)
    elif posted:
        status = 422
    return _page(request, form, None, reverse("followup:action_list"), status)


def _created(request: PageRequest, form: ActionForm) -> CorrectiveAction:
    """Draft and opening are one step: what cannot be opened is not left behind as a draft."""
    call: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    with transaction.atomic():
        action = create_action(**form.values, **call)
        if request.POST.get("then") == "open":
            open_action(action, **call)
    told = _("Opened; its owner is told.") if action.state == "open" else _("Kept as a draft.")
    messages.success(request, f"{action.code}: {told}")
    return action


@require_http_methods(["GET", "POST"])
def action_edit(request: PageRequest, code: str) -> HttpResponse:
    action: CorrectiveAction = visible_or_404(
        CorrectiveAction.objects.for_list(), request.user, code=code
    )
    page = action.get_absolute_url()
    posted = merged(request.POST) if request.method == "POST" else None
    form = _form(request, posted, instance=action)
    status = 200
    if posted is not None and form.is_valid():
        try:
            _changed(request, action, form)
        except DomainRefusal as refusal:
            status = _shown(form, refusal)
        except StaleVersion as stale:
            return _stale(request, form, stale, page)
        else:
            return redirect(page)
    elif posted is not None:
        status = 422
    return _page(request, form, action, page, status)


def _changed(request: PageRequest, action: CorrectiveAction, form: ActionForm) -> None:
    call: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    with transaction.atomic():
        change_action(action, **form.values, **call, read_version=form.cleaned_data["version"] or 0)
        if request.POST.get("then") == "open":
            open_action(action, **call)
            messages.success(request, _("Opened; its owner is told."))
            return
    messages.success(request, _("Saved."))


def _stale(request: PageRequest, form: ActionForm, stale: StaleVersion, page: str) -> HttpResponse:
    rows = CorrectiveAction.objects.for_list()
    current = rows.get(pk=stale.current.pk)
    theirs = _form(request, instance=current)
    last = current.timeline.select_related("actor").last()
    both = conflict(
        mine=form,
        theirs=theirs,
        version=current.version,
        by=last.actor if last else None,
        at=current.updated_at,
    )
    context = {"conflict": both, "cancel_url": page}
    return render(request, "base_conflict.html", context, status=409)


def action_hints(request: PageRequest) -> HttpResponse:
    """The due date the priority proposes, and what happened before, for what is typed now."""
    require(request.user, "action.view")
    context = {"due": due_hint(request.GET), "before": seen_before(request.user, request.GET)}
    return render(request, "followup/_action_hints.html", context)


def _form(request: PageRequest, data: Any = None, **options: Any) -> ActionForm:
    if data is None and request.method == "POST" and "instance" not in options:
        data = request.POST
    one = options.get("instance")
    return ActionForm(
        data,
        by=request.user,
        currency=organisation_of(request).currency,
        fixed=_fixed(request, one) if one is not None else (),
        **options,
    )


def _fixed(request: PageRequest, action: CorrectiveAction) -> tuple[str, ...]:
    """What this person cannot change here any more, so the form does not ask."""
    if action.state == "draft":
        return ()
    owner = action.owner
    if owner is None or owner.user_id != request.user.pk:
        return ("due_on",)
    return ("due_on", "criterion_subject", *sorted(NOT_BY_OWNER))


def _shown(form: ActionForm, refusal: DomainRefusal) -> int:
    """Each problem at its field; answers the page's status."""
    refusal.problems = [
        Problem(one.code, one.message, FIELDS.get(one.field or "", one.field))
        for one in refusal.problems
    ]
    show_refusal(form, refusal)
    return 409 if isinstance(refusal, GuardsUnmet) else 422


def _page(
    request: PageRequest,
    form: ActionForm,
    action: CorrectiveAction | None,
    cancel_url: str,
    status: int,
) -> HttpResponse:
    typed = {name: str(form[name].value() or "") for name in form.fields}
    context = {
        "form": form,
        "action": action,
        "may_open": action is None or action.state == "draft",
        "due": due_hint(typed) if "due_on" in form.fields else None,
        "before": seen_before(request.user, typed, but=action),
        "twins": open_twins(request.user, typed) if action is None else [],
        "cancel_url": cancel_url,
    }
    return render(request, "followup/action_form.html", context, status=status)
