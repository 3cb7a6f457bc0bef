"""The hot wash: three questions to everybody who took part, for 48 hours after the end (DRL-15).

Anonymous answers keep no name and no time of day; that somebody has answered stands apart.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, time
from typing import Unpack
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from drills.models import AFTER, Drill, HotWashNote, HotWashTicket
from drills.services.rights import require_right
from drills.services.step import claimed, locked
from followup.services.verb import Call
from lib.errors import GuardsUnmet, Problem, Refused

QUESTIONS = ("went_well", "went_badly", "change_first")
MOST_TEXT = 4_000


@transaction.atomic
def answer_hot_wash(
    drill: Drill,
    *,
    went_well: str = "",
    went_badly: str = "",
    change_first: str = "",
    anonymous: bool = False,
    **call: Unpack[Call],
) -> HotWashNote:
    """Of whoever took part, once. Raises PermissionDenied, GuardsUnmet (closed, answered), Refused.

    Nothing of it is written into the timeline: the moment would name who it was.
    """
    row = locked(drill)
    require_right(row, call["by"], "hot_wash")
    person = person_in(row, call["by"])
    if person is None:
        raise PermissionDenied("drill.hot_wash")
    when = claimed(call, not_before=row.ended_at)
    if not is_open(row, when.recorded_at):
        raise GuardsUnmet.one("hot_wash_closed", _("The hot wash is not open."))
    answers = {
        "went_well": went_well.strip(),
        "went_badly": went_badly.strip(),
        "change_first": change_first.strip(),
    }
    if not any(answers.values()):
        raise Refused("required", _("Answer at least one question."), "went_well")
    problems = [
        Problem("too_long", _("At most 4,000 characters."), name)
        for name, text in answers.items()
        if len(text) > MOST_TEXT
    ]
    if problems:
        raise Refused.many(problems)
    _ticket, is_new = HotWashTicket.objects.get_or_create(
        drill=row, person=person, defaults={"pk": _any_number()}
    )
    if not is_new:
        raise GuardsUnmet.one("answered", _("You have answered already."))
    return HotWashNote.objects.create(
        pk=_any_number(),
        drill=row,
        person=None if anonymous else person,
        at=_day(row, when.at) if anonymous else when.at,
        **answers,
    )


def _any_number() -> int:
    """In the order of serial numbers the tenth answer would be that of the tenth ticket."""
    return 2**40 + secrets.randbelow(2**52)


def is_open(drill: Drill, at: datetime) -> bool:
    return (
        drill.status in AFTER
        and drill.ended_at is not None
        and drill.hot_wash_until is not None
        and drill.ended_at <= at < drill.hot_wash_until
    )


def person_in(drill: Drill, user: User) -> Person | None:
    """The person `user` took part as; None who did not."""
    return (
        Person.objects.filter(user=user)
        .filter(drill_parts__drill=drill)
        .distinct()
        .first()
        or Person.objects.filter(
            user=user, pk__in=[drill.lead_controller_id, drill.lead_evaluator_id]
        ).first()
    )  # fmt: skip


def has_answered(drill: Drill, user: User) -> bool:
    return HotWashTicket.objects.filter(drill=drill, person__user=user).exists()


def notes_of(drill: Drill) -> list[HotWashNote]:
    """Named ones by time; anonymous ones by what they say, so that no order tells who came when."""
    rows = HotWashNote.objects.filter(drill=drill).select_related("person")
    named = [one for one in rows if one.person_id is not None]
    anonymous = [one for one in rows if one.person_id is None]
    said = sorted(anonymous, key=lambda one: (one.went_well, one.went_badly, one.change_first))
    return sorted(named, key=lambda one: one.at) + said


def _day(drill: Drill, at: datetime) -> datetime:
    day = at.astimezone(ZoneInfo(drill.timezone)).date()
    return datetime.combine(day, time.min, ZoneInfo(drill.timezone)).astimezone(UTC)
