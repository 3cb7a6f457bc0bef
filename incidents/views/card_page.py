"""The response card alone: on a phone's screen, on paper, without JavaScript."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.request import PageRequest
from incidents.room import Room
from incidents.room_parts import shown_parts
from incidents.views.room import incident_of, milliseconds


@require_safe
def incident_card(request: PageRequest, number: str) -> HttpResponse:
    require(request.user, "incident.view")
    room = Room(incident_of(request, number), request.user, timezone.now())
    # Of a drill what it is stands over the card too.
    only = ("drill", "card") if room.incident.is_drill else ("card",)
    context = {
        "incident": room.incident,
        "room": room,
        "parts": shown_parts(request, room, only=only),
        "now_ms": milliseconds(room.at),
    }
    return render(request, "incidents/incident_card.html", context)
