"""The panel "Incidents" of a plan: where was it carried out in earnest?"""

from __future__ import annotations

from accounts.access import may
from accounts.models import User
from bia.panels import Panel
from incidents.incident_panel import SHOWN, TEMPLATE
from incidents.models import Incident
from incidents.services.plans import SUBJECT
from plans.models import Plan, PlanActivation
from plans.panels import register_plan_panel


def register() -> None:
    register_plan_panel("incidents", carried_out)


def carried_out(user: User, plan: Plan) -> Panel | None:
    """The newest first, in one question; None while it was never carried out in one."""
    if not may(user, "incident.view"):
        return None
    runs = PlanActivation.objects.filter(plan=plan, subject_kind=SUBJECT)
    rows = Incident.objects.visible_to(user).real().for_list()
    rows = rows.filter(number__in=runs.values("subject_code"))
    shown = list(rows.order_by("-declared_at", "-pk")[:SHOWN])
    return Panel(TEMPLATE, {"rows": shown}) if shown else None
