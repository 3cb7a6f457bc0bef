"""A consequential step as a page: what it is about first, then what is asked, then it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import actor
from accounts.forms.refusals import show_refusal
from accounts.models import User
from accounts.request import PageRequest
from lib.errors import DomainRefusal, GuardsUnmet, StaleVersion

Right = Callable[[Any, User], bool]


@dataclass(frozen=True)
class Step:
    """`verb` is called with the row, by, at, read_version and what `form` asks; `states` are those
    from which it is offered."""

    title: Any
    label: Any
    done: Any
    verb: Callable[..., Any]
    right: Right
    states: tuple[str, ...]
    form: type[forms.BaseForm] | None = None
    icon: str = "check"
    warning: Any = ""
    danger: bool = False
    main: bool = False


def offered(steps: dict[str, Step], row: Any, user: User) -> list[tuple[str, Step]]:
    """What this person may do with the row as it stands."""
    return [
        (noun, one)
        for noun, one in steps.items()
        if row.state in one.states and one.right(row, user)
    ]


def step_page(
    request: PageRequest, row: Any, step: Step, *, template: str,
    summary: Sequence[tuple[Any, Any]], context: dict[str, Any] | None = None,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """403 for who may not; 422 at the field, 409 with what stands in the way."""
    if not step.right(row, actor(request)):
        raise PermissionDenied
    posted = request.method == "POST"
    form = _form(step, request, row, initial)
    status = 200
    if posted:
        status = 422
        if form is None or form.is_valid():
            try:
                return _do(request, row, step, form)
            except DomainRefusal as refusal:
                status = 409 if isinstance(refusal, GuardsUnmet) else 422
                form = form if form is not None else forms.Form(request.POST)
                form.is_valid()
                show_refusal(form, refusal)
            except StaleVersion:
                status = 409
                form = form if form is not None else forms.Form(request.POST)
                form.is_valid()
                form.add_error(None, _("Somebody changed it meanwhile: look at it again."))
                row.refresh_from_db()
    shown = {
        "row": row, "step": step, "form": form, "summary": summary, "warning": step.warning,
        "confirm_label": step.label, "danger": step.danger, "cancel_url": row.get_absolute_url(),
        "can": row.state in step.states,
    }  # fmt: skip
    return render(request, template, shown | (context or {}), status=status)


def _form(
    step: Step, request: PageRequest, row: Any, initial: dict[str, Any] | None
) -> forms.BaseForm | None:
    if step.form is None:
        return None
    data = request.POST if request.method == "POST" else None
    options: dict[str, Any] = {"initial": initial} if initial else {}
    if issubclass(step.form, forms.ModelForm):
        options["instance"] = type(row)._default_manager.get(pk=row.pk)
    return step.form(data, **options)


def _do(request: PageRequest, row: Any, step: Step, form: forms.BaseForm | None) -> HttpResponse:
    given = dict(form.cleaned_data) if form is not None else {}
    text = request.POST.get("version", "")
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    step.verb(row, by=actor(request), at=timezone.now(), read_version=version, **given)
    messages.success(request, str(step.done))
    response = HttpResponseRedirect(row.get_absolute_url())
    response.status_code = 303
    return response


def refusing(form: forms.BaseForm, save: Callable[[], HttpResponse | None]) -> HttpResponse | None:
    """What `save` answers; what a service refuses stands in the form then (None)."""
    try:
        return save()
    except DomainRefusal as refusal:
        show_refusal(form, refusal)
        return None
