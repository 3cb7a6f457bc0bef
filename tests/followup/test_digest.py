"""The morning's digest (NTF-10): on working days, on each one's own clock, once, never empty."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from followup import registry
from followup.domain.digest_time import is_due
from followup.messages import kind_of
from followup.models import CalendarDay, FollowupSettings, Notification, NotificationPreference
from followup.registry import DigestItem
from followup.services.digest import lines_of, send_digests
from followup.services.sending import drain
from followup.services.wording import words_of
from tests.factories import action, organisation, person, process, user
from tests.mail_server import mail_goes_to, mail_server

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Source:
    """Answers the same lines for everybody it is asked about, and remembers the questions."""

    def __init__(self, *items, only=None):
        self.given, self.only, self.asked = items, only, []

    def items(self, people, today):
        self.asked.append((sorted(one.code for one in people), today))
        return {
            one.pk: list(self.given) for one in people if self.only is None or one.code in self.only
        }


@pytest.fixture
def source(monkeypatch):
    one = Source(DigestItem("overdue", "Mend the fence", "/actions/ACT-1/", date(2026, 3, 1)))
    monkeypatch.setattr(registry, "_digests", {"test": one})
    return one


def local(zone, day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo(zone))


def told():
    return sorted(set(Notification.objects.values_list("person__code", "mark")))


@pytest.mark.parametrize(
    ("at", "digest_at", "due"),
    [
        (time(8, 29), time(8, 30), False),
        (time(8, 30), time(8, 30), True),
        (time(17, 59), time(8, 30), True),
        (time(18, 0), time(8, 30), False),
        (time(0, 0), time(0, 0), True),
        (time(18, 30), time(18, 30), True),
        (time(23, 58), time(20, 0), True),
        (time(18, 0), time(20, 0), False),
    ],
)
def test_the_digest_is_due_from_its_hour_until_evening(at, digest_at, due):
    assert is_due(datetime.combine(date(2026, 3, 2), at, tzinfo=UTC), digest_at) is due


def test_a_skipped_hour_counts_when_the_next_strikes():
    """Berlin, 29 March 2026: 02:30 does not exist (E1)."""
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC).astimezone(berlin)
    after = datetime(2026, 3, 29, 1, 0, tzinfo=UTC).astimezone(berlin)
    assert [is_due(one, time(2, 30)) for one in (before, after)] == [False, True]


def test_it_is_sent_once_a_day_however_often_one_looks(source):
    person("alice", user=user("alice"))
    answers = [
        send_digests(at=local("Asia/Shanghai", 2, hour, minute))
        for hour, minute in [(8, 25), (8, 30), (8, 35), (12, 0), (17, 55), (18, 5)]
    ]
    assert answers == [0, 1, 0, 0, 0, 0]
    assert send_digests(at=local("Asia/Shanghai", 3, 8, 30)) == 1
    assert told() == [("alice", "2026-03-02"), ("alice", "2026-03-03")]


def test_it_is_sent_once_though_the_cache_forgot(source):
    person("alice", user=user("alice"))
    for _again in range(3):
        send_digests(at=local("Asia/Shanghai", 2, 9))
        cache.clear()
    assert Notification.objects.count() == 2  # in the app and by mail


def test_a_missed_morning_is_made_up_for_until_six(source):
    person("alice")
    assert send_digests(at=local("Asia/Shanghai", 2, 18)) == 0
    assert send_digests(at=local("Asia/Shanghai", 2, 17, 55)) == 1


def test_who_had_nothing_in_the_morning_is_left_alone_at_noon(monkeypatch):
    person("alice")
    monkeypatch.setattr(registry, "_digests", {"test": Source()})
    assert send_digests(at=local("Asia/Shanghai", 2, 8, 30)) == 0
    monkeypatch.setattr(registry, "_digests", {"test": Source(DigestItem("overdue", "x", ""))})
    assert send_digests(at=local("Asia/Shanghai", 2, 12)) == 0
    assert Notification.objects.count() == 0


def test_only_working_days_count(source):
    """Saturday 7 March is off; the Saturday 14 March is worked; Monday 16 March is a holiday."""
    person("alice")
    CalendarDay.objects.create(day=date(2026, 3, 14), is_working=True)
    CalendarDay.objects.create(day=date(2026, 3, 16), is_working=False)
    days = (6, 7, 8, 9, 14, 15, 16, 17)
    assert [send_digests(at=local("Asia/Shanghai", day, 9)) for day in days] == [
        1, 0, 0, 1, 1, 0, 0, 1
    ]  # fmt: skip


def test_four_people_in_four_zones_get_it_at_their_own_half_past_eight(source):
    organisation(timezone="Asia/Shanghai")
    person("shanghai")
    person("berlin", user=user("berlin", timezone="Europe/Berlin"))
    person("newyork", user=user("newyork", timezone="America/New_York"))
    auckland = person("auckland", user=user("auckland", timezone="Europe/Paris"))
    NotificationPreference.objects.create(person=auckland, timezone="Pacific/Auckland")
    sent = []
    for number in range(0, 36 * 12):
        at = datetime.fromtimestamp(
            datetime(2026, 3, 1, 18, tzinfo=UTC).timestamp() + number * 300, UTC
        )
        if send_digests(at=at):
            newest = Notification.objects.latest("id")
            sent.append((newest.person.code, newest.mark, at))
    assert sent[:4] == [
        ("auckland", "2026-03-02", datetime(2026, 3, 1, 19, 30, tzinfo=UTC)),
        ("shanghai", "2026-03-02", datetime(2026, 3, 2, 0, 30, tzinfo=UTC)),
        ("berlin", "2026-03-02", datetime(2026, 3, 2, 7, 30, tzinfo=UTC)),
        ("newyork", "2026-03-02", datetime(2026, 3, 2, 13, 30, tzinfo=UTC)),
    ]
    assert sent[4] == ("auckland", "2026-03-03", datetime(2026, 3, 2, 19, 30, tzinfo=UTC))


def test_summer_time_moves_the_instant_not_the_hour(source):
    person("berlin", user=user("berlin", timezone="Europe/Berlin"))
    winter = [datetime(2026, 3, 27, 7, minute, tzinfo=UTC) for minute in (25, 30)]
    summer = [datetime(2026, 3, 30, 6, minute, tzinfo=UTC) for minute in (25, 30)]
    assert [send_digests(at=at) for at in winter + summer] == [0, 1, 0, 1]


def test_it_can_be_switched_off_by_each_and_by_all(source):
    alice = person("alice")
    person("bob")
    NotificationPreference.objects.create(person=alice, digest=False)
    assert send_digests(at=local("Asia/Shanghai", 2, 9)) == 1
    assert told() == [("bob", "2026-03-02")]
    FollowupSettings.current()
    FollowupSettings.objects.update(digest_on=False)
    assert send_digests(at=local("Asia/Shanghai", 3, 9)) == 0


def test_the_hour_is_the_organisations_choice(source):
    person("alice")
    FollowupSettings.current()
    FollowupSettings.objects.update(digest_at=time(7, 0))
    answers = [send_digests(at=local("Asia/Shanghai", 2, 6, 59))]
    answers.append(send_digests(at=local("Asia/Shanghai", 2, 7)))
    assert answers == [0, 1]


def test_an_empty_digest_is_not_sent(source):
    source.only = {"bob"}
    person("alice")
    person("bob")
    assert send_digests(at=local("Asia/Shanghai", 2, 9)) == 1
    assert told() == [("bob", "2026-03-02")]


def test_who_left_gets_none(source):
    person("gone", is_active=False)
    person("alice", user=user("alice", is_active=False))
    send_digests(at=local("Asia/Shanghai", 2, 9))
    # Without a login that works nothing is shown in the app.
    assert list(Notification.objects.values_list("person__code", "channel")) == [("alice", "email")]


def test_it_expires_with_its_day(source):
    person("alice")
    send_digests(at=local("Asia/Shanghai", 2, 9))
    assert Notification.objects.get().expires_at == datetime(2026, 3, 3, tzinfo=SHANGHAI)


def test_switching_off_stops_what_is_not_sent_yet(source):
    alice = person("alice")
    send_digests(at=local("Asia/Shanghai", 2, 9))
    row = Notification.objects.get()
    assert kind_of("digest").stop([row]) == {}
    NotificationPreference.objects.create(person=alice, digest=False)
    assert kind_of("digest").stop([row]) == {row.pk: "digest_off"}


def test_the_words_are_the_readers(source, settings):
    settings.PUBLIC_URL = "https://bcm.example.org"
    person("alice")
    send_digests(at=local("Asia/Shanghai", 2, 9))
    row = Notification.objects.get()
    english = words_of(row, language="en", zone=SHANGHAI)
    assert english.title == "What waits for you on 2026-03-02: 1"
    assert english.text.splitlines() == [
        "Overdue (1)",
        "• Mend the fence · 2026-03-01",
        "  https://bcm.example.org/actions/ACT-1/",
    ]
    assert english.url == "/calendar/?scope=personal"
    assert set(row.params["lines"][0]) == {"en", "zh"}


def test_sections_come_in_order_and_long_ones_are_counted():
    items = [DigestItem("reviews", "Review", "")] + [
        DigestItem("overdue", f"Action {number:02}", "", date(2026, 3, number))
        for number in range(12, 0, -1)
    ]
    lines = lines_of(items)
    assert lines[0]["en"] == "Overdue (12)"
    assert lines[1] == "• Action 01 · 2026-03-01"
    assert lines[11]["en"] == "  and 2 more"
    assert (lines[12], lines[13]["en"], len(lines)) == ("", "Reviews (1)", 15)


def test_a_title_keeps_to_its_line():
    assert lines_of([DigestItem("overdue", "a\nb\r\tc", "")])[1] == "• a b c"


def test_sources_are_asked_once_for_everybody(source, django_assert_max_num_queries):
    organisation()
    FollowupSettings.current()
    for number in range(30):
        person(f"p{number:02}", user=user(f"u{number:02}"))
    with django_assert_max_num_queries(25):
        assert send_digests(at=local("Asia/Shanghai", 2, 9)) == 30
    assert [len(people) for people, _day in source.asked] == [30]


def test_it_arrives_as_mail_with_what_really_waits(settings):
    """From real actions and reviews to the reader's mailbox, in Chinese; once (NTF-10)."""
    settings.PUBLIC_URL = "https://bcm.example.org"
    alice = person("alice", user=user("alice", "continuity_manager", language="zh-hans"))
    action("ACT-2026-0001", owner=alice, state="open", due_on=date(2026, 2, 27), title="更换备用泵")
    action("ACT-2026-0002", owner=alice, state="open", due_on=date(2026, 3, 5), title="复核电话表")
    action("ACT-2026-0003", owner=alice, state="open", due_on=date(2026, 6, 1), title="以后再说")
    process("road-rescue", owner=alice, review_due=date(2026, 3, 20))
    at = local("Asia/Shanghai", 2, 9)
    with mail_server() as post:
        mail_goes_to(settings, post.host, post.port)
        send_digests(at=at)
        cache.clear()
        send_digests(at=at)
        drain(now=lambda: at)
        (mail,) = post.posted
    titles = [line for line in mail.text.splitlines() if line.startswith("• ")]
    assert [line.split(" · ")[-1] for line in titles] == ["2026-02-27", "2026-03-05", "2026-03-20"]
    assert "更换备用泵" in titles[0]
    assert "https://bcm.example.org/actions/ACT-2026-0001/" in mail.text
    assert "以后再说" not in mail.text
    assert "https://bcm.example.org/calendar/?scope=personal" in mail.text
