"""Steps of levels and strategies: one page that asks, one verb."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import actor
from accounts.request import PageRequest
from lib.errors import DomainRefusal


def step_page(
    request: PageRequest, row: Any, *, title: Any, verb: Any, shape: Any = None,
    summary: list[tuple[Any, Any]], crumb: tuple[Any, str], gone: str = "", danger: bool = False,
) -> HttpResponse:  # fmt: skip
    """POST does it; refused, the page says why (409). `gone`: where to go when the row is."""
    form = shape(request.POST if request.method == "POST" else None) if shape else None
    status, refusals = 200, list[str]()
    if request.method == "POST":
        status = 422
        if form is None or form.is_valid():
            values = {"reason": form.cleaned_data["reason"]} if form is not None else {}
            try:
                verb(row, by=actor(request), at=timezone.now(), **values)
            except DomainRefusal as refusal:
                status = 409
                refusals = [str(one.message) for one in refusal.problems]
            else:
                messages.success(request, _("Saved."))
                return redirect(gone or row)
    context = {
        "row": row, "title": title, "form": form, "refusals": refusals, "summary": summary,
        "list_label": crumb[0], "list_name": crumb[1], "confirm_label": title, "danger": danger,
        "cancel_url": row.get_absolute_url(),
    }  # fmt: skip
    return render(request, "governance/level_step.html", context, status=status)
