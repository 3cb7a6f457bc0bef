"""The organisation's rules: shown, checked with what follows from a change, then saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import actor, may, require
from accounts.forms.organisation import OrganisationForm
from accounts.forms.refusals import show_refusal, values
from accounts.models import Organisation
from accounts.services.organisation import change_organisation, consequences
from accounts.views.department import stale_page
from lib.conflicts import merged
from lib.errors import Refused, StaleVersion


def organisation(request: HttpRequest) -> HttpResponse:
    """`preview` in the form shows what follows without saving."""
    require(request.user, "organisation.view")
    row = Organisation.current()
    may_change = may(request.user, "organisation.change")
    if request.method == "POST":
        require(request.user, "organisation.change")
    form = OrganisationForm(
        merged(request.POST) if request.method == "POST" else None, instance=row
    )
    follows = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            follows = consequences(row, values(form))
        else:
            try:
                changed = change_organisation(
                    row,
                    **values(form),
                    read_version=form.cleaned_data["version"],
                    by=actor(request),
                    at=timezone.now(),
                )
            except Refused as refusal:
                show_refusal(form, refusal)
            except StaleVersion as stale:
                theirs = OrganisationForm(instance=stale.current)
                return stale_page(request, form, theirs, stale, reverse("accounts:organisation"))
            else:
                messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
                return redirect("accounts:organisation")
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    context = {"form": form, "follows": follows, "may_change": may_change, "row": row}
    return render(request, "accounts/organisation.html", context)
