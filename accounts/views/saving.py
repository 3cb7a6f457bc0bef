"""Saving a form: refusals at their fields, a faster colleague side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import actor
from accounts.forms.refusals import show_refusal
from lib.conflicts import conflict
from lib.errors import DomainRefusal, Refused, StaleVersion


def save_new(
    request: HttpRequest,
    form: forms.BaseForm,
    create: Callable[..., Any],
    *,
    added: str,
    page: str = "",
) -> HttpResponse | None:
    """Call the service `create` for a valid `form`, say `added`, go to the new row or `page`.

    None when the service refused: the form then shows why.
    """
    try:
        row = create(by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        show_refusal(form, refusal)
        return None
    messages.success(request, added)
    return redirect(page or row)


def save_change(
    request: HttpRequest,
    form: forms.BaseForm,
    change: Callable[..., Any],
    *,
    theirs: Callable[[Any], forms.BaseForm],
    back: str,
) -> HttpResponse | None:
    """Call the service `change` for a valid `form` that carries the version it read.

    Answers the page to go to, or the comparison with the form that `theirs` makes of the current
    record; None when the service refused: the form then shows why.
    """
    try:
        changed = change(
            read_version=form.cleaned_data["version"], by=actor(request), at=timezone.now()
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return None
    except StaleVersion as stale:
        return stale_page(request, form, theirs(stale.current), stale, back)
    messages.success(request, _("Nothing was changed.") if changed == [] else _("Saved."))
    return redirect(back)


def stale_page(
    request: HttpRequest, mine: Any, theirs: Any, stale: StaleVersion, cancel_url: str
) -> HttpResponse:
    """Both versions side by side; nothing typed is lost."""
    current = stale.current
    both = conflict(
        mine=mine, theirs=theirs, version=current.version, at=getattr(current, "updated_at", None)
    )
    context = {"conflict": both, "cancel_url": cancel_url}
    return render(request, "base_conflict.html", context, status=409)
