"""Steps of a printed copy: printed again, ticked off, shown in a photo."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from lib.errors import DomainRefusal, StaleVersion
from plans.forms.copy import CloseForm, PhotoForm
from plans.models import PrintCopy
from plans.services import copies
from plans.views.copy import PERMISSION, copy_context, copy_of


@require_POST
def copy_again(request: PageRequest, token: str) -> HttpResponse:
    """The version in force, for the same place; the old copy is replaced."""
    copy = copy_of(request, token)
    require(request.user, PERMISSION)
    try:
        new = copies.print_again(copy, by=request.user, at=timezone.now())
    except DomainRefusal as refusal:
        for problem in refusal.problems:
            messages.error(request, str(problem.message))
        return redirect("plans:copy_detail", token)
    messages.success(request, _("The new copy is in the register. Print it."))
    return redirect("plans:copy_detail", new.token)


@require_http_methods(["GET", "POST"])
def copy_close(request: PageRequest, token: str) -> HttpResponse:
    copy = copy_of(request, token)
    _require_close(request, copy)
    posted = request.POST if request.method == "POST" else None
    form = CloseForm(posted, initial={"version": copy.version, "state": "replaced"})
    if posted is not None and form.is_valid():
        try:
            copies.close_copy(
                copy,
                state=form.cleaned_data["state"],
                read_version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except StaleVersion:
            form.add_error(None, _("Somebody else changed this copy meanwhile; look at it again."))
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Ticked off."))
            return redirect("plans:copy_detail", token)
    context = {
        "form": form,
        "copy": copy,
        "plan": copy.plan_version.plan,
        "summary": [
            (_("Print"), str(copy.plan_version)),
            (_("Place"), copy.place or "–"),
        ],
        "confirm_label": _("Tick off"),
        "cancel_url": reverse("plans:copy_detail", args=[token]),
    }
    return render(request, "plans/copy_close.html", context)


@require_POST
def copy_add_photo(request: PageRequest, token: str) -> HttpResponse:
    copy = copy_of(request, token)
    _require_close(request, copy)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        photo = form.cleaned_data["photo"]
        try:
            copies.add_photo(
                copy,
                name=photo.name or "",
                content=photo.read(copies.PHOTO_BYTES + 1),
                by=request.user,
                at=timezone.now(),
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The photo is kept."))
            return redirect("plans:copy_detail", token)
    context = copy_context(request, copy) | {"photo_form": form}
    return render(request, "plans/copy_detail.html", context)


def _require_close(request: PageRequest, copy: PrintCopy) -> None:
    if not copies.may_close(request.user, copy):
        raise PermissionDenied(PERMISSION)
