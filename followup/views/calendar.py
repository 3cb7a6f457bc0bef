"""The calendar page: a month as a grid, and the same as a list for phones and screen readers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.request import PageRequest
from accounts.views.once import take_shown
from followup import registry
from followup.domain.month_grid import month_after, month_of, weeks_of
from followup.forms.calendar_feed import FeedForm
from followup.models import CalendarDay, CalendarFeed
from followup.services.calendar_days import working_days
from followup.services.dates import Dated, dates_of, sees_everything, span
from followup.views.working_days import weekday_heads

IN_CELL = 4  # entries a day of the grid shows
IN_LIST = 200  # entries a list shows

ICONS = {"action": "checklist", "review": "refresh", "campaign": "speakerphone", "drill": "target"}


@dataclass(frozen=True)
class Address:
    """What the page shows, as its query string."""

    month: date
    personal: bool
    kinds: tuple[str, ...]
    day: date | None = None
    as_list: bool = False

    def query(self, **changes: Any) -> str:
        values: dict[str, Any] = self.__dict__ | changes
        pairs = [("month", f"{values['month']:%Y-%m}")]
        pairs.append(("scope", "personal" if values["personal"] else "organisation"))
        pairs += [("kind", kind) for kind in values["kinds"]]
        if values["day"]:
            pairs.append(("day", values["day"].isoformat()))
        if values["as_list"]:
            pairs.append(("view", "list"))
        return f"?{urlencode(pairs)}"


@require_safe
def calendar_page(request: PageRequest) -> HttpResponse:
    """A month (`?month=2026-11`), or one day of it in full (`?day=2026-11-22`)."""
    today = timezone.localdate()
    known = registry.calendar_sources()
    where = _address(request, today, set(known))
    weeks = weeks_of(where.month.year, where.month.month)
    since, until = (where.day, where.day) if where.day else (weeks[0][0], weeks[-1][-1])
    found = dates_of(
        request.user,
        since=since,
        until=until,
        personal=where.personal,
        kinds=where.kinds or None,
    )
    by_day = _by_day(found, since, until)
    special = {row.day: row for row in CalendarDay.objects.filter(day__range=(since, until))}
    context = {
        "where": where,
        "today": today,
        "weekdays": weekday_heads(),
        "weeks": [] if where.day else _weeks(weeks, where, by_day, special, today),
        "agenda": _agenda(where, by_day, special, today),
        "cut": max(_listed(where, by_day) - IN_LIST, 0),
        "count": _listed(where, by_day),
        "chips": _chips(where, known),
        "scopes": [
            {"personal": personal, "query": where.query(personal=personal)}
            for personal in (True, False)
        ],
        "previous": where.query(month=month_after(where.month, -1), day=None),
        "next": where.query(month=month_after(where.month, 1), day=None),
        "this_month": where.query(month=today.replace(day=1), day=None),
        "grid": where.query(as_list=False, day=None),
        "list": where.query(as_list=True, day=None),
        "sees_everything": sees_everything(request.user),
        "feeds": CalendarFeed.objects.filter(user_id=request.user.pk, revoked_at__isnull=True),
        "feed_form": FeedForm(user=request.user),
        "shown": take_shown(request, request.user),
    }
    response = render(request, "followup/calendar.html", context)
    if context["shown"]:
        response.headers["Cache-Control"] = "no-store"
    return response


def _address(request: PageRequest, today: date, known: set[str]) -> Address:
    day = _day(request.GET.get("day", ""))
    month = day.replace(day=1) if day else month_of(request.GET.get("month", ""), today)
    return Address(
        month=month,
        personal=request.GET.get("scope") != "organisation",
        kinds=tuple(one for one in dict.fromkeys(request.GET.getlist("kind")) if one in known),
        day=day,
        as_list=request.GET.get("view") == "list",
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None


def _by_day(found: list[Dated], since: date, until: date) -> dict[date, list[Dated]]:
    zone = timezone.get_current_timezone()
    by_day: dict[date, list[Dated]] = defaultdict(list)
    for one in found:
        first, last = span(one.entry, zone)
        day = max(first, since)
        while day <= min(last, until):
            by_day[day].append(one)
            day += timedelta(days=1)
    return by_day


def _weeks(
    weeks: list[list[date]],
    where: Address,
    by_day: dict[date, list[Dated]],
    special: dict[date, CalendarDay],
    today: date,
) -> list[list[dict[str, Any]]]:
    calendar = working_days(weeks[0][0], weeks[-1][-1])
    return [
        [
            {
                "day": day,
                "inside": day.month == where.month.month,
                "is_today": day == today,
                "kind": _kind(calendar.is_working(day), special.get(day)),
                "row": special.get(day),
                "items": [_item(one) for one in by_day.get(day, [])[:IN_CELL]],
                "more": max(len(by_day.get(day, [])) - IN_CELL, 0),
                "query": where.query(day=day),
            }
            for day in week
        ]
        for week in weeks
    ]


def _kind(is_working: bool, row: CalendarDay | None) -> str:
    if row is None:
        return "" if is_working else "free"
    return "worked" if row.is_working else "off"


def _agenda(
    where: Address,
    by_day: dict[date, list[Dated]],
    special: dict[date, CalendarDay],
    today: date,
) -> list[dict[str, Any]]:
    """The days of the month that hold something, at most 200 entries altogether."""
    left, days = IN_LIST, []
    for day in sorted(_in_list(where, by_day)):
        if left <= 0:
            break
        entries = by_day[day][:left]
        left -= len(entries)
        days.append(
            {
                "day": day,
                "is_today": day == today,
                "row": special.get(day),
                "items": [_item(one) for one in entries],
            }
        )
    return days


def _in_list(where: Address, by_day: dict[date, list[Dated]]) -> list[date]:
    return [day for day in by_day if where.day or (day.year, day.month) == _month_key(where.month)]


def _month_key(month: date) -> tuple[int, int]:
    return month.year, month.month


def _listed(where: Address, by_day: dict[date, list[Dated]]) -> int:
    return sum(len(by_day[day]) for day in _in_list(where, by_day))


def _item(one: Dated) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "label": one.label,
        "icon": ICONS.get(one.kind, "calendar-event"),
        "kind": one.kind,
    }


def _chips(where: Address, known: dict[str, Any]) -> list[dict[str, Any]]:
    """Kinds that can be chosen; choosing one of them adds it, choosing it again takes it off."""
    chips = []
    for kind, source in known.items():
        chosen = kind in where.kinds
        kinds = [one for one in where.kinds if one != kind] + ([] if chosen else [kind])
        chips.append(
            {
                "label": source.label,
                "icon": ICONS.get(kind, "calendar-event"),
                "chosen": chosen,
                "query": where.query(kinds=tuple(kinds)),
            }
        )
    return chips
