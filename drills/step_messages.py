"""The words of what is told of a drill's steps, and when it is not wanted any more (NTF-3, 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from drills.domain.states import LIVE, OVER
from drills.models import Drill
from drills.services.participants import confirm_by_message
from followup import registry
from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    registry.register_acknowledgement("drill.invited", taking_part)
    registry.register_acknowledgement("drill.moved", taking_part)
    register_reasons(
        drill_over=_("The drill was archived or cancelled meanwhile."),
        drill_begun=_("The drill has begun meanwhile, or is off."),
        drill_stands=_("The drill does not run any more."),
    )


def taking_part(message: Notification, user: User | None, at: datetime) -> None:
    """The link of the invitation confirms it, also without a login; for the day it spoke of."""
    drill = Drill.objects.filter(code=message.subject_code).first()
    person = message.person or getattr(user, "person", None)
    if drill is None or person is None:
        return
    meant = message.params.get("starts")
    if meant == {"at": drill.planned_start.isoformat()}:
        confirm_by_message(drill, person, by=user, at=at)


def no_longer_to_come(rows: Sequence[Notification]) -> Mapping[int, str]:
    return _unless(rows, {"planned", "preparing", "ready"}, "drill_begun")


def no_longer_live(rows: Sequence[Notification]) -> Mapping[int, str]:
    return _unless(rows, LIVE, "drill_stands")


def no_longer_open(rows: Sequence[Notification]) -> Mapping[int, str]:
    codes = {one.subject_code for one in rows}
    over = Drill.objects.filter(code__in=codes, status__in=OVER).values_list("code", flat=True)
    ended = set(over)
    return {one.pk: "drill_over" for one in rows if one.subject_code in ended}


def _unless(
    rows: Sequence[Notification], statuses: frozenset[str] | set[str], why: str
) -> Mapping[int, str]:
    codes = {one.subject_code for one in rows}
    found = Drill.objects.filter(code__in=codes, status__in=statuses)
    wanted = set(found.values_list("code", flat=True))
    return {one.pk: why for one in rows if one.subject_code not in wanted}


KINDS = (
    MessageKind(
        "drill.invited",
        label=_("You are invited to a drill"),
        title=_("Invitation to %(number)s, %(starts)s"),
        text=_(
            "From %(starts)s to %(ends)s, place: %(place)s. Controller: %(controller)s. %(text)s"
        ),
        asks=_("Confirm that you take part, or decline."),
        stop=no_longer_to_come,
    ),
    MessageKind(
        "drill.declined",
        label=_("Somebody declined a drill"),
        title=_("%(name)s does not take part in %(number)s"),
        text=_("%(reason)s It begins %(starts)s."),
        asks=_("Find somebody else, or go on without them."),
        stop=no_longer_to_come,
    ),
    MessageKind(
        "drill.moved",
        label=_("A drill was moved"),
        title=_("Moved: %(number)s is now %(starts)s"),
        text=_("Before: %(before)s. Now from %(starts)s to %(ends)s, place: %(place)s. %(reason)s"),
        asks=_("Confirm that you take part, or decline."),
        stop=no_longer_to_come,
    ),
    MessageKind(
        "drill.postponed",
        label=_("A drill was postponed"),
        title=_("Postponed: %(number)s is not held %(starts)s"),
        text=_("%(reason)s A new day is not known yet."),
        stop=no_longer_open,
    ),
    MessageKind(
        "drill.cancelled",
        label=_("A drill was cancelled"),
        title=_("Cancelled: %(number)s is not held"),
        text=_("%(reason)s"),
    ),
    MessageKind(
        "drill.started",
        label=_("A drill has started"),
        title=_("Started: %(number)s"),
        text=_("Everything in it is an exercise. Place: %(place)s. Controller: %(controller)s."),
        asks=_("Open it and take your part."),
        stop=no_longer_live,
    ),
    MessageKind(
        "drill.ended",
        label=_("A drill has ended"),
        title=_("Ended: %(number)s"),
        text=_("The exercise is over. Thank you for taking part."),
        asks=_("Say how it went, while you remember."),
        stop=no_longer_open,
    ),
    MessageKind(
        "drill.still_running",
        label=_("A drill should have ended"),
        title=_("Does %(number)s still run?"),
        text=_("It was planned until %(ends)s. It never ends by itself."),
        asks=_("End it, or move its planned end."),
        stop=no_longer_live,
    ),
    MessageKind(
        "drill.paused_itself",
        label=_("A drill was paused by itself"),
        title=_("Paused: %(number)s was left running"),
        text=_("It was planned until %(ends)s; its clocks stand still now."),
        asks=_("End it, or resume it."),
        stop=no_longer_live,
    ),
)
