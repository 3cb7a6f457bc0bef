"""What comes next in the war room: the step of the status, greyed with its reasons while something
hinders it, and the rarer ones in a menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import may
from incidents.models import Status
from incidents.room import Room
from incidents.services.cancelling import waiting_cancellation
from incidents.services.guards import RIGHTS, is_fresh, recovery_confirmed, unmet
from incidents.step_pages import STEPS
from lib.errors import Problem

# Status → the steps shown as buttons, the first one large.
SHOWN: dict[str, tuple[str, ...]] = {
    Status.REPORTED.value: ("acknowledge",),
    Status.RESPONDING.value: ("restore",),
    Status.VERIFYING.value: ("verify", "confirm_recovery", "fail_verification"),
    Status.REVIEWING.value: ("close", "reopen"),
    Status.CLOSED.value: ("reopen",),
}
CANCELLED_IN = (Status.REPORTED.value, Status.ASSESSING.value, Status.RESPONDING.value)


@dataclass(frozen=True)
class Button:
    """`why` are the guards that are not met; the page tells them in full."""

    label: Any
    url: str
    icon: str
    danger: bool = False
    why: Sequence[Problem] = ()

    @property
    def reasons(self) -> str:
        return " ".join(str(one.message) for one in self.why)


def steps_part(room: Room) -> dict[str, Any]:
    incident = room.incident
    buttons = [_button(room, verb) for verb in SHOWN.get(incident.status, ()) if _may(room, verb)]
    more = _more(room)
    asked = waiting_cancellation(incident)
    if not (buttons or more or asked):
        return {}
    return {
        "buttons": buttons,
        "more": more,
        "asked": asked,
        "may_cancel": _may(room, "cancel"),
        "is_mine": asked is not None and asked.actor_id == room.user.pk,
    }


def _may(room: Room, verb: str) -> bool:
    incident = room.incident
    if verb == "cancel" and incident.declared_by_id == room.user.pk:
        return is_fresh(incident, room.at) or room.may("cancel")
    if verb == "reopen" and incident.status == Status.CLOSED:
        return room.may("reopen_closed")
    if verb == "confirm_recovery" and recovery_confirmed(incident) is not None:
        return False
    return room.may(RIGHTS.get(verb, verb))


def _button(room: Room, verb: str) -> Button:
    step = STEPS[verb]
    why = [] if verb == "confirm_recovery" else unmet(room.incident, verb, by=None, at=room.at)
    return Button(step.title, _url(room, verb), step.icon, step.danger, why)


def _more(room: Room) -> list[Button]:
    found = []
    if room.incident.status in CANCELLED_IN and _may(room, "cancel"):
        step = STEPS["cancel"]
        found.append(Button(step.title, _url(room, "cancel"), step.icon, True))
    if room.incident.status == Status.CLOSED and may(room.user, "incident.report"):
        step = STEPS["recur"]
        found.append(Button(step.title, _url(room, "recur"), step.icon))
    if room.may("command"):
        found.append(Button(_("Correct the times"), _url(room, "times"), "clock-edit"))
    return found


def _url(room: Room, verb: str) -> str:
    return reverse(f"incidents:incident_{verb}", args=[room.incident.number])
