"""A page of settings: one row, its fields in parts, whoever may not change it reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import may, require
from accounts.forms.refusals import values
from accounts.request import PageRequest
from accounts.views.saving import save_change
from lib.conflicts import merged

Parts = Iterable[tuple[str, Sequence[str]]]


def settings_page(
    request: PageRequest,
    template: str,
    *,
    row: Callable[[], Any],
    form_of: Callable[..., Any],
    change: Callable[..., Any],
    permission: str,
    back: str,
    parts: Callable[[Any], Parts],
    given: Callable[[Any], Mapping[str, Any]] = values,
    more: Callable[[], Mapping[str, Any]] = dict,
) -> HttpResponse:
    """Show the settings, and save them with `permission`; the caller has asked who may read.

    `row` reads them anew. `given` is what the verb `change` takes of a valid form. `parts` are a
    title and the names of its fields; `more` is what the page shows besides.
    """
    posted = None
    if request.method == "POST":
        require(request.user, permission)
        posted = merged(request.POST)
    form: forms.ModelForm[Any] = form_of(posted, instance=row())
    if posted is not None and form.is_valid():
        answer = save_change(
            request,
            form,
            partial(change, **given(form)),
            theirs=lambda current: form_of(instance=current),
            back=back,
        )
        if answer is not None:
            return answer
    may_change = may(request.user, permission)
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    context = {
        "form": form,
        "parts": [(title, [form[name] for name in names]) for title, names in parts(form)],
        "may_change": may_change,
        "may_audit": may(request.user, "audit.view"),
        "row": row(),
        **more(),
    }
    return render(request, template, context, status=422 if form.errors else 200)
