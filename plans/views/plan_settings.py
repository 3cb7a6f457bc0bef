"""The settings of plans, on one page."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import may, require
from accounts.forms.refusals import values
from accounts.request import PageRequest
from accounts.views.saving import save_change
from lib.conflicts import merged
from plans.forms.plan_settings import KEEPING, PACKS, PRINTING, REACHABILITY, PlanSettingsForm
from plans.models import PlanSettings
from plans.services.plan_settings import change_plan_settings

PERMISSION = "plan_settings.change"


@require_http_methods(["GET", "POST"])
def plan_settings(request: PageRequest) -> HttpResponse:
    require(request.user, "plan.view")
    row = PlanSettings.current()
    posted = None
    if request.method == "POST":
        require(request.user, PERMISSION)
        posted = merged(request.POST)
    form = PlanSettingsForm(posted, instance=row)
    if posted is not None and form.is_valid():
        answer = save_change(
            request,
            form,
            partial(change_plan_settings, **values(form)),
            theirs=lambda current: PlanSettingsForm(instance=current),
            back=reverse("plans:plan_settings"),
        )
        if answer is not None:
            return answer
    may_change = may(request.user, PERMISSION)
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    parts = [
        (_("Printing"), PRINTING),
        (_("Reachability"), REACHABILITY),
        (_("Offline packs"), PACKS),
        (_("Keeping"), KEEPING),
    ]
    context = {
        "form": form,
        "parts": [(title, [form[name] for name in names]) for title, names in parts],
        "may_change": may_change,
        "row": row,
    }
    return render(request, "plans/plan_settings.html", context)
