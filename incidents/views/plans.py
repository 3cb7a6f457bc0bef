"""Carrying a plan out for an incident."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.request import PageRequest
from incidents.forms.merging import ActivateForm
from incidents.models import Incident
from incidents.services.plans import activate_plan, proposals
from incidents.views.deed import Deed, deed_page, incident_for, posted


@require_http_methods(["GET", "POST"])
def plan_activate(request: PageRequest, number: str) -> HttpResponse:
    """A plan that is proposed, or any other one in force."""
    incident = incident_for(request, number, "respond")
    initial = {"plan": request.GET.get("plan")}
    form = ActivateForm(posted(request), user=request.user, initial=initial)

    def activate(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        activate_plan(one, values["plan"], reason=values["reason"], **call)

    fitting = [
        (one.plan, ", ".join(one.words))
        for one in proposals(incident, timezone.now())
        if one.activation is None
    ]
    deed = Deed(
        _("Activate a plan"), _("Activate"), activate, icon="player-play", part="plans",
        done=_("The plan is being carried out."),
        warning=_("Its tasks are handed out at once, and their limits count from now."),
        summary=fitting,
    )  # fmt: skip
    return deed_page(request, incident, deed, form)
