"""A task of an activation as one line, and as one row of planned against actual."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext

from lib.durations import format_duration
from plans.domain.task_states import SATISFIED

if TYPE_CHECKING:
    from plans.activation_page import Card

Spoken = Callable[[int | None], str]


def marks_of(card: Card) -> list[str]:
    """Codes of lib/statuses.py."""
    run = card.run
    found = [card.status]
    if card.late:
        found.append("task_late")
    if card.mine and run.state not in SATISFIED:
        found.append("task_mine")
    if run.is_amendment:
        found.append("task_added")
    elif run.amended:
        found.append("task_amended")
    return found


def line_of(card: Card, said: Spoken) -> str:
    """Who, how long, and what it waits for."""
    who = card.run.assignee or card.run.role
    found = [str(who) if who else gettext("Nobody has this role")]
    if card.actual_s is not None:
        found.append(gettext("took %(time)s") % {"time": said(card.actual_s)})
    elif card.run.duration_s is not None:
        found.append(gettext("planned %(time)s") % {"time": said(card.run.duration_s)})
    if card.waits_for:
        found.append(f"{gettext('waits for')} {', '.join(map(str, card.waits_for))}")
    return " · ".join(found)


def spoken_durations() -> Spoken:
    """Durations in the reader's words, each made once; "" for None."""
    language = get_language() or "en"

    @cache
    def say(seconds: int | None) -> str:
        return "" if seconds is None else format_duration(seconds, language).replace(" ", "\u00a0")

    return say


def compared(cards: Iterable[Card]) -> list[tuple[Card, Sequence[str]]]:
    """Of what has ended: planned, actual, difference, planned end, actual end; "" is not set."""
    said = spoken_durations()
    return [(card, _times(card, said)) for card in cards if card.ended_s is not None]


def _times(card: Card, said: Spoken) -> Sequence[str]:
    over_s = card.over_s
    return (
        said(card.run.duration_s),
        said(card.actual_s),
        f"+{said(over_s)}" if over_s is not None and over_s > 0 else said(over_s),
        said(card.planned.end_s if card.planned else None),
        said(card.ended_s),
    )
