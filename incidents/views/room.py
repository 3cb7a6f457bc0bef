"""The war room, and the feed that keeps it up to date (LIV-1)."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require, visible_or_404
from accounts.request import PageRequest
from incidents.models import Incident
from incidents.once import new_key
from incidents.room import Room
from incidents.room_parts import PARTS, Shown, shown_parts

NOW = "Room-Now"
HAVE = "Room-Have"
MOVING = frozenset(one.name for one in PARTS if one.moves)


def incident_of(request: PageRequest, number: str) -> Incident:
    rows = Incident.objects.select_related(
        *("grade__decision_role", "provisional_grade__decision_role", "worst_grade"),
        *("original_grade", "merged_into", "parent", "recurrence_of", "declared_by"),
        *("card_version__plan",),
    )
    return visible_or_404(rows, request.user, number=number)  # type: ignore[no-any-return]


@require_safe
def incident_detail(request: PageRequest, number: str) -> HttpResponse:
    require(request.user, "incident.view")
    room = Room(incident_of(request, number), request.user, timezone.now())
    parts = shown_parts(request, room)
    context = {
        "incident": room.incident,
        "room": room,
        "parts": parts,
        "columns": {
            name: [one for one in parts if one.part.column == name]
            for name in ("top", "main", "side")
        },
        "now_ms": milliseconds(room.at),
        "log_url": _log_url(room),
        "log_key": new_key(),
    }
    return render(request, "incidents/incident_detail.html", context)


def _log_url(room: Room) -> str:
    """Where the big button sends to; "" for who may not write."""
    if not room.incident.is_open or not room.may("respond"):
        return ""
    return reverse("incidents:incident_quick_log", args=[room.incident.number])


@require_safe
def incident_feed(request: PageRequest, number: str) -> HttpResponse:
    """What changed since entry `?since=`; 204 and one indexed query while nothing did.

    The page says in the header Room-Have which parts it shows in which state, and gets the others.
    With `?minute=1` it asks for what time alone changes.
    """
    require(request.user, "incident.view")
    if "\0" in number:
        raise Http404  # no database keeps such a text
    rows = Incident.objects.visible_to(request.user).filter(number=number)
    seq = rows.values_list("seq", flat=True).first()
    at = timezone.now()
    each_minute = "minute" in request.GET
    if seq is not None and str(seq) == request.GET.get("since") and not each_minute:
        return stamped(HttpResponse(status=204), at)
    room = Room(incident_of(request, number), request.user, at)
    nothing_new = str(room.incident.seq) == request.GET.get("since")
    parts = shown_parts(request, room, only=MOVING if nothing_new else None)
    context = {"incident": room.incident, "room": room, "parts": _changed(request, parts)}
    return stamped(render(request, "incidents/_room_feed.html", context), at)


def _changed(request: PageRequest, parts: list[Shown]) -> list[Shown]:
    pairs = (one.partition("=") for one in request.headers.get(HAVE, "").split(","))
    have = {name: digest for name, _is, digest in pairs}
    return [one for one in parts if have.get(one.name) != one.digest]


def stamped(response: HttpResponse, at: datetime) -> HttpResponse:
    """The server's clock goes with every answer: the page's own is never trusted (TIM-6)."""
    response[NOW] = str(milliseconds(at))
    response["Cache-Control"] = "no-store"
    return response


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
