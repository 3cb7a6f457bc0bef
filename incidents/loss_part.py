"""The loss so far in the war room: an estimate by the BIA, and what the books say in the end."""

from __future__ import annotations

from typing import Any

from incidents.models import Incident, Status
from incidents.room import Room
from incidents.services.loss import loss_of


def loss_part(room: Room) -> dict[str, Any]:
    """{} where nothing was affected."""
    incident = room.incident
    if incident.no_process_affected and not room.impacts:
        return {}
    loss = loss_of(incident, room.at, room.impacts)
    shared = Incident.objects.visible_to(room.user).filter(number__in=loss.shared_with)
    actual = [one.actual_loss for one in room.impacts if one.actual_loss is not None]
    return {
        "loss": loss,
        "lines": loss.per_impact,
        "shared": list(shared.order_by("number")) if loss.shared_with else [],
        "versions": ", ".join(loss.bia_versions),
        "is_running": incident.is_in_response and any(
            one.next_30_min for one in loss.per_impact
        ),
        "actual": sum(actual) if actual else None,
        "may_calibrate": bool(actual) and incident.status == Status.CLOSED,
    }  # fmt: skip
