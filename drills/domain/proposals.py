"""Which day a drill of the programme is proposed for (DRL-3): plain values in, a day out.

Never a public holiday or another day that is not worked (or not one of the policy's weekdays), a
day of a freeze, or one close to an open incident of grade I or II; one drill a day while there is
room; full-scale exercises in the low season only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from drills.domain.periods import DAY, Span

# Participants are invited two weeks before; shorter where the period leaves no such day.
LEAD = timedelta(days=14)


@dataclass(frozen=True)
class Question:
    """`span` are the days on which the slot may be met, `rule_days` the policy's usual days.

    `blocked`: day → why ("holiday", "weekday", "freeze", "incident"). `seasons` None: at any time
    of the year; else only in one of them. `share` is how far into the span the day is looked for
    first: (number - ½) / count of the slots in one period.
    """

    span: Span
    today: date
    blocked: Callable[[date], str]
    rule_days: Sequence[date] = ()
    seasons: Sequence[Span] | None = None
    taken: Mapping[date, int] | Collection[date] = ()
    share: float = 0.5
    number: int = 1


@dataclass(frozen=True)
class Proposal:
    """`day` None: `why` says it ("over", "no_season", "season_over", "all_blocked"). `passed` are
    days that were looked at before, with what spoke against them ("taken" besides)."""

    day: date | None
    why: str = ""
    passed: tuple[tuple[date, str], ...] = ()


def propose(asked: Question) -> Proposal:
    window = asked.span.cut(Span(asked.today + DAY, max(asked.span.last, asked.today + DAY)))
    if window is None:
        return Proposal(None, "over")
    days = list(window.days())
    if asked.seasons is not None:
        days = [one for one in days if any(one in season for season in asked.seasons)]
        if not days:
            within = any(asked.span.cut(season) for season in asked.seasons)
            return Proposal(None, "season_over" if within else "no_season")
    passed: list[tuple[date, str]] = []
    second: date | None = None
    for day in _in_order(days, asked):
        why = asked.blocked(day)
        if not why and day not in asked.taken:
            return Proposal(day, passed=tuple(passed))
        if not why and second is None:
            second = day
        passed.append((day, why or "taken"))
    if second is not None:
        return Proposal(second, passed=tuple(one for one in passed if one[0] != second))
    return Proposal(None, "all_blocked", tuple(passed))


def still_good(day: date, asked: Question) -> bool:
    """May a day that was proposed before stay? (The plan should not change every morning.)"""
    return (
        day > asked.today
        and day in asked.span
        and not asked.blocked(day)
        and (asked.seasons is None or any(day in season for season in asked.seasons))
    )


def _in_order(days: Sequence[date], asked: Question) -> list[date]:
    """The usual days first (this slot's own of them in front): everybody expects them. Then those
    nearest to the aim; days that leave time to invite go before those that do not."""
    aim = _aim(days, asked)
    usual = [one for one in asked.rule_days if one in set(days)]
    own = asked.number - 1
    usual = [*usual[own:], *usual[:own]]
    if usual:
        aim = usual[0]
    rest = sorted(set(days) - set(usual), key=lambda one: (abs((one - aim).days), one < aim))
    early = asked.today + LEAD
    return [
        *usual,
        *(one for one in rest if one >= early),
        *(one for one in rest if one < early),
    ]


def _aim(days: Sequence[date], asked: Question) -> date:
    """As far into the span as `share` says, or into what can be used of it."""
    length = (asked.span.last - asked.span.first).days
    aim = asked.span.first + timedelta(days=int(length * asked.share))
    if asked.seasons is not None:
        aim = days[int((len(days) - 1) * asked.share)]
    return min(max(aim, days[0]), days[-1])
