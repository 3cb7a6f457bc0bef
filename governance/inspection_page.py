"""What the page of a round shows at each point: the answer, a proposal, what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from governance.models import Inspection, InspectionResult, InspectionState, Outcome
from governance.services.backup_answers import Proposal, proposals
from incidents.models import Incident

BAD = (Outcome.WARNING.value, Outcome.FAULT.value)


@dataclass(frozen=True)
class PointOnPage:
    """`incident` only where this person may see it. `action_url` and `declare_url` are filled-in
    forms, "" where nothing is wrong or something follows already."""

    result: InspectionResult
    proposal: Proposal | None
    incident: Incident | None
    bad: bool
    action_url: str
    declare_url: str


@dataclass(frozen=True)
class InspectionPage:
    points: Sequence[PointOnPage]
    answered: int
    bad: int
    unfollowed: int


def inspection_page(inspection: Inspection, user: User, *, at: datetime) -> InspectionPage:
    results = list(
        inspection.results.select_related("point__system", "incident", "action").order_by(
            "point__order", "pk"
        )
    )
    is_open = inspection.state == InspectionState.OPEN
    found = proposals([one.point for one in results], user, at=at) if is_open else {}
    rows = Incident.objects.filter(pk__in=[one.incident_id for one in results if one.incident_id])
    seen = set(rows.visible_to(user).values_list("pk", flat=True))  # type: ignore[attr-defined]
    points = [
        PointOnPage(
            one,
            found.get(one.point_id),
            one.incident if one.incident_id in seen else None,
            one.outcome in BAD,
            _action(inspection, one),
            _declare(one),
        )
        for one in results
    ]
    return InspectionPage(
        points,
        sum(bool(one.result.outcome) for one in points),
        sum(one.bad for one in points),
        sum(
            one.result.outcome == Outcome.FAULT.value
            and not (one.result.incident_id or one.result.action_id)
            for one in points
        ),
    )


def _action(inspection: Inspection, one: InspectionResult) -> str:
    if one.outcome not in BAD or one.action_id:
        return ""
    fields = {
        "source": "other",
        "source_ref": f"inspection:{inspection.code}:{one.pk}",
        "title": (_("Found on a round: %(point)s") % {"point": one.point.name})[:200],
        "finding": one.note,
        "priority": "P1" if one.outcome == Outcome.FAULT.value else "P2",
        "kind": "correct",
        "verify_by": "document",
        "criterion": _("The next round finds it in order."),
    }
    if one.point.system is not None:
        fields["subject"] = f"system:{one.point.system.code}"
    return f"{reverse('followup:action_create')}?{urlencode(fields)}"


def _declare(one: InspectionResult) -> str:
    if one.outcome != Outcome.FAULT.value or one.incident_id:
        return ""
    fields = {"title": f"{one.point.name}: {one.note}"[:200]}
    if one.point.system is not None:
        fields["system"] = one.point.system.code
    return f"{reverse('incidents:incident_declare')}?{urlencode(fields)}"
