"""The settings of plans, on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.request import PageRequest
from accounts.views.settings_page import settings_page
from plans.forms.plan_settings import KEEPING, PACKS, PRINTING, REACHABILITY, PlanSettingsForm
from plans.models import PlanSettings
from plans.services.plan_settings import change_plan_settings

PERMISSION = "plan_settings.change"


@require_http_methods(["GET", "POST"])
def plan_settings(request: PageRequest) -> HttpResponse:
    require(request.user, "plan.view")
    return settings_page(
        request,
        "plans/plan_settings.html",
        row=PlanSettings.current,
        form_of=PlanSettingsForm,
        change=change_plan_settings,
        permission=PERMISSION,
        back=reverse("plans:plan_settings"),
        parts=lambda _form: [
            (_("Printing"), PRINTING),
            (_("Reachability"), REACHABILITY),
            (_("Offline packs"), PACKS),
            (_("Keeping"), KEEPING),
        ],
    )
