"""The settings of incidents, on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.request import PageRequest
from accounts.views.settings_page import settings_page
from incidents.forms.settings import ENDING, GRADING, RUNNING, IncidentSettingsForm
from incidents.models import IncidentSettings
from incidents.services.incident_settings import PERMISSION, change_settings


@require_http_methods(["GET", "POST"])
def incident_settings(request: PageRequest) -> HttpResponse:
    require(request.user, "incident.view")
    return settings_page(
        request,
        "incidents/settings.html",
        row=IncidentSettings.current,
        form_of=IncidentSettingsForm,
        change=change_settings,
        permission=PERMISSION,
        back=reverse("incidents:settings"),
        parts=lambda form: [
            (_("Scope and grades"), ("regions", *form.loss_names, *GRADING)),
            (_("While it runs"), RUNNING),
            (_("Afterwards"), ENDING),
        ],
        given=IncidentSettingsForm.given,
    )
