"""The organisation's rules: shown, checked with what follows from a change, then saved."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import may, require
from accounts.forms.organisation import OrganisationForm
from accounts.forms.refusals import values
from accounts.models import Organisation
from accounts.services.organisation import change_organisation, consequences
from accounts.views.saving import save_change
from lib.conflicts import merged


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
            answer = save_change(
                request,
                form,
                partial(change_organisation, row, **values(form)),
                theirs=lambda current: OrganisationForm(instance=current),
                back=reverse("accounts:organisation"),
            )
            if answer is not None:
                return answer
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    context = {"form": form, "follows": follows, "may_change": may_change, "row": row}
    return render(request, "accounts/organisation.html", context)
