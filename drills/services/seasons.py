"""When the low season of a year is, out of the calendar of holidays (S3-060)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import holidays
from chinese_calendar import Holiday, constants

from drills.domain.periods import Span
from drills.domain.season import low_season
from drills.models import DrillSettings
from followup.models import CalendarDay

# As both packages and the organisation's calendar call it.
FESTIVAL = Holiday.spring_festival.value
SOURCES = ("settings", "calendar", "published", "reckoned")


@dataclass(frozen=True)
class Season:
    """`source` says where it comes from, one of SOURCES."""

    year: int
    span: Span
    source: str


def seasons(years: Iterable[int]) -> list[Season]:
    """One query, whatever the number of years."""
    settings = DrillSettings.current()
    wanted = sorted(set(years))
    known = {} if settings.low_season_from else _entered(wanted)
    found = []
    for year in wanted:
        festival, source = known.get(year), "calendar"
        if settings.low_season_from:
            source = "settings"
        elif festival is None:
            festival, source = _by_package(year)
        span = low_season(
            year,
            festival=festival,
            after_days=settings.low_season_after_days,
            days=settings.low_season_days,
            begins=settings.low_season_from,
        )
        if span is not None:
            found.append(Season(year, span, source))
    return found


def _entered(years: list[int]) -> dict[int, date]:
    """The first day of the festival by year, as the organisation's calendar has it."""
    if not years:
        return {}
    rows = CalendarDay.objects.filter(
        name__in=[FESTIVAL, Holiday.spring_festival.chinese],
        is_working=False,
        day__year__range=(years[0], years[-1]),
    )
    found: dict[int, date] = {}
    for day in rows.order_by("-day").values_list("day", flat=True):
        found[day.year] = day
    return found


def _by_package(year: int) -> tuple[date | None, str]:
    """As the State Council published it; for later years New Year of the lunar calendar."""
    published = [
        day for day, name in constants.holidays.items() if name == FESTIVAL and day.year == year
    ]
    if published:
        return min(published), "published"
    try:
        days = holidays.country_holidays("CN", years=year, observed=False, language="en_US")
    except (NotImplementedError, ValueError):
        return None, "reckoned"
    named = [day for day, name in days.items() if "Spring Festival" in name and day.year == year]
    return (min(named), "reckoned") if named else (None, "reckoned")
