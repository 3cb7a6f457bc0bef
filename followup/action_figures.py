"""The figures over the list of actions, each with what it means and the rows behind it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from followup.models import CorrectiveAction
from followup.services.kpis import figures_of
from lib.templatetags.values import percent


def figures(user: User) -> list[dict[str, Any]]:
    """Four cards: done in time, how old what waits is, overdue P1, ineffective."""
    seen = CorrectiveAction.objects.visible_to(user)
    known = figures_of(seen, at=timezone.now())
    late = known.overdue_by_priority["P1"]
    address = reverse("followup:action_list")
    return [
        {
            "label": _("On time"),
            "icon": "clock-check",
            "value": percent(float(known.on_time)) if known.on_time is not None else None,
            "note": _("%(done)s of %(due)s that were due were done by their due date.")
            % {"done": known.done_on_time, "due": known.due},
            "tone": "",
            "href": "",
        },
        {
            "label": _("Median age"),
            "icon": "hourglass",
            "value": _days(known.median_age_days),
            "note": _("Since they were opened, of the %(n)s that still wait.") % {"n": known.open},
            "tone": "",
            "href": "",
        },
        {
            "label": _("Overdue P1"),
            "icon": "alert-triangle",
            "value": late,
            "note": _("%(n)s overdue in all; %(core)s P1 for core processes.")
            % {"n": known.overdue, "core": known.overdue_core_p1},
            "tone": "danger" if late else "",
            "href": f"{address}?overdue=true&priority=P1" if late else "",
        },
        {
            "label": _("Ineffective"),
            "icon": "repeat",
            "value": known.ineffective,
            "note": _("Verified, and the same cause came back."),
            "tone": "danger" if known.ineffective else "",
            "href": f"{address}?ineffective=true" if known.ineffective else "",
        },
    ]


def _days(age: Any) -> str | None:
    if age is None:
        return None
    days = int(age) if age == int(age) else round(float(age), 1)
    return ngettext("%(n)s day", "%(n)s days", int(days)) % {"n": days}
