"""What leaves when: stop rules, bundles, throttles, quiet hours (NTF-4, NTF-5, NTF-7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followup import registry
from followup.clock_messages import no_longer_wanted
from followup.models import Clock, ClockState, ContactPoint, Delivery, Notification
from followup.registry import Recipient
from followup.services.gathering import gather
from followup.services.sending import drain
from tests import factories
from tests.followup.outbox_world import (
    MIDDAY,
    STOPPED,
    Clockwork,
    allow,
    person,
    prefer,
    states,
    subject,
    tell,
)
from tests.mail_server import Mailbox, mail_goes_to, mail_server

pytestmark = pytest.mark.django_db

# 23:30 in Shanghai, and the end of that night.
NIGHT = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
MORNING = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)


@pytest.fixture
def post(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        yield box


@pytest.fixture
def clock() -> Clockwork:
    return Clockwork()


@pytest.fixture(autouse=True)
def _nothing_stopped() -> Iterator[None]:
    STOPPED.clear()
    yield
    STOPPED.clear()


# --- NTF-4 ----------------------------------------------------------------------------


def test_ntf_4_what_is_no_longer_wanted_is_not_sent(post: Mailbox, clock: Clockwork) -> None:
    rows = tell(person("alice"), person("bob"))
    STOPPED[rows[0].pk] = "clock_stopped"
    drain(now=clock)

    assert states(*rows) == [("suppressed", "clock_stopped"), ("sent", "")]
    assert [mail.to for mail in post.posted] == [["bob@example.com"]]


def test_ntf_4_what_came_too_late_is_not_sent(post: Mailbox, clock: Clockwork) -> None:
    rows = tell(person("alice"), expires_at=MIDDAY + timedelta(minutes=5))
    clock.on(minutes=5)
    drain(now=clock)

    assert states(*rows) == [("expired", "expired")]
    assert post.count == 0


def test_ntf_4_stop_rules_are_asked_again_before_a_retry(settings: Any, clock: Clockwork) -> None:
    with mail_server(mode="refuse_4xx") as box:
        mail_goes_to(settings, box.host, box.port)
        rows = tell(person("alice"))
        drain(now=clock)
        box.handler.mode = "accept"
        STOPPED[rows[0].pk] = "role_left"
        clock.on(seconds=31)
        drain(now=clock)

        assert states(*rows) == [("suppressed", "role_left")]
        assert box.count == 0


def test_ntf_4_acknowledged_elsewhere_is_not_told_again(post: Mailbox, clock: Clockwork) -> None:
    rows = tell(person("alice"), asks_acknowledgement=True)
    Notification.objects.update(ack_at=MIDDAY)
    drain(now=clock)

    assert states(*rows) == [("suppressed", "acknowledged")]


class Subjects:
    label = "Subject"

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}

    def load(self, codes: Any) -> Any:
        return {code: self.known[code] for code in codes if code in self.known}

    def visible_to(self, user: Any, codes: Any) -> Any:
        return set(codes)


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Subjects:
    """The kind "known", for one test."""
    source = Subjects()
    monkeypatch.setitem(registry._subjects, "known", source)
    return source


def running_clock(code: str, state: str = ClockState.RUNNING.value) -> Clock:
    return Clock.objects.create(
        kind="trial",
        subject_kind="known",
        subject_code=code,
        anchor_at=MIDDAY,
        first_due_at=MIDDAY,
        due_at=MIDDAY,
        state=state,
        created_at=MIDDAY,
    )


def test_ntf_4_the_rule_of_clocks(source: Subjects) -> None:
    alice, head = person("alice"), person("head")
    alice.department = factories.department("sales", head=head)
    alice.save()
    owner = {"owner": (Recipient(person=alice),)}
    for code, open_ in (("open", True), ("shut", False), ("left", True)):
        source.known[code] = subject(code, kind="known", is_open=open_, roles=owner)

    def told(code: str, one: Any = alice, role: str = "owner", state: str = "running") -> int:
        about = subject(code, kind="known")
        Clock.objects.filter(subject_code=code).delete()
        clock = running_clock(code, state)
        (row,) = tell(one, about=about, roles=(role,), clock=clock, mark=f"{one.code}{role}{state}")
        row = Notification.objects.select_related("clock").get(pk=row.pk)
        answer = no_longer_wanted([row])
        Notification.objects.all().delete()
        return answer.get(row.pk, "")  # type: ignore[return-value]

    assert told("open") == ""
    assert told("open", state="cancelled") == "clock_stopped"
    assert told("shut") == "subject_closed"
    assert told("gone") == "subject_gone"
    assert told("open", one=person("bob")) == "role_left"
    assert told("open", one=head, role="manager") == ""
    assert told("open", one=person("bob"), role="manager") == "role_left"
    boss = person("boss", user=factories.user("boss", "continuity_manager"))
    assert told("open", one=boss, role="bcm_managers") == ""


def test_ntf_4_the_rule_of_clocks_costs_the_same_for_one_and_three(source: Subjects) -> None:
    counts = []
    for number in (1, 3):
        people = [person(f"r{number}{one}") for one in range(number)]
        for one in people:
            one.department = factories.department("sales", head=person("head"))
            one.save()
            source.known[one.code] = subject(
                one.code, kind="known", roles={"owner": (Recipient(person=one),)}
            )
        rows = [row for one in people for row in tell(one, about=source.known[one.code])]
        rows = list(Notification.objects.filter(pk__in=[row.pk for row in rows]))
        with CaptureQueriesContext(connection) as seen:
            assert no_longer_wanted(rows) == {}
        counts.append(len(seen))
    assert counts[0] == counts[1]


# --- NTF-5 ----------------------------------------------------------------------------


def test_ntf_5_what_waits_for_one_person_leaves_as_one(post: Mailbox, clock: Clockwork) -> None:
    alice = person("alice")
    tell(alice, what="one")
    tell(alice, what="two", about=subject("other", exercise=True))
    tell(alice, what="three", about=subject("third", exercise=False))
    assert drain(now=clock) == 1

    (mail,) = post.posted
    assert mail.subject == "[DRILL 演练] [REAL 真实] 3 messages: Trial of one"
    assert [line for line in mail.text.splitlines() if "Trial of" in line] == [
        "Trial of one",
        "[DRILL 演练] Trial of two",
        "[REAL 真实] Trial of three",
    ]


def test_ntf_5_within_a_minute_the_next_ones_wait_together(post: Mailbox, clock: Clockwork) -> None:
    alice = person("alice")
    tell(alice, what="one")
    drain(now=clock)
    two = tell(alice, what="two", at=clock.on(seconds=5))
    drain(now=clock)
    assert states(*two) == [("pending", "throttled")]
    tell(alice, what="three", at=clock.on(seconds=50))
    drain(now=clock)
    assert post.count == 1
    clock.on(seconds=5)
    drain(now=clock)

    assert [mail.subject for mail in post.posted] == [
        "Trial of one · road-rescue",
        "2 messages: Trial of two",
    ]


@pytest.mark.parametrize("how", [{"urgent": True}, {"about": subject("x1", grade="I")}])
def test_ntf_5_urgent_and_grade_i_are_alone_and_at_once(
    post: Mailbox, clock: Clockwork, how: dict[str, Any]
) -> None:
    alice = person("alice")
    tell(alice, what="ordinary")
    drain(now=clock)
    clock.on(seconds=1)
    for what in ("one", "two"):
        tell(alice, what=what, at=clock(), **how)
    drain(now=clock)

    assert [mail.subject.partition(" · ")[0] for mail in post.posted] == [
        "Trial of ordinary",
        "Trial of one",
        "Trial of two",
    ]


def test_ntf_5_the_urgent_leave_first(post: Mailbox, clock: Clockwork) -> None:
    tell(*(person(f"p{number}") for number in range(5)), what="ordinary")
    tell(person("last"), what="now", urgent=True, at=clock.on(seconds=1))
    drain(now=clock, batch=2)

    assert post.posted[0].to == ["last@example.com"]
    assert post.count == 6


def test_ntf_5_the_bundling_time_is_a_setting(post: Mailbox, clock: Clockwork) -> None:
    allow(bundle_s=0)
    alice = person("alice")
    for what in ("one", "two"):
        tell(alice, what=what, at=clock.on(seconds=1))
        drain(now=clock)
    assert post.count == 2


# --- NTF-7 ----------------------------------------------------------------------------


def test_ntf_7_held_over_night_and_told_once_in_the_morning(
    post: Mailbox, clock: Clockwork
) -> None:
    clock.at = NIGHT
    alice = person("alice")
    rows = tell(alice, what="one", at=NIGHT)
    drain(now=clock)
    rows += tell(alice, what="two", at=clock.on(hours=3))
    rows += tell(alice, what="gone", at=clock())
    drain(now=clock)
    assert post.count == 0
    assert states(*rows) == [("pending", "quiet_hours")] * 3
    assert set(Notification.objects.values_list("not_before", flat=True)) == {MORNING}

    STOPPED[rows[2].pk] = "clock_stopped"
    clock.at = MORNING
    drain(now=clock)

    (mail,) = post.posted
    assert mail.subject == "2 messages: Trial of one"
    assert states(*rows) == [("sent", ""), ("sent", ""), ("suppressed", "clock_stopped")]


@pytest.mark.parametrize(
    "how", [{"urgent": True}, {"held_in_quiet_hours": False}, {"about": subject("y", grade="I")}]
)
def test_ntf_7_what_must_not_be_held_leaves_at_night(
    post: Mailbox, clock: Clockwork, how: dict[str, Any]
) -> None:
    clock.at = NIGHT
    rows = tell(person("alice"), at=NIGHT, **how)
    drain(now=clock)
    assert states(*rows) == [("sent", "")]


def test_ntf_7_the_recipients_own_hours_and_zone(post: Mailbox, clock: Clockwork) -> None:
    clock.at = NIGHT
    berlin, awake, asleep = person("berlin"), person("awake"), person("asleep")
    prefer(berlin, timezone="Europe/Berlin")  # 16:30 there
    prefer(awake, quiet_from="00:00", quiet_until="00:00")
    prefer(asleep, quiet_from="09:00", quiet_until="23:45")
    rows = tell(berlin, awake, asleep, at=NIGHT)
    drain(now=clock)

    assert states(*rows) == [("sent", ""), ("sent", ""), ("pending", "quiet_hours")]
    assert Notification.objects.get(pk=rows[2].pk).not_before == NIGHT + timedelta(minutes=15)


def test_ntf_7_what_expires_at_night_is_not_told_in_the_morning(
    post: Mailbox, clock: Clockwork
) -> None:
    clock.at = NIGHT
    rows = tell(person("alice"), at=NIGHT, expires_at=NIGHT + timedelta(hours=1))
    drain(now=clock)
    clock.at = MORNING
    drain(now=clock)
    assert states(*rows) == [("expired", "expired")]


# --- two at once ----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_decide_on_the_same_contact_point(settings: Any) -> None:
    """What one worker has locked the other passes over, without waiting."""
    import threading

    from django.db import connections, transaction

    settings.MAIL_IS_SET_UP = True
    tell(*(person(f"w{number}") for number in range(4)))
    other: list[int] = []

    def second_worker() -> None:
        try:
            jobs, _found = gather(at=MIDDAY)
            other.extend(job.contact.pk for job in jobs)
        finally:
            connections.close_all()

    with transaction.atomic():
        mine = ContactPoint.objects.order_by("pk")[:2]
        held = {row.pk for row in mine.select_for_update()}
        thread = threading.Thread(target=second_worker)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
    assert set(other) == set(ContactPoint.objects.values_list("pk", flat=True)) - held
    assert Delivery.objects.count() == 2
