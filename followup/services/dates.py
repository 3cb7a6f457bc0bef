"""Every date somebody may see: what the registered calendar sources answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from accounts.access import departments_limit
from accounts.models import User
from followup import registry
from followup.registry import Entry


@dataclass(frozen=True)
class Dated:
    """One entry, with the key and label of the source it came from."""

    kind: str
    label: Any
    entry: Entry

    def days(self, zone: tzinfo) -> list[date]:
        """The days it falls on for somebody in `zone`: at least one."""
        first, last = span(self.entry, zone)
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def span(entry: Entry, zone: tzinfo) -> tuple[date, date]:
    """First and last day of `entry` in `zone`; a stretch that ends at midnight ends the day before.

    A whole day is the same day in every zone.
    """
    if entry.starts_at is None:
        day = entry.day or entry.changed_at.astimezone(zone).date()
        return day, day
    first = entry.starts_at.astimezone(zone).date()
    ends_at = entry.ends_at
    if ends_at is None or ends_at <= entry.starts_at:
        return first, first
    return first, (ends_at.astimezone(zone) - timedelta(microseconds=1)).date()


def dates_of(
    user: User,
    *,
    since: date,
    until: date,
    personal: bool,
    kinds: Collection[str] | None = None,
) -> list[Dated]:
    """What `user` may see between two days (with both), of `kinds` (None: all), by time.

    Words are in the active language, whole days first.
    """
    found = [
        Dated(kind, label, entry)
        for kind, source in registry.calendar_sources().items()
        if kinds is None or kind in kinds
        for label in [str(source.label)]
        for entry in source.entries(user, since=since, until=until, personal=personal)
    ]
    found.sort(key=_order)
    return found


def _order(one: Dated) -> tuple[date, float, str]:
    """Whole days come before the hours of their day."""
    entry = one.entry
    if entry.starts_at is None:
        return entry.day or entry.changed_at.date(), 0.0, str(entry.title)
    return entry.starts_at.date(), entry.starts_at.timestamp(), str(entry.title)


def sees_everything(user: User) -> bool:
    """May `user` see the dates of the whole organisation, not only of their departments?"""
    needed = ("action.view", "assessment.view")
    return all(departments_limit(user, one) is None for one in needed)
