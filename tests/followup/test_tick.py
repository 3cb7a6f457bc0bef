"""The ticker: one mark per tick, outages, bad clocks, vanished subjects (CLK-1…4, NTF-6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person, User
from followup import registry
from followup.models import Clock, ClockEvent, Notification, TickerOutage, TickerState
from followup.registry import Fired
from followup.services.clocks import start_clock
from followup.services.stopping import reasons_to_stop
from followup.services.ticking import tick
from tests import factories
from tests.factories import NOON
from tests.followup.things import Things, registered

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def things() -> Iterator[Things]:
    with registered() as source:
        yield source


@pytest.fixture
def olga(db: None) -> Person:
    return factories.person("olga", user=factories.user("olga", "process_owner"))


def started(code: str = "1", **changes: Any) -> Clock:
    """An hour to go; warned at half, three quarters and nine tenths of it."""
    values: dict[str, Any] = {
        "kind": "impact_rto",
        "subject_kind": "thing",
        "subject_code": code,
        "title": f"Thing {code}",
        "anchor_at": NOON,
        "due_at": NOON + timedelta(hours=1),
        "at": NOON,
    }
    return start_clock(**(values | changes))


def ticked(minutes: float) -> int:
    return tick(at=NOON + timedelta(minutes=minutes)).fired


def story(clock: Clock) -> list[tuple[str, str]]:
    events = ClockEvent.objects.filter(clock=clock).exclude(type="started")
    return list(events.values_list("type", "mark"))


def owned(things: Things, owner: Person, code: str = "1", **fields: Any) -> None:
    roles = {"process_owner": (registry.Recipient(person=owner, user=owner.user),)}
    things.add(code, roles=roles, **fields)


def test_every_mark_is_fired_once_in_its_order(things: Things, olga: Person) -> None:
    owned(things, olga)
    clock = started(grade="II")
    fired = [ticked(minute) for minute in (29, 30, 31, 45, 54, 60, 61, 89, 90)]
    assert fired == [0, 1, 0, 1, 1, 1, 0, 0, 1]
    assert story(clock) == [
        ("warned", "half"),
        ("warned", "three_quarters"),
        ("warned", "nine_tenths"),
        ("breached", "due"),
        ("repeated", "repeat-1"),
    ]
    clock.refresh_from_db()
    assert (clock.state, clock.breached_at) == ("breached_running", NOON + timedelta(hours=1))
    told = Notification.objects.filter(person=olga, channel="in_app")
    assert sorted(told.values_list("mark", flat=True)) == [
        *("due", "half", "nine_tenths", "repeat-1", "three_quarters"),
    ]


def test_after_an_outage_only_the_most_severe_mark_is_told(things: Things, olga: Person) -> None:
    """CLK-4, E8: seven minutes without a ticker, one message that says so."""
    owned(things, olga)
    clock = started()
    ticked(53)
    ticked(60.5)
    events = story(clock)
    assert events == [("warned", "three_quarters"), ("breached", "due")]
    event = ClockEvent.objects.get(clock=clock, type="breached")
    assert event.payload["missed"] == ["nine_tenths"]
    assert event.payload["outage_s"] == 450
    outage = TickerOutage.objects.get()
    assert (outage.began_at, outage.length_s) == (NOON + 53 * MINUTE, 450)
    message = Notification.objects.get(person=olga, channel="in_app", mark="due")
    assert message.params["outage"] == {
        "en": "This comes late: timing service interrupted for 7 min.",
        "zh": "本通知延迟：计时服务中断 7 分钟。",
    }


def test_a_mark_outside_of_the_outage_does_not_speak_of_it(things: Things, olga: Person) -> None:
    owned(things, olga)
    started()
    ticked(0)
    ticked(7)
    ticked(8)
    for minute in range(9, 31):
        ticked(minute)
    assert TickerOutage.objects.count() == 1
    assert Notification.objects.get(channel="in_app").params["outage"] == ""


def test_already_breached_at_the_start_is_one_message(things: Things, olga: Person) -> None:
    """E1: found at 09:00, out since 02:10."""
    owned(things, olga)
    clock = started(at=NOON + timedelta(hours=7), due_at=NOON + timedelta(minutes=15))
    assert ticked(420) == 1
    assert story(clock) == [("breached", "due")]
    assert Notification.objects.filter(channel="in_app").count() == 1


def test_repeats_go_by_grade_and_end_muted(things: Things, olga: Person, manager: User) -> None:
    """NTF-6: grade III every hour, ten times, then one last message to the continuity manager."""
    owned(things, olga)
    clock = started(grade="III")
    for hour in range(1, 20):
        tick(at=NOON + timedelta(hours=hour))
    events = story(clock)
    assert events[:2] == [("breached", "due"), ("repeated", "repeat-1")]
    assert events[10:] == [("repeated", "repeat-10"), ("muted", "muted")]
    clock.refresh_from_db()
    assert (clock.muted, clock.next_fire_at, clock.repeats) == (True, None, 10)
    last = Notification.objects.filter(mark="muted")
    assert set(last.values_list("user__username", flat=True)) == {"manager"}


def test_a_late_mark_swallows_the_repeat_of_the_same_time(things: Things, olga: Person) -> None:
    """K11: weekly to the owner; 14 days late the manager is told too, in one message."""
    things.add("1", owner=olga)
    clock = started(kind="action_due", due_at=NOON + timedelta(days=20))
    for day in range(60):
        tick(at=NOON + timedelta(days=day))
    assert story(clock) == [
        ("warned", "week_before"),
        ("warned", "day_before"),
        ("breached", "due"),
        ("repeated", "day_after"),
        ("repeated", "repeat-1"),
        ("repeated", "days_14_after"),
        ("repeated", "repeat-2"),
        ("repeated", "repeat-3"),
        ("repeated", "days_30_after"),
        ("repeated", "repeat-4"),
    ]


def test_one_bad_clock_stops_no_other(things: Things, olga: Person) -> None:
    for code in ("1", "2", "3"):
        owned(things, olga, code)
    clocks = [started(code) for code in ("1", "2", "3")]
    things.broken = {"2"}
    result = tick(at=NOON + 30 * MINUTE)
    assert (result.fired, result.failed) == (2, 1)
    bad = clocks[1]
    bad.refresh_from_db()
    assert bad.failure == "RuntimeError: the source of things is broken"
    assert bad.next_fire_at == NOON + 35 * MINUTE
    assert story(bad) == [("failed", "")]
    tick(at=NOON + 35 * MINUTE)
    assert story(bad) == [("failed", "")]
    things.broken = set()
    tick(at=NOON + 41 * MINUTE)
    bad.refresh_from_db()
    assert (bad.failure, story(bad)[-1]) == ("", ("warned", "half"))


def test_a_hook_that_raises_leaves_no_half_of_its_clock(
    things: Things, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hook(fired: list[Fired]) -> None:
        if any(one.clock.subject_code == "1" for one in fired):
            raise ValueError("no")

    monkeypatch.setitem(registry._when_fired, "impact_rto", hook)
    for code in ("1", "2"):
        owned(things, olga, code)
        started(code)
    result = tick(at=NOON + 60 * MINUTE)
    assert (result.fired, result.failed) == (1, 1)
    assert set(Notification.objects.values_list("subject_code", flat=True)) == {"2"}
    good, bad = Clock.objects.get(subject_code="2"), Clock.objects.get(subject_code="1")
    assert (good.state, bad.state, bad.breached_at) == ("breached_running", "running", None)


def test_hooks_get_what_was_fired_in_bulk(
    things: Things, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[tuple[str, str, str]]] = []

    def hook(fired: Any) -> None:
        calls.append([(one.clock.subject_code, one.mark, one.type) for one in fired])

    monkeypatch.setitem(registry._when_fired, "impact_rto", hook)
    for code in ("1", "2"):
        owned(things, olga, code)
        started(code)
    tick(at=NOON + 60 * MINUTE)
    assert calls == [[("1", "due", "breached"), ("2", "due", "breached")]]


def test_a_clock_whose_subject_is_gone_or_settled_is_cancelled(
    things: Things, olga: Person
) -> None:
    owned(things, olga, "2", is_open=False)
    gone, closed = started("1"), started("2")
    result = tick(at=NOON + 60 * MINUTE)
    assert (result.fired, result.cancelled) == (0, 2)
    reasons = [
        ClockEvent.objects.get(clock=clock, type="cancelled").reason for clock in (gone, closed)
    ]
    assert reasons == ["subject_gone", "subject_closed"]
    assert Notification.objects.count() == 0


def test_a_subject_nobody_answers_for_is_an_error_not_a_cancelled_clock() -> None:
    clock = started(subject_kind="unheard-of")
    assert tick(at=NOON + 60 * MINUTE).failed == 1
    clock.refresh_from_db()
    assert (clock.state, clock.failure[:18]) == ("running", "UnknownSubjectKind")


def test_who_is_told_of_nothing_leaves_it_to_the_continuity_managers(
    things: Things, manager: User
) -> None:
    things.add("1")
    started()
    ticked(60)
    told = Notification.objects.get(channel="in_app")
    assert (told.user, told.roles) == (manager, ["bcm_managers"])


def test_someone_in_two_roles_gets_one_message_with_both(things: Things, olga: Person) -> None:
    who = (registry.Recipient(person=olga, user=olga.user),)
    things.add("1", roles={"process_owner": who, "commander": who})
    started()
    ticked(30)
    told = Notification.objects.get(channel="in_app")
    assert told.roles == ["process_owner", "commander"]


def test_messages_stop_with_the_clock_the_subject_and_the_role(
    things: Things, olga: Person, bob: User
) -> None:
    """NTF-4 for clock messages."""
    owned(things, olga)
    clock = started()
    ticked(30)
    row = Notification.objects.get(channel="in_app")
    assert reasons_to_stop([row]) == {}
    owned(things, factories.person("otto", user=bob))
    assert reasons_to_stop([row]) == {row.pk: "role_left"}
    owned(things, olga, is_open=False)
    assert reasons_to_stop([row]) == {row.pk: "subject_closed"}
    things.rows.clear()
    assert reasons_to_stop([row]) == {row.pk: "subject_gone"}
    Clock.objects.filter(pk=clock.pk).update(state="cancelled", next_fire_at=None)
    assert reasons_to_stop([row]) == {row.pk: "clock_stopped"}


def test_quiet_hours_and_urgency_follow_the_policy(things: Things, olga: Person) -> None:
    """NTF-5, NTF-7: never held for RTOs, held for actions; grade I is urgent."""
    owned(things, olga)
    things.add("2", owner=olga)
    started(grade="I")
    started("2", kind="action_due", due_at=NOON + timedelta(days=3))
    tick(at=NOON + timedelta(days=4))
    rows = Notification.objects.filter(channel="in_app").order_by("kind")
    assert list(rows.values_list("kind", "urgent", "held_in_quiet_hours")) == [
        ("clock.action_due", False, True),
        ("clock.impact_rto", True, False),
    ]


@pytest.mark.parametrize("count", [1, 5])
def test_a_tick_takes_the_same_queries_for_any_number_due(
    things: Things, olga: Person, count: int
) -> None:
    for number in range(count):
        owned(things, olga, str(number))
        started(str(number))
    tick(at=NOON)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert tick(at=NOON + 30 * MINUTE).fired == count
    writes = [one["sql"] for one in queries if one["sql"].startswith(("UPDATE", "INSERT"))]
    assert len(queries) <= 40
    assert len(writes) <= 8


def test_the_tick_uses_the_time_of_the_database(things: Things, olga: Person) -> None:
    """CLK-3, E7."""
    owned(things, olga)
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
    started(anchor_at=now - timedelta(minutes=31), due_at=now + timedelta(minutes=29))
    result = tick()
    assert (result.at, result.fired, result.complete) == (now, 1, True)
    assert TickerState.objects.get().last_tick_at == now


def test_more_than_one_batch_is_due(things: Things, olga: Person) -> None:
    for number in range(5):
        owned(things, olga, str(number))
        started(str(number))
    result = tick(at=NOON + 30 * MINUTE, limit=2)
    assert (result.fired, result.batches, result.complete) == (5, 3, True)


def test_a_tick_that_ran_out_of_time_leaves_the_rest_due(things: Things, olga: Person) -> None:
    for number in range(3):
        owned(things, olga, str(number))
        started(str(number))
    first = tick(at=NOON + 30 * MINUTE, limit=1, budget_s=0)
    assert (first.fired, first.complete) == (1, False)
    assert tick(at=NOON + 30 * MINUTE).fired == 2


def test_nothing_is_done_to_clocks_that_are_not_due(
    things: Things, olga: Person, noon: datetime
) -> None:
    clock = started()
    assert tick(at=noon + 29 * MINUTE).batches == 0
    assert story(clock) == []


def test_clocks_about_nothing_are_told_apart(manager: User) -> None:
    """Two of a kind at once: each has its message, which leads to the clock's own page."""
    clocks = [started(code, subject_kind="") for code in ("1", "2")]
    ticked(60)
    told = Notification.objects.filter(channel="in_app").order_by("subject_code")
    assert list(told.values_list("subject_code", "url")) == [
        (clock.subject_code, clock.get_absolute_url()) for clock in clocks
    ]


def test_the_ticker_reads_only_the_index_of_what_fires_next(things: Things, olga: Person) -> None:
    """CLK-1: what is not due costs nothing, so the plan must not be a walk over the table."""
    owned(things, olga)
    started()
    with CaptureQueriesContext(connection) as queries:
        tick(at=NOON + 30 * MINUTE)
    [taken] = [one["sql"] for one in queries if "SKIP LOCKED" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {taken}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert ("clock_fires_next" in plan, "Seq Scan" in plan) == (True, False)
