"""Calendars as text (RFC 5545): read back by a library and by a reader from 2010."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from followup.domain.ical import Event, Window, calendar, escape, fold

WINDOW = Window(date(2026, 1, 1), date(2027, 4, 1))
CHANGED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LONG = "供应商清单演练" * 30 + "😀" * 20


def text_of(*events, zone="Asia/Shanghai", name="Dates"):
    return calendar(events, name=name, product="-//BCM//EN", zone=ZoneInfo(zone), window=WINDOW)


def event(**fields):
    return Event(**{"uid": "a@b", "title": "Title", "changed_at": CHANGED} | fields)


def old_reader(data):
    """Lines as RFC 2445 has them: CRLF, 75 octets, a space goes on; nothing cleverer."""
    assert data.endswith(b"\r\n")
    lines = data[:-2].split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # folded between characters
    unfolded = []
    for line in lines:
        if line.startswith(b" "):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    stack, events, zones = [], [], []
    for line in unfolded:
        name, value = line.decode().split(":", 1)
        name, *parameters = name.split(";")
        if name == "BEGIN":
            stack.append(value)
            if value == "VEVENT":
                events.append({})
            if value == "VTIMEZONE":
                zones.append([])
        elif name == "END":
            assert stack.pop() == value
        elif stack[-1] == "VEVENT":
            assert name not in events[-1], f"{name} stands twice"
            events[-1][name] = (parameters, plain(value))
        elif "VTIMEZONE" in stack:
            zones[-1].append((stack[-1], name, value))
    assert stack == []
    return unfolded[0], events, zones


def plain(value):
    out, rest = "", iter(value)
    for sign in rest:
        if sign == "\\":
            sign = next(rest)
            assert sign in "\\;,nN", f"unknown escape {sign}"
            sign = "\n" if sign in "nN" else sign
        out += sign
    return out


@pytest.mark.parametrize(
    "title",
    [
        "plain",
        "a; b, c \\ d: e",
        "first\nsecond\r\nthird\rfourth",
        "\\n is no line end",
        "日历,提醒;换行\n下一行",
        "👩‍🚒🚒 rescue",
        LONG,
        "x" * 500,
        "ends with a backslash\\",
        "control\x00\x07\x1b signs",
        '"quoted"',
    ],
)
def test_every_text_comes_back(title):
    data = text_of(event(title=title, description=title, day=date(2026, 3, 2)))
    wanted = title.replace("\r\n", "\n").replace("\r", "\n")
    wanted = "".join(one for one in wanted if one == "\n" or one >= " ")
    _first, (old,), _zones = old_reader(data)
    assert (old["SUMMARY"][1], old["DESCRIPTION"][1]) == (wanted, wanted)
    (read,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert str(read["SUMMARY"]) == wanted


@pytest.mark.parametrize("length", range(60, 90))
@pytest.mark.parametrize("sign", ["x", "é", "汉", "😀"])
def test_folding_never_cuts_a_character(sign, length):
    line = "S" * (length - 60) + sign * 60
    data = fold(line)
    assert data.replace(b"\r\n ", b"") == line.encode() + b"\r\n"
    assert all(len(one) <= 75 for one in data.split(b"\r\n"))
    for one in data.split(b"\r\n"):
        one.decode()


def test_a_line_of_75_octets_stays_whole():
    assert fold("x" * 75) == b"x" * 75 + b"\r\n"
    assert fold("x" * 76) == b"x" * 75 + b"\r\n x\r\n"


def test_a_whole_day_ends_on_the_next_exclusively():
    data = text_of(event(day=date(2028, 2, 29)), event(uid="c", day=date(2026, 12, 31)))
    _first, events, _zones = old_reader(data)
    assert [(one["DTSTART"], one["DTEND"]) for one in events] == [
        ((["VALUE=DATE"], "20280229"), (["VALUE=DATE"], "20280301")),
        ((["VALUE=DATE"], "20261231"), (["VALUE=DATE"], "20270101")),
    ]


def test_an_event_carries_what_old_programs_need():
    data = text_of(event(day=date(2026, 3, 2), url="https://bcm.example.org/a", category="Action"))
    first, (old,), _zones = old_reader(data)
    assert first == b"BEGIN:VCALENDAR"
    assert {name: value for name, (_parameters, value) in old.items()} == {
        "UID": "a@b",
        "DTSTAMP": "20260302T120000Z",
        "LAST-MODIFIED": "20260302T120000Z",
        "SEQUENCE": "194616000",
        "DTSTART": "20260302",
        "DTEND": "20260303",
        "SUMMARY": "Title",
        "URL": "https://bcm.example.org/a",
        "CATEGORIES": "Action",
        "TRANSP": "TRANSPARENT",
    }
    head = data.split(b"BEGIN:VTIMEZONE")[0].decode().splitlines()
    assert head[1:5] == ["VERSION:2.0", "PRODID:-//BCM//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]


def test_no_property_younger_than_2010_is_used():
    data = text_of(event(day=date(2026, 3, 2), url="https://a/", category="b", description="c"))
    names = {line.split(":")[0].split(";")[0] for line in data.decode().splitlines()}
    young = {"NAME", "REFRESH-INTERVAL", "COLOR", "IMAGE", "CONFERENCE", "SOURCE", "TZUNTIL"}
    assert names & young == set()


def test_a_change_raises_the_sequence_and_keeps_the_uid():
    def numbers(changed):
        _first, (old,), _zones = old_reader(text_of(event(changed_at=changed, day=WINDOW.since)))
        return old["UID"][1], int(old["SEQUENCE"][1])

    before, after = numbers(CHANGED), numbers(CHANGED + timedelta(seconds=1))
    assert before[0] == after[0]
    assert before[1] < after[1] < 2**31


def test_an_empty_calendar_still_holds_one_component():
    _first, events, zones = old_reader(text_of())
    assert (events, len(zones)) == ([], 1)
    assert icalendar.Calendar.from_ical(text_of()).walk("VEVENT") == []


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Asia/Shanghai", datetime(2026, 3, 2, 0, 30, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first 02:30
        ("Europe/Berlin", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # the second
        ("America/New_York", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, 15, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 6, 1, 3, 0, tzinfo=UTC)),
        ("UTC", datetime(2026, 6, 1, 3, 0, tzinfo=UTC)),
    ],
)
def test_every_instant_comes_back(zone, at):
    data = text_of(event(starts_at=at, ends_at=at + timedelta(hours=2)), zone=zone)
    (read,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert read["DTSTART"].dt.astimezone(UTC) == at
    assert read["DTEND"].dt.astimezone(UTC) == at + timedelta(hours=2)
    _first, (old,), (described,) = old_reader(data)
    assert by_rules(old["DTSTART"], described) == at


def by_rules(start, described):
    """The instant as a program finds it that knows zones only from the file (3.6.5)."""
    parameters, value = start
    if value.endswith("Z"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    local = datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    rules, current = [], {}
    for kind, name, text in described:
        if kind in ("STANDARD", "DAYLIGHT"):
            current[name] = text
            if name == "TZNAME":
                rules.append(current)
                current = {}
    offset = None
    for rule in rules:
        if rule["DTSTART"] <= value:
            offset = rule["TZOFFSETTO"]
    sign = -1 if offset[0] == "-" else 1
    return local - sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[3:]))


def test_a_zone_is_described_by_the_clock_that_ends():
    """Berlin's summer begins at 02:00 of winter time, and ends at 03:00 of summer time."""
    _first, _events, (described,) = old_reader(text_of(zone="Europe/Berlin"))
    rows = [(kind, value) for kind, name, value in described if name == "DTSTART"]
    assert rows == [
        ("STANDARD", "20260101T000000"),
        ("DAYLIGHT", "20260329T020000"),
        ("STANDARD", "20261025T030000"),
        ("DAYLIGHT", "20270328T020000"),
        ("STANDARD", "20271031T030000"),
    ]


def test_an_end_before_the_start_is_left_out():
    data = text_of(event(starts_at=CHANGED, ends_at=CHANGED))
    _first, (old,), _zones = old_reader(data)
    assert "DTEND" not in old


def test_an_address_cannot_break_out_of_its_line():
    data = text_of(event(day=WINDOW.since, url="https://a/\r\nATTACH:evil 汉"))
    _first, (old,), _zones = old_reader(data)
    assert old["URL"][1] == "https://a/ATTACH:evil"


def test_escaping_is_that_of_the_standard():
    assert escape("a;b,c\\d\ne") == "a\\;b\\,c\\\\d\\ne"
