"""Which rounds were done, missed or are due, list by list (S2-006), for the last weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import Organisation
from followup.services.calendar_days import working_days
from governance.domain.inspection import rounds, worst_of
from governance.models import Inspection, InspectionList, InspectionResult, InspectionState
from lib.days import day_in

WEEKS = 4


@dataclass(frozen=True)
class RoundDay:
    """`state`: "" (nothing due), "missed", "due" (today), "open", or the worst answer."""

    day: date
    state: str
    code: str = ""


@dataclass(frozen=True)
class Lane:
    """`missed` counts the days shown; `next_due` None: no rhythm."""

    list: InspectionList
    days: Sequence[RoundDay]
    missed: int
    next_due: date | None
    open: Inspection | None


def lanes(*, at: datetime, weeks: int = WEEKS) -> list[Lane]:
    """Of every list in use; five queries, whatever their number."""
    zone = Organisation.current().timezone
    today = day_in(at, zone)
    first = today - timedelta(days=weeks * 7 - 1)
    lists = list(InspectionList.objects.filter(is_active=True).for_list())
    since = min([first, *(day_in(one.created_at, zone) for one in lists)])
    known: dict[int, list[Inspection]] = defaultdict(list)
    for one in Inspection.objects.filter(list__in=lists).order_by("day", "pk"):
        known[one.list_id].append(one)
    outcomes: dict[int, list[str]] = defaultdict(list)
    shown = InspectionResult.objects.filter(
        inspection__list__in=lists, inspection__day__gte=first
    ).exclude(outcome="")
    for inspection, outcome in shown.values_list("inspection", "outcome"):
        outcomes[inspection].append(outcome)
    worked = working_days(since, today + timedelta(days=60))
    return [
        _lane(one, known[one.pk], outcomes, first, today, zone, worked.is_working) for one in lists
    ]


def _lane(
    one: InspectionList, done: Sequence[Inspection], outcomes: dict[int, list[str]], first: date,
    today: date, zone: str, is_working: object,
) -> Lane:  # fmt: skip
    finished = [row for row in done if row.state == InspectionState.DONE]
    options = {"is_working": is_working} if one.working_days_only else {}
    found = rounds(
        starts=day_in(one.created_at, zone), every=one.every_days,
        done={row.day for row in finished}, today=today, **options,  # type: ignore[arg-type]
    )  # fmt: skip
    by_day = {row.day: row for row in [*[r for r in done if r not in finished], *finished]}
    days = []
    for number in range((today - first).days + 1):
        day = first + timedelta(days=number)
        row = by_day.get(day)
        if row is not None:
            state = worst_of(outcomes[row.pk]) if row in finished else "open"
            days.append(RoundDay(day, state or "open", row.code))
        elif day in found.missed:
            days.append(RoundDay(day, "missed"))
        else:
            days.append(RoundDay(day, "due" if day == found.next_due else ""))
    still = next((row for row in done if row.state == InspectionState.OPEN), None)
    missed = sum(1 for day in found.missed if day >= first)
    return Lane(one, days, missed, found.next_due, still)
