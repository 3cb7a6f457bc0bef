"""Naming the systems that failed, after a declaration that knew none (E30)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor
from accounts.request import PageRequest
from incidents.forms.systems import FailedSystemsForm
from incidents.models import Incident
from incidents.services import incidents as verbs
from incidents.views.deed import Deed, deed_page, incident_for, posted


@require_http_methods(["GET", "POST"])
def incident_systems(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    form = FailedSystemsForm(posted(request), incident=incident, by=actor(request))

    def do(row: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        reach = values["regions"]
        verbs.name_systems(
            row, systems=form.failed(), regions=["all"] if "all" in reach else reach, **call
        )

    deed = Deed(
        title=_("Failed systems"), label=_("Save"), do=do, icon="server", part="grade",
        done=_("Noted. The grade is suggested anew."),
        warning=_("Processes that depend on them are suspected to be affected."),
    )  # fmt: skip
    return deed_page(request, incident, deed, form)
