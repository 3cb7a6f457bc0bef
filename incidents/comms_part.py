"""Messages to an audience in the war room, with what may be done with each now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from incidents.models import NEED_APPROVAL, CommsMessage, Incident, Status
from incidents.room import Room

STATUS = {
    "draft": "neutral", "waiting": "warning", "approved": "info", "refused": "danger",
    "sent": "ok",
}  # fmt: skip


@dataclass(frozen=True)
class MessageLine:
    message: CommsMessage
    tone: str
    may_edit: bool
    may_submit: bool
    may_decide: bool
    may_send: bool


def comms_part(room: Room) -> dict[str, Any]:
    own, left = _messages(room)
    writes = room.incident.is_open and room.may("respond")
    if not own and not left and not writes:
        return {}
    return {
        "messages_told": [_line(one, room, writes) for one in own],
        "left_unsent": left,
        "writes": writes,
    }


def _messages(room: Room) -> tuple[list[CommsMessage], list[CommsMessage]]:
    """Its own, and those that incidents merged into it never sent: nobody else looks there."""
    merged = Incident.objects.visible_to(room.user).filter(
        merged_into=room.incident, status=Status.MERGED
    )
    unsent = Q(incident__in=merged) & ~Q(state="sent")
    rows = CommsMessage.objects.filter(Q(incident=room.incident) | unsent)
    found = list(
        rows.select_related("incident", "drafted_by", "sent_by").order_by("-number", "incident_id")
    )
    own = [one for one in found if one.incident_id == room.incident.pk]
    return own, [one for one in found if one.incident_id != room.incident.pk]


def _line(one: CommsMessage, room: Room, writes: bool) -> MessageLine:
    free = one.audience not in NEED_APPROVAL
    is_draft = one.state in ("draft", "refused")
    return MessageLine(
        message=one,
        tone=STATUS[one.state],
        may_edit=writes and one.state != "sent",
        may_submit=writes and is_draft and not free,
        may_decide=writes and one.state == "waiting" and room.may("approve_message"),
        may_send=writes
        and room.may("message")
        and (one.state == "approved" or (free and one.state != "sent")),
    )
