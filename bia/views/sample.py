"""Emptying the sample from the browser: an administrator, a summary first, then a fresh start."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.services.first_administrator import prepare_first_administrator
from bia.models import Assessment, Process, System
from bia.services.sample_emptying import empty_sample
from lib.errors import GuardsUnmet


@require_http_methods(["GET", "POST"])
def sample_empty(request: PageRequest) -> HttpResponse:
    """Afterwards nobody has a login, so the answer is the first administrator's own link."""
    require(request.user, "sample.empty")
    refusals: list[str] = []
    if request.method == "POST":
        try:
            empty_sample(at=timezone.now())
        except GuardsUnmet as refusal:
            refusals = [str(problem.message) for problem in refusal.problems]
        else:
            return _start_anew(request)
    summary = [
        (_("Sample company"), Organisation.current().name),
        (_("Processes"), Process.objects.count()),
        (_("Systems"), System.objects.count()),
        (_("Assessments"), Assessment.objects.count()),
    ]
    context = {
        "summary": summary,
        "refusals": refusals,
        "warning": _(
            "Everything of the sample goes, its logins and its history included, and everybody "
            "is signed out. The catalogues stay. On the next page you choose the password of "
            "the first administrator."
        ),
        "confirm_label": _("Empty the sample"),
        "cancel_url": reverse("dashboard"),
        "danger": True,
    }
    return render(request, "bia/sample_empty.html", context, status=409 if refusals else 200)


def _start_anew(request: PageRequest) -> HttpResponse:
    request.session.flush()
    request.user = AnonymousUser()  # type: ignore[assignment]
    _user, secret = prepare_first_administrator(username="admin", at=timezone.now())
    return redirect("accounts:invitation", secret)
