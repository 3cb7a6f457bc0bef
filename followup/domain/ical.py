"""Calendars as text (RFC 5545), plain enough for calendar programs of 2010.

Lines end in CRLF and are folded at 75 octets, never inside a character; only properties of
RFC 5545 (and of RFC 2445 before it) carry meaning, the few X- ones may be ignored. A whole day
ends, exclusively, on the next day. What changes in an entry changes its LAST-MODIFIED and
SEQUENCE, never its UID.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WIDTH = 75  # octets of a line without its CRLF
# SEQUENCE is a whole number of 31 bits: seconds since 2020 last until 2088.
_SEQUENCE_FROM = datetime(2020, 1, 1, tzinfo=UTC)


_ESCAPES: dict[int, str | None] = dict.fromkeys([*range(9), *range(11, 32), 127])
_ESCAPES |= {ord(sign): f"\\{sign}" for sign in "\\;,"} | {ord("\n"): "\\n"}
_NOT_IN_ADDRESSES = re.compile(r"[^!-~]")


@dataclass(frozen=True)
class Event:
    """A whole day (`day`) or a stretch of time (`starts_at`, aware; `ends_at` may be left out)."""

    uid: str
    title: str
    changed_at: datetime
    day: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    description: str = ""
    url: str = ""
    category: str = ""
    place: str = ""
    # Takes its time in the calendar of whoever is invited; the others are dates to keep in mind.
    is_busy: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True)
class Window:
    """The days a calendar covers (with both): its zone is described for these."""

    since: date
    until: date


def calendar(
    events: Iterable[Event], *, name: str, product: str, zone: ZoneInfo, window: Window
) -> bytes:
    """The whole file. The zone is always described: a calendar must hold one component."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escape(product)}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(name)}",
        f"X-WR-TIMEZONE:{escape(zone.key)}",
    ]
    parts = [b"".join(map(fold, head)), _timezone(zone.key, window.since.year, window.until.year)]
    for event in events:
        parts.append(b"".join(map(fold, _lines(event, zone))))
    parts.append(fold("END:VCALENDAR"))
    return b"".join(parts)


def fold(line: str) -> bytes:
    """One content line with its CRLF: 75 octets, the next lines begin with a space."""
    data = line.encode()
    if len(data) <= WIDTH:
        return data + b"\r\n"
    pieces, start, room = [], 0, WIDTH
    while start < len(data):
        end = min(start + room, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        pieces.append(data[start:end])
        start, room = end, WIDTH - 1
    return b"\r\n ".join(pieces) + b"\r\n"


def escape(text: str) -> str:
    """A TEXT value (3.3.11): no control characters, one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_ESCAPES)


def _lines(event: Event, zone: ZoneInfo) -> Iterator[str]:
    changed = event.changed_at.astimezone(UTC)
    stamp = _utc(changed)
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{max(int((changed - _SEQUENCE_FROM).total_seconds()), 0)}"
    if event.starts_at is not None:
        yield f"DTSTART{_instant(event.starts_at, zone)}"
        if event.ends_at is not None and event.ends_at > event.starts_at:
            yield f"DTEND{_instant(event.ends_at, zone)}"
    elif event.day is not None:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escape(event.title)}"
    if event.description:
        yield f"DESCRIPTION:{escape(event.description)}"
    if event.url:
        yield f"URL:{_uri(event.url)}"
    if event.category:
        yield f"CATEGORIES:{escape(event.category)}"
    if event.place:
        yield f"LOCATION:{escape(event.place)}"
    if event.is_cancelled:
        yield "STATUS:CANCELLED"
    # A date to keep in mind takes nobody's time.
    yield "TRANSP:OPAQUE" if event.is_busy else "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _instant(at: datetime, zone: ZoneInfo) -> str:
    """In the zone; the hour that comes twice in autumn means the first, so the second is in UTC."""
    local = at.astimezone(zone)
    if local.fold or zone.key == "UTC":
        return f":{_utc(at)}"
    return f";TZID={zone.key}:{local:%Y%m%dT%H%M%S}"


def _uri(address: str) -> str:
    """Addresses are ASCII and hold no line ends."""
    return _NOT_IN_ADDRESSES.sub("", address)


@lru_cache(maxsize=256)
def _timezone(key: str, first: int, last: int) -> bytes:
    """The zone from the start of one year to the end of another, each change by itself.

    An onset is written on the clock that ends with it (3.6.5): 02:00 in spring, 03:00 in autumn.
    """
    zone = ZoneInfo(key)
    start = datetime(first, 1, 1, tzinfo=zone).astimezone(UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{key}", *_observance(zone, start, _offset(zone, start))]
    for at in _changes(zone, start, datetime(last + 1, 1, 1, tzinfo=UTC)):
        lines += _observance(zone, at, _offset(zone, at - _SECOND))
    lines.append("END:VTIMEZONE")
    return b"".join(map(fold, lines))


_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The instants at which the offset of `zone` becomes another one."""
    before = start
    while before < end:
        after = before + _DAY
        if _offset(zone, before) != _offset(zone, after):
            low, high = before, after
            while high - low > _SECOND:
                middle = low + ((high - low) // 2 // _SECOND) * _SECOND
                if _offset(zone, middle) == _offset(zone, before):
                    low = middle
                else:
                    high = middle
            yield high
        before = after


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _observance(zone: ZoneInfo, at: datetime, before: timedelta) -> list[str]:
    local = at.astimezone(zone)
    kind = "DAYLIGHT" if local.dst() else "STANDARD"
    onset = (at + before).replace(tzinfo=None)
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{onset:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_signed(before)}",
        f"TZOFFSETTO:{_signed(_offset(zone, at))}",
        f"TZNAME:{escape(local.tzname() or zone.key)}",
        f"END:{kind}",
    ]


def _signed(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
