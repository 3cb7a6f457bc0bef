"""A page with one form about a part of a drill: filled in rightly it leads back; refused, nothing
typed is lost; when somebody was faster both texts stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import actor
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from accounts.views.saving import stale_page
from drills.models import Drill
from lib.conflicts import merged
from lib.errors import DomainRefusal, GuardsUnmet, StaleVersion

FormOf = Callable[[Any, Any], forms.Form]
"""(posted data or None, the newer row of a conflict or None) → the form."""


@dataclass(frozen=True)
class PartForm:
    """`do(form, call)` calls the verb. `crumb` is (label, URL name) of the page it belongs to.
    `confirms`: a summary and a button instead of fields to fill in."""

    title: Any
    back: str
    crumb: tuple[Any, str]
    done: Any
    do: Callable[[Any, dict[str, Any]], Any]
    label: Any = ""
    warning: Any = ""
    summary: tuple[tuple[Any, ...], ...] = ()
    confirms: bool = False
    danger: bool = False
    template: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def part_page(
    request: PageRequest, drill: Drill, part: PartForm, form_of: FormOf, refusals: Any = ()
) -> HttpResponse:
    """`refusals` are known before anything was sent: what still stands in the way."""
    posted = merged(request.POST) if request.method == "POST" else None
    form, status, shown = form_of(posted, None), 200, list(refusals)
    if posted is not None:
        status = 422
        if form.is_valid():
            try:
                part.do(form, {"by": actor(request), "at": timezone.now()})
            except StaleVersion as stale:
                return stale_page(request, form, form_of(None, stale.current), stale, part.back)
            except DomainRefusal as refusal:
                status = 409 if isinstance(refusal, GuardsUnmet) else 422
                if part.confirms:
                    shown = [one.message for one in refusal.problems]
                else:
                    show_refusal(form, refusal)
            else:
                messages.success(request, str(part.done))
                return redirect(part.back)
    template = "drills/part_confirm.html" if part.confirms else "drills/part_form.html"
    context = {
        "drill": drill, "part": part, "form": form, "title": part.title, "cancel_url": part.back,
        "submit_label": part.label, "confirm_label": part.label, "warning": part.warning,
        "summary": part.summary, "danger": part.danger, "refusals": shown, **part.more,
    }  # fmt: skip
    return render(request, part.template or template, context, status=status)
