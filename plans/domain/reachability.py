"""Whether somebody can be reached, from what is on file about them. docs/method.md §34."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from plans.domain.phones import Phone

OK, AMBER, RED, UNKNOWN = "ok", "amber", "red", "unknown"
LEVELS = (OK, UNKNOWN, AMBER, RED)  # from the best to the worst


@dataclass(frozen=True)
class Asked:
    """One asking. `answered_by` is "link", "by_hand" or "declined"; `renewed`: a newer link took
    its place before it was answered."""

    asked_at: datetime
    answered_at: datetime | None = None
    correct: bool | None = None
    answered_by: str = ""
    is_waiting: bool = False
    renewed: bool = False


@dataclass(frozen=True)
class Because:
    """A code of `plans.contact_words`, and since when."""

    code: str
    since: datetime | None = None


@dataclass(frozen=True)
class ContactState:
    """`level` ok, amber, red or unknown (never answered and not late). `because` names every
    reason, also those that only flag (masked numbers). `numbers_ok` can be called now."""

    level: str
    because: tuple[Because, ...]
    numbers_ok: int
    phones: tuple[Phone, ...] = ()
    asked_at: datetime | None = None
    answered_at: datetime | None = None

    @property
    def warns(self) -> bool:
        return self.level in (AMBER, RED)


def state_of(
    *,
    is_active: bool,
    phones: Sequence[Phone],
    asked: Sequence[Asked],
    at: datetime,
    amber_days: int,
    red_days: int,
) -> ContactState:
    """`asked` in any order. Who left is red at once (E31); silence is amber after `amber_days`
    since the first question that nobody answered, red after `red_days`; somebody who says that
    a number is wrong is amber until the next answer; without any number, red."""
    found = (
        [*_numbers(phones), *_answers(asked, at, amber_days, red_days)]
        if is_active
        else [(RED, Because("left"))]
    )
    answers = [one.answered_at for one in asked if one.answered_at is not None]
    levels = [level for level, _why in found if level]
    if not levels:
        levels = [OK if answers else UNKNOWN]
    return ContactState(
        level=max(levels, key=LEVELS.index),
        because=tuple(why for _level, why in found),
        numbers_ok=sum(one.ok for one in phones) if is_active else 0,
        phones=tuple(phones),
        asked_at=max((one.asked_at for one in asked), default=None),
        answered_at=max(answers, default=None),
    )


def unanswered_since(asked: Sequence[Asked]) -> datetime | None:
    """When the question was asked that still waits, through all links that took its place."""
    waiting = next((one for one in asked if one.is_waiting), None)
    if waiting is None:
        return None
    last = max((one.asked_at for one in asked if one.answered_at is not None), default=None)
    chain = [
        one.asked_at
        for one in asked
        if one.renewed and one.asked_at < waiting.asked_at and (last is None or one.asked_at > last)
    ]
    return min([waiting.asked_at, *chain])


Found = list[tuple[str, Because]]


def _numbers(phones: Sequence[Phone]) -> Found:
    if not phones:
        return [(RED, Because("no_number"))]
    found: Found = []
    bad = [one for one in phones if one.kind == "invalid"]
    if bad:
        found.append((RED if len(bad) == len(phones) else "", Because("invalid_number")))
    if any(one.kind == "masked" for one in phones):
        found.append(("", Because("masked_number")))
    return found


def _answers(asked: Sequence[Asked], at: datetime, amber_days: int, red_days: int) -> Found:
    found: Found = []
    since = unanswered_since(asked)
    if since is not None and at - since >= timedelta(days=amber_days):
        late = at - since >= timedelta(days=red_days)
        found.append((RED if late else AMBER, Because("not_answered", since)))
    answered = [one for one in asked if one.answered_at is not None]
    last = max(answered, key=lambda one: one.answered_at or one.asked_at, default=None)
    if last is not None and last.correct is False:
        found.append((AMBER, Because("wrong_number", last.answered_at)))
    elif last is not None and last.answered_by == "declined":
        found.append((AMBER, Because("declined", last.answered_at)))
    return found
