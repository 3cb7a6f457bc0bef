"""The calendar page: whose dates, which kinds, which days, and never too many."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followup import registry
from followup.domain.month_grid import month_after, month_of, weeks_of
from followup.models import CalendarDay, CorrectiveAction
from followup.registry import Entry
from followup.services.dates import Dated, span
from tests import factories
from tests.factories import NOON, action, login, organisation, user

pytestmark = pytest.mark.django_db


class Source:
    def __init__(self, label, *given):
        self.label, self.given, self.asked = label, list(given), []

    def entries(self, user, *, since, until, personal):
        self.asked.append((user.username, since, until, personal))
        return [one for one in self.given if one.day is None or since <= one.day <= until]


@pytest.fixture
def sources(monkeypatch):
    known = {"action": Source("Actions", entry("pump")), "review": Source("Reviews")}
    monkeypatch.setattr(registry, "_calendars", known)
    return known


def entry(title, day=date(2026, 11, 16), **fields):
    given = {"uid": title, "title": title, "url": f"/x/{title}/", "changed_at": NOON, "day": day}
    return Entry(**given | fields)


def page(who, **query):
    return login(who).get("/calendar/", query)


def cell(answer, day):
    return next(one for week in answer.context["weeks"] for one in week if one["day"] == day)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-11", date(2026, 11, 1)),
        ("2026-2", date(2026, 2, 1)),
        ("2026-13", date(2028, 2, 1)),
        ("2026-00", date(2028, 2, 1)),
        ("0001-01", date(2028, 2, 1)),
        ("99999999999999999999-01", date(2028, 2, 1)),
        ("", date(2028, 2, 1)),
        ("२०२६-११", date(2028, 2, 1)),
        ("x-y", date(2028, 2, 1)),
    ],
)
def test_a_month_is_read_or_it_is_todays(text, month):
    assert month_of(text, date(2028, 2, 29)) == month


def test_months_follow_each_other():
    assert month_after(date(2026, 12, 31)) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 31), -1) == date(2025, 12, 1)
    assert [weeks_of(2026, 2)[0][0], weeks_of(2026, 2)[-1][-1]] == [
        date(2026, 1, 26),
        date(2026, 3, 1),
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        ((2026, 3, 2, 16, 0), (2026, 3, 2, 17, 0), (date(2026, 3, 3), date(2026, 3, 3))),
        ((2026, 3, 2, 15, 0), (2026, 3, 2, 16, 0), (date(2026, 3, 2), date(2026, 3, 2))),
        ((2026, 3, 2, 15, 0), (2026, 3, 4, 15, 0), (date(2026, 3, 2), date(2026, 3, 4))),
        ((2026, 3, 2, 15, 0), None, (date(2026, 3, 2), date(2026, 3, 2))),
    ],
)
def test_an_hour_falls_on_the_days_of_the_readers_zone(starts, ends, days):
    from zoneinfo import ZoneInfo

    one = entry(
        "x",
        day=None,
        starts_at=datetime(*starts, tzinfo=UTC),
        ends_at=datetime(*ends, tzinfo=UTC) if ends else None,
    )
    zone = ZoneInfo("Asia/Shanghai")
    assert span(one, zone) == days
    assert Dated("a", "A", one).days(zone)[0] == days[0]


def test_signed_out_there_is_no_calendar():
    assert page(None).status_code == 302


def test_ones_own_dates_come_first(alice, sources):
    answer = page(alice, month="2026-11")
    assert sources["action"].asked == [("alice", date(2026, 10, 26), date(2026, 12, 6), True)]
    assert [one["entry"].title for one in cell(answer, date(2026, 11, 16))["items"]] == ["pump"]
    assert "/x/pump/" in answer.content.decode()
    page(alice, month="2026-11", scope="organisation")
    assert sources["action"].asked[-1][-1] is False


def test_kinds_are_chosen_by_chips(alice, sources):
    answer = page(alice, month="2026-11", kind="review")
    assert sources["action"].asked == []
    assert [(str(one["label"]), one["chosen"]) for one in answer.context["chips"]] == [
        ("Actions", False),
        ("Reviews", True),
    ]
    assert answer.context["chips"][1]["query"] == "?month=2026-11&scope=personal"
    assert "kind=action" in answer.context["chips"][0]["query"]
    assert page(alice, kind="nonsense").status_code == 200


def test_months_are_links(alice, sources):
    answer = page(alice, month="2026-12", scope="organisation", kind="action", view="list")
    wanted = "?month={}&scope=organisation&kind=action&view=list"
    assert answer.context["previous"] == wanted.format("2026-11")
    assert answer.context["next"] == wanted.format("2027-01")


def test_holidays_worked_days_and_today_are_marked(alice, sources):
    today = factories.today()
    CalendarDay.objects.create(day=date(2026, 10, 1), is_working=False, name="National Day")
    CalendarDay.objects.create(day=date(2026, 10, 10), is_working=True, name="National Day")
    answer = page(alice, month="2026-10")
    kinds = [cell(answer, date(2026, 10, day))["kind"] for day in (1, 2, 3, 10)]
    assert kinds == ["off", "", "free", "worked"]
    assert answer.content.decode().count('aria-label="Working day"') == 1
    assert cell(page(alice), today)["is_today"] is True


def test_todays_day_is_the_readers(sources):
    organisation(timezone="UTC")
    one = user("kiri", "auditor", timezone="Pacific/Kiritimati")
    today = (datetime.now(UTC) + timedelta(hours=14)).date()
    assert page(one).context["today"] == today


def test_a_full_day_is_cut_and_shown_whole_on_its_own(alice, sources):
    day = date(2026, 11, 16)
    sources["action"].given = [entry(f"a{number:05}") for number in range(10_000)]
    answer = page(alice, month="2026-11")
    shown = cell(answer, day)
    assert (len(shown["items"]), shown["more"]) == (4, 9996)
    assert (answer.context["count"], answer.context["cut"]) == (10_000, 9800)
    assert len(answer.content) < 400_000
    whole = page(alice, day="2026-11-16")
    assert sources["action"].asked[-1][1:3] == (day, day)
    assert whole.context["weeks"] == []
    assert len(whole.context["agenda"][0]["items"]) == 200


def test_a_done_date_says_so(alice, sources):
    sources["action"].given = [entry("pump", is_done=True)]
    assert 'aria-label="Done"' in page(alice, month="2026-11").content.decode()


@pytest.mark.parametrize("day", ["2026-02-30", "x", "0001-01-01", "9999-12-31"])
def test_an_impossible_day_shows_a_month(alice, sources, day):
    answer = page(alice, day=day)
    assert answer.status_code == 200
    assert answer.context["weeks"]


def test_the_page_asks_a_constant_number_of_questions(manager):
    client = login(manager)
    counts = []
    for number in (1, 2, 30):
        for _more in range(number):
            fields = {"due_on": date(2026, 11, 16), "state": "open", "owner": "olaf"}
            action(f"ACT-{CorrectiveAction.objects.count()}", by=manager, **fields)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get("/calendar/?month=2026-11&scope=organisation")
        counts.append(len(asked))
    assert answer.context["count"] == 33
    assert counts[1] == counts[2] <= 28
