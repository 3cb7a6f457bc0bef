"""The organisation's calendar: which days are worked, entered by hand or filled in by year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from followup.domain.public_calendar import (
    FILLED,
    MANUAL,
    NotPublished,
    PublicDay,
    public_days,
    source_of,
)
from followup.models import CalendarDay
from lib.errors import GuardsUnmet, Refused, StaleVersion
from lib.versioning import change, create
from lib.working_days import WorkingDays

FIRST_YEAR, LAST_YEAR = 1990, 2100


def working_days(since: date, until: date) -> WorkingDays:
    """The working days between two dates (with both): beyond them only weekdays count.

    Two queries: the organisation's weekdays, and the days that differ from them.
    """
    days = CalendarDay.objects.filter(day__range=(since, until))
    return WorkingDays(
        weekdays=frozenset(Organisation.current().working_days) or frozenset(range(1, 8)),
        exceptions=dict(days.values_list("day", "is_working")),
    )


def is_published(year: int) -> bool:
    """Does the calendar say anything about `year`? Otherwise only weekdays count in it."""
    return CalendarDay.objects.filter(day__year=year).exists()


@transaction.atomic
def create_calendar_day(
    *, day: date, is_working: bool, name: str = "", by: User, at: datetime
) -> CalendarDay:
    """Raises Refused at `day` when it is in the calendar already or out of range."""
    _in_range(day)
    return create(CalendarDay, day=day, is_working=is_working, name=name.strip(), source=MANUAL)


@transaction.atomic
def change_calendar_day(
    row: CalendarDay, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """What somebody changed counts as entered by hand. Raises Refused and StaleVersion."""
    if "day" in fields:
        _in_range(fields["day"])
    if "name" in fields:
        fields["name"] = fields["name"].strip()
    if any(getattr(row, name) != value for name, value in fields.items()):
        fields["source"] = MANUAL
    return change(row, read_version=read_version, **fields)


@transaction.atomic
def delete_calendar_day(
    row: CalendarDay, *, by: User, at: datetime, read_version: int | None = None
) -> None:
    """The day follows its weekday again. Raises StaleVersion when `read_version` is given."""
    current = CalendarDay.objects.select_for_update().filter(pk=row.pk).first()
    if current is None:
        return
    if read_version is not None and current.version != read_version:
        raise StaleVersion(current, read_version)
    current.delete()


@dataclass(frozen=True)
class Filled:
    """How many days were written and removed; `kept` are days of somebody's own that differ."""

    written: int
    removed: int
    kept: list[date]


@transaction.atomic
def fill_year(*, country: str, year: int, by: User, at: datetime) -> Filled:
    """Take the public holidays of `country` for `year` into the calendar.

    Days entered by hand or from a file stay as they are; days of an earlier filling that are no
    longer in the public calendar go. Raises GuardsUnmet when the year is not published.
    """
    published = {one.day: one for one in _published(country, year)}
    rows = CalendarDay.objects.select_for_update().filter(day__year=year)
    present = {row.day: row for row in rows}
    source = source_of(country)
    new, changed, kept = [], [], []
    for day, public in published.items():
        row = present.get(day)
        if row is None:
            new.append(_row(public, source))
        elif row.source not in FILLED:
            if row.is_working != public.is_working:
                kept.append(day)
        elif _differs(row, public, source):
            row.is_working, row.name, row.source = public.is_working, public.name, source
            row.version += 1
            changed.append(row)
    gone = [row.pk for row in present.values() if row.source in FILLED and row.day not in published]
    CalendarDay.objects.bulk_create(new, ignore_conflicts=True)
    CalendarDay.objects.bulk_update(changed, ["is_working", "name", "source", "version"])
    CalendarDay.objects.filter(pk__in=gone).delete()
    return Filled(len(new) + len(changed), len(gone), sorted(kept))


def _published(country: str, year: int) -> list[PublicDay]:
    if not country:
        words = _("Choose the country of the public holidays first (Notifications).")
        raise GuardsUnmet.one("no_country", words)
    place = {"country": country, "year": year}
    try:
        return public_days(country, year)
    except NotPublished as error:
        words = _("No published calendar of %(country)s for %(year)s: only weekdays count.")
        raise GuardsUnmet.one("not_published", words % place) from error
    except LookupError as error:
        missing = _("There is no public calendar of “%(country)s”.")
        raise GuardsUnmet.one("unknown_country", missing % place) from error


def _row(public: PublicDay, source: str) -> CalendarDay:
    return CalendarDay(
        day=public.day, is_working=public.is_working, name=public.name, source=source
    )


def _differs(row: CalendarDay, public: PublicDay, source: str) -> bool:
    return (row.is_working, row.name, row.source) != (public.is_working, public.name, source)


def _in_range(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        words = _("A day of the years %(first)s to %(last)s is expected.")
        raise Refused("out_of_range", words % {"first": FIRST_YEAR, "last": LAST_YEAR}, "day")
