"""The catalogue of root causes: what recurs is found by it."""

from __future__ import annotations

from copy import copy
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import may, require
from accounts.forms.refusals import show_refusal, values
from accounts.request import PageRequest
from accounts.views.saving import save_new
from followup.forms.root_cause import RootCauseForm
from followup.models import OPEN_STATES, RootCause
from followup.services.root_causes import change_root_cause, create_root_cause
from lib.conflicts import conflict, merged
from lib.errors import DomainRefusal, StaleVersion


def root_cause_list(request: PageRequest) -> HttpResponse:
    require(request.user, "catalogue.view")
    rows = RootCause.objects.annotate(
        total=Count("actions"),
        to_do=Count("actions", filter=Q(actions__state__in=OPEN_STATES)),
        came_back=Count("actions", filter=Q(actions__ineffective_since__isnull=False)),
    )
    context = {
        "causes": rows.order_by("-is_active", "code"),
        "may_change": may(request.user, "catalogue.change"),
    }
    return render(request, "followup/root_cause_list.html", context)


@require_http_methods(["GET", "POST"])
def root_cause_create(request: PageRequest) -> HttpResponse:
    require(request.user, "catalogue.change")
    form = RootCauseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        create = partial(create_root_cause, **values(form))
        saved = save_new(request, form, create, added=_("Added."), page="followup:root_cause_list")
        if saved is not None:
            return saved
    return _page(request, form, None)


@require_http_methods(["GET", "POST"])
def root_cause_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, "catalogue.change")
    cause = _one(code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = RootCauseForm(posted, instance=copy(cause))
    if posted is not None and form.is_valid():
        call: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        try:
            change_root_cause(
                cause, **values(form), **call, read_version=form.cleaned_data["version"] or 0
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        except StaleVersion as stale:
            current = stale.current
            both = conflict(
                mine=form,
                theirs=RootCauseForm(instance=current),
                version=current.version,
                at=current.updated_at,
            )
            context = {"conflict": both, "cancel_url": reverse("followup:root_cause_list")}
            return render(request, "base_conflict.html", context, status=409)
        else:
            messages.success(request, _("Saved."))
            return redirect("followup:root_cause_list")
    return _page(request, form, cause)


@require_http_methods(["GET", "POST"])
def root_cause_use(request: PageRequest, code: str) -> HttpResponse:
    """Taken out of use, or back into it; actions that name it keep it."""
    require(request.user, "catalogue.change")
    cause = _one(code)
    if request.method == "POST":
        change_root_cause(
            cause,
            is_active=not cause.is_active,
            read_version=None,
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("In use again.") if cause.is_active else _("Out of use."))
        return redirect("followup:root_cause_list")
    words = _("Take out of use") if cause.is_active else _("Take back into use")
    context = {
        "cause": cause,
        "title": words,
        "summary": [
            (_("Code"), cause.code),
            (_("Name"), cause.name),
            (_("Actions that name it"), cause.actions.count()),
        ],
        "warning": _("It is no longer offered; actions that name it keep it.")
        if cause.is_active
        else "",
        "confirm_label": words,
        "cancel_url": reverse("followup:root_cause_list"),
    }
    return render(request, "followup/root_cause_use.html", context)


def _one(code: str) -> RootCause:
    found = None if "\0" in code else RootCause.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _page(request: PageRequest, form: RootCauseForm, cause: RootCause | None) -> HttpResponse:
    context = {"form": form, "cause": cause, "cancel_url": reverse("followup:root_cause_list")}
    status = 422 if form.errors else 200
    return render(request, "followup/root_cause_form.html", context, status=status)
