"""The review's place in the war room: how far it is, and what closing still waits for."""

from __future__ import annotations

from typing import Any

from incidents.models import Review, Status
from incidents.room import Room
from incidents.services.closing_guards import unmet_for_closing
from incidents.services.review import CLOCK

SHOWN_IN = (Status.REVIEWING, Status.CLOSED)


def review_part(room: Room) -> dict[str, Any]:
    """{} until the recovery is verified."""
    if room.incident.status not in SHOWN_IN:
        return {}
    review = Review.objects.filter(incident=room.incident).select_related("author").first()
    if review is None:
        return {}
    is_open = room.incident.status == Status.REVIEWING
    clocks = [one for one in room.live_clocks if one.kind == CLOCK]
    return {
        "review": review,
        "clock": clocks[0] if clocks else None,
        "unmet": unmet_for_closing(room.incident, room.at) if is_open else [],
        "may_write": room.may("review") and review.state == Review.State.DRAFT,
        "may_approve": room.may("approve_review") and review.state == Review.State.SUBMITTED,
    }
