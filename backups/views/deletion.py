"""Deleting what nothing depends on: asked for first, then done or refused on the same page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.request import PageRequest
from lib.errors import DomainRefusal


def deletion(
    request: PageRequest, delete: Callable[..., Any], row: Any,
    *, template: str, back: str, name: str, **shown: Any,
) -> HttpResponse:  # fmt: skip
    """GET asks, POST calls the service `delete` and goes `back` to the list.

    `shown` is the template's: the record, its summary and the warning.
    """
    refusals: list[str] = []
    if request.method == "POST":
        try:
            delete(row, by=request.user, at=timezone.now())
        except DomainRefusal as refusal:
            refusals = [str(problem.message) for problem in refusal.problems]
        else:
            messages.success(request, _("Deleted."))
            return redirect(back)
    context = {
        "refusals": refusals, "danger": True, "title": _("Delete %(name)s") % {"name": name},
        "confirm_label": _("Delete"), "cancel_url": row.get_absolute_url(), **shown,
    }  # fmt: skip
    return render(request, template, context, status=409 if refusals else 200)
