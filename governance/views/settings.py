"""The settings of governance, on one page."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import may, require
from accounts.request import PageRequest
from accounts.views.saving import save_change
from governance.forms.settings import BANDS, REMINDING, GovernanceSettingsForm
from governance.models import GovernanceSettings
from governance.services.governance_settings import PERMISSION, WEIGHTS, change_settings
from lib.conflicts import merged


@require_http_methods(["GET", "POST"])
def governance_settings(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    row = GovernanceSettings.current()
    posted = None
    if request.method == "POST":
        require(request.user, PERMISSION)
        posted = merged(request.POST)
    form = GovernanceSettingsForm(posted, instance=row)
    if posted is not None and form.is_valid():
        answer = save_change(
            request, form, partial(change_settings, **form.given()),
            theirs=lambda current: GovernanceSettingsForm(instance=current),
            back=reverse("governance:settings"),
        )  # fmt: skip
        if answer is not None:
            return answer
    may_change = may(request.user, PERMISSION)
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    parts = [
        (_("Weights of programme health"), WEIGHTS), (_("Bands"), BANDS),
        (_("Reminders"), REMINDING),
    ]  # fmt: skip
    context = {
        "form": form,
        "parts": [(title, [form[name] for name in names]) for title, names in parts],
        "may_change": may_change,
        "may_audit": may(request.user, "audit.view"),
        "row": GovernanceSettings.current(),
    }
    status = 422 if form.errors else 200
    return render(request, "governance/settings.html", context, status=status)
