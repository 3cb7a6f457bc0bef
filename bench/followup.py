"""Corrective actions, the calendar, and what people were told: pages over 10,000 of each."""

from __future__ import annotations

import statistics
from datetime import datetime

from django.test import Client
from django.utils import timezone

from accounts.models import User
from bench import generate, generate_followup
from bench.measure import RUNS, Result, clocked, page, signed_in
from followup.models import CalendarFeed
from followup.services.feeds import create_feed, read_feed

COUNT = 10_000
FEED_READS = 5
FOUND = "/actions/?search=repair&ordering=owner&offset=1000"


def actions() -> list[Result]:
    """As a manager who sees all, and as an owner limited to departments."""
    user = generate.start()
    generate.processes(1_000)
    generate_followup.actions(COUNT, user)
    generate.analyse()
    client, limited = signed_in(user), signed_in(generate.owner(departments=10))
    return [
        page("List of 50 of 10,000 actions", client, "/actions/", 300, 15),
        page("The same, searched, sorted, page 21", client, FOUND, 300, 15),
        page("The same list for an owner of 10 departments", limited, "/actions/", 300, 18),
        page("Board of 10,000 actions", client, "/actions/board/", 400, 20),
        page("The same board for that owner", limited, "/actions/board/", 400, 20),
        page("API: 50 of 10,000 actions", client, "/api/v1/corrective-actions/", 60, 10),
    ]


def calendar() -> list[Result]:
    """All 10,000 actions fall due this month; with the reviews 10,000 dates are in force."""
    user = generate.start()
    generate.processes(1_000)
    generate_followup.actions(COUNT, user)
    generate.analyse()
    client, house = signed_in(user), "/calendar/?scope=organisation"
    return [
        page("Calendar: a month with 10,000 actions", client, house, 300, 15),
        page("The same as a list", client, f"{house}&view=list", 300, 15),
        page("Calendar: one\u2019s own dates among them", client, "/calendar/", 150, 15),
        Result("iCal feed of 10,000 dates", _feed_read(user, timezone.now()), 1, "s"),
    ]


def _feed_read(user: User, at: datetime) -> float:
    """Median seconds; the calendar's events are counted, so that a wrong one is not quick."""
    CalendarFeed.objects.all().delete()
    _feed, token = create_feed(user=user, scope="organisation", by=user, at=at)

    def read() -> None:
        reading = read_feed(token, at=timezone.now())
        assert reading is not None
        assert reading.body.count(b"BEGIN:VEVENT") >= COUNT * 9 // 10

    read()
    return statistics.median(clocked(read) for _ in range(FEED_READS))


def inbox() -> list[Result]:
    """10,000 messages of one reader among 110,000, and 10,000 that were not sent among 100,000."""
    user = generate.start()
    generate_followup.messages(COUNT, user, unread=50)
    generate.analyse()
    client = signed_in(user)
    return [
        page("Inbox: 50 of 10,000 messages", client, "/messages/", 150, 10),
        page("Inbox: unread", client, "/messages/?unread=true", 150, 10),
        _bell(client),
        page("Not sent: 50 of 10,000", client, "/deliveries/not-sent/", 150, 12),
    ]


def _bell(client: Client) -> Result:
    """Asked again and again by every open page, and mostly answered with nothing."""
    for _ in range(2):
        _ring(client)
    took = statistics.median(clocked(lambda: _ring(client)) for _ in range(RUNS))
    return Result("Bell with 50 unread", took * 1000, 20, "ms")


def _ring(client: Client) -> None:
    assert client.get("/messages/bell/?shown=50").status_code == 204
