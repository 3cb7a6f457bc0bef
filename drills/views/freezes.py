"""Freezes: the list, a form, the question before one goes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, may, require
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from drills.forms.programme import FreezeForm
from drills.models import FreezeWindow
from drills.services.freezes import PERMISSION, change_freeze, create_freeze, delete_freeze
from lib.conflicts import merged
from lib.errors import StaleVersion
from lib.listing import Column, Listing, render_listing


@require_safe
def freeze_list(request: PageRequest) -> HttpResponse:
    require(request.user, "drill.view")
    may_change = may(request.user, PERMISSION)
    add = {"href": reverse("drills:freeze_create"), "action": _("Add a freeze")}
    listing = Listing(
        request,
        FreezeWindow.objects.visible_to(request.user).for_list(),
        columns=[
            Column("name", gettext_lazy("Freeze"), ["name_en"]),
            Column("starts", gettext_lazy("First day"), ["starts_on"]),
            Column("ends", gettext_lazy("Last day"), ["ends_on"]),
            Column("systems", gettext_lazy("Systems")),
            Column("reason", gettext_lazy("Reason")),
        ],
        row_template="drills/_freeze_row.html",
        search_in=["name_en", "name_zh", "reason"],
        ordering="-starts_on",
        caption=_("Freezes"),
        empty={
            "title": _("No freezes"),
            "text": _("Days on which no drill is proposed: a sale, the closing of the books."),
            **(add if may_change else {}),
        },
    )
    context = {"may_change": may_change}
    return render_listing(request, "drills/freeze_list.html", listing, context)


@require_http_methods(["GET", "POST"])
def freeze_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = save_new(
            request, form, partial(create_freeze, **form.given()), added=_("The freeze was added."),
            page=reverse("drills:freeze_list"),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def freeze_edit(request: PageRequest, pk: int) -> HttpResponse:
    require(request.user, PERMISSION)
    row = get_object_or_404(FreezeWindow, pk=pk)
    posted = merged(request.POST) if request.method == "POST" else None
    form = FreezeForm(posted, instance=FreezeWindow.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        answer = save_change(
            request, form, partial(change_freeze, row, **form.given()),
            theirs=lambda current: FreezeForm(instance=current),
            back=reverse("drills:freeze_list"),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


@require_http_methods(["GET", "POST"])
def freeze_delete(request: PageRequest, pk: int) -> HttpResponse:
    require(request.user, PERMISSION)
    row = get_object_or_404(FreezeWindow, pk=pk)
    if request.method == "POST":
        given = request.POST.get("version", "")
        version = int(given) if given.isdecimal() and len(given) < 10 else None
        try:
            delete_freeze(row, by=actor(request), at=timezone.now(), read_version=version)
        except StaleVersion:
            messages.error(request, _("Somebody changed it meanwhile: look at it again."))
            return redirect("drills:freeze_delete", pk)
        messages.success(request, _("The freeze is gone."))
        return redirect("drills:freeze_list")
    context: dict[str, Any] = {
        "row": row,
        "summary": [
            (_("Freeze"), row.name),
            (_("First day"), date_format(row.starts_on)),
            (_("Last day"), date_format(row.ends_on)),
        ],
        "confirm_label": _("Remove"),
        "cancel_url": reverse("drills:freeze_list"),
        "danger": True,
    }
    return render(request, "drills/freeze_delete.html", context)


def _form(request: PageRequest, form: FreezeForm, row: FreezeWindow | None) -> HttpResponse:
    context = {"form": form, "row": row, "cancel_url": reverse("drills:freeze_list")}
    status = 422 if request.method == "POST" else 200
    return render(request, "drills/freeze_form.html", context, status=status)
