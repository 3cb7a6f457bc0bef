"""When a way out is shut: tried again, another channel, unreachable (NTF-9, E9), and the dead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from followup import messages
from followup.messages import MessageKind, register
from followup.models import ContactPoint, Delivery, Notification
from followup.services.claims import step
from followup.services.gathering import gather
from followup.services.sending import drain
from tests import factories
from tests.followup.outbox_world import (
    Clockwork,
    allow,
    channel,
    person,
    prefer,
    states,
    subject,
    tell,
)
from tests.mail_server import Mailbox, mail_goes_to, mail_server, no_server
from tests.servers import HttpRecorder, http_server

pytestmark = pytest.mark.django_db

LEASE_S = 120


@pytest.fixture
def clock() -> Clockwork:
    return Clockwork()


@pytest.fixture
def post(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        yield box


@pytest.fixture
def mail_is_down(settings: Any) -> Iterator[None]:
    with no_server() as port:
        mail_goes_to(settings, "127.0.0.1", port)
        yield


@pytest.fixture
def chat() -> Iterator[HttpRecorder]:
    """A gateway inside the house, explicitly allowed, that reaches single people."""
    with http_server() as server:
        allow("json", internal=("127.0.0.0/8",))
        channel("chat", f"json://127.0.0.1:{server.port}/{{phone}}")
        yield server


def boss() -> User:
    return factories.user("boss", "continuity_manager")


def told_of(user: User) -> list[tuple[str, Any]]:
    rows = Notification.objects.inbox(user).filter(kind="channel.unreachable")
    return [(row.params["who"], row.params["channel"]["en"]) for row in rows]


# --- NTF-9 ----------------------------------------------------------------------------


def test_ntf_9_one_failure_is_tried_again_after_30_s(post: Mailbox, clock: Clockwork) -> None:
    post.handler.mode = "refuse_4xx"
    rows = tell(person("alice"))
    drain(now=clock)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("retry", 1)
    assert delivery.error == "451 4.7.1 Come back later"
    assert delivery.next_attempt_at == clock() + timedelta(seconds=30)

    post.handler.mode = "accept"
    clock.on(seconds=29)
    assert drain(now=clock) == 0
    clock.on(seconds=1)
    assert drain(now=clock) == 1

    (mail,) = post.posted
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.resent) == ("sent", 2, False)
    assert mail.message_id == delivery.message_id
    assert states(*rows) == [("sent", "")]
    contact = ContactPoint.objects.get()
    assert (contact.failures, contact.last_error) == (0, "")


def test_ntf_9_two_failures_and_the_next_channel_takes_over(
    mail_is_down: None, chat: HttpRecorder, clock: Clockwork
) -> None:
    """E9: the mail server is down; the gateway gets the same thing, in the same language."""
    alice = person("alice", phones=["139 0000 0001"])
    rows = tell(alice, about=subject("x1", exercise=True))
    drain(now=clock)
    assert chat.received == []
    clock.on(seconds=30)
    drain(now=clock)

    (request,) = chat.received
    assert request.path == "/13900000001"
    assert request.json["title"] == "[DRILL 演练] Trial of brakes · x1"
    assert request.json["message"].splitlines() == [
        "x1 · Road rescue",
        "Due , within , on : .",
        "Look at brakes",
        "https://bcm.example.org/trials/x1/",
    ]
    assert states(*rows) == [("failed", "mail_server_down")]
    other = Notification.objects.get(channel="chat")
    assert (other.state, other.instead_of) == ("sent", rows[0])
    assert other.dedup_key == rows[0].dedup_key.removesuffix("email") + "chat"
    assert ContactPoint.objects.unreachable().count() == 0
    assert [one.state for one in Delivery.objects.order_by("pk")] == ["failed", "sent"]


def test_ntf_9_none_left_is_unreachable_and_told_once(
    mail_is_down: None, chat: HttpRecorder, clock: Clockwork
) -> None:
    manager = boss()
    chat.answer = 500
    alice = person("alice", phones=["139"])
    for what in ("one", "two"):
        rows = tell(alice, what=what, at=clock())
        for _try in range(4):
            drain(now=clock)
            clock.on(seconds=61)
        assert states(*rows) == [("failed", "mail_server_down")]

    assert Notification.objects.filter(channel="chat", state="failed").count() == 2
    unreachable = ContactPoint.objects.unreachable()
    assert [one.key for one in unreachable] == [f"p{alice.pk}:chat"]
    assert told_of(manager) == [("Alice", "Chat")]


def test_ntf_9_success_makes_reachable_again(
    settings: Any, post: Mailbox, clock: Clockwork
) -> None:
    alice = person("alice")
    post.handler.mode = "refuse_5xx"
    tell(alice, what="one")
    drain(now=clock)
    clock.on(seconds=30)
    drain(now=clock)
    assert ContactPoint.objects.get().unreachable_since == clock()
    assert ContactPoint.objects.get().last_error == "550 5.1.1 No such mailbox"

    post.handler.mode = "accept"
    tell(alice, what="two", at=clock.on(seconds=60))
    drain(now=clock)
    assert ContactPoint.objects.get().unreachable_since is None


def test_ntf_9_the_persons_own_order(post: Mailbox, chat: HttpRecorder, clock: Clockwork) -> None:
    alice = person("alice", phones=["1"])
    prefer(alice, channels=["chat", "email"])
    chat.answer = 500
    tell(alice)
    drain(now=clock)
    assert (len(chat.received), post.count) == (1, 0)
    clock.on(seconds=30)
    drain(now=clock)
    assert (len(chat.received), post.count) == (2, 1)


def test_ntf_9_no_address_goes_to_the_next_channel_at_once(
    post: Mailbox, chat: HttpRecorder, clock: Clockwork
) -> None:
    rows = tell(person("alice", email="", phones=["1"]))
    drain(now=clock)
    assert states(*rows) == [("failed", "no_address")]
    assert len(chat.received) == 1


def test_ntf_9_a_channel_that_is_off_is_passed_over(
    post: Mailbox, chat: HttpRecorder, clock: Clockwork
) -> None:
    from followup.models import Channel

    alice = person("alice", phones=["1"])
    prefer(alice, channels=["chat", "gone", "email"])
    rows = tell(alice)
    Channel.objects.update(is_active=False)
    drain(now=clock)
    assert chat.received == []
    assert post.count == 1
    assert states(*rows) == [("failed", "channel_inactive")]
    assert states(Notification.objects.get(channel="gone")) == [("failed", "channel_gone")]


def test_who_has_left_is_told_nothing(post: Mailbox, clock: Clockwork) -> None:
    alice = person("alice")
    rows = tell(alice)
    alice.is_active = False
    alice.save()
    drain(now=clock)
    assert states(*rows) == [("suppressed", "recipient_inactive")]
    assert ContactPoint.objects.unreachable().count() == 0


def test_without_a_mail_server_a_login_is_told_in_the_app(settings: Any, clock: Clockwork) -> None:
    settings.MAIL_IS_SET_UP = False
    manager = boss()
    alice = person("alice", user=factories.user("alice"))
    rows = tell(alice)
    rows += tell(person("bob"))  # nothing reaches who has no login
    drain(now=clock)
    assert states(*rows) == [("suppressed", "mail_not_set_up"), ("failed", "mail_not_set_up")]
    assert told_of(manager) == [("Bob", "e-mail")]


def test_an_outage_costs_one_try_to_connect_for_a_batch(settings: Any, clock: Clockwork) -> None:
    """A server that swallows connections costs one time-out, not one for each message."""
    import socket
    import time

    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(16)
        mail_goes_to(settings, *deaf.getsockname())
        settings.EMAIL_TIMEOUT = 0.5
        tell(*(person(f"p{number}") for number in range(10)))
        began = time.monotonic()
        assert drain(now=clock) == 10
        assert time.monotonic() - began < 3
    assert set(Delivery.objects.values_list("state", "attempts")) == {("retry", 1)}


def test_one_refused_address_stops_no_other(post: Mailbox, clock: Clockwork) -> None:
    tell(person("alice"), person("bob", email="bob@" + "x" * 60 + ".example"), person("cleo"))
    post.handler.refused = {"bob@" + "x" * 60 + ".example"}
    drain(now=clock)
    assert [mail.to[0] for mail in post.posted] == ["alice@example.com", "cleo@example.com"]


# --- workers that die -----------------------------------------------------------------


def test_what_a_dead_worker_had_begun_is_sent_again_under_the_same_id(
    post: Mailbox, clock: Clockwork
) -> None:
    tell(person("alice"), person("bob"))
    jobs, _found = gather(at=clock())
    assert step(None, jobs[0], at=clock())  # and here it dies

    clock.on(seconds=LEASE_S - 1)
    assert drain(now=clock) == 0
    clock.on(seconds=1)
    assert drain(now=clock) == 2

    sent = {one.message_id: one.resent for one in Delivery.objects.filter(state="sent")}
    assert sent == {jobs[0].delivery.message_id: True, jobs[1].delivery.message_id: False}
    assert {mail.message_id for mail in post.posted} == set(sent)


def test_a_lease_that_ran_out_is_nobodys(post: Mailbox, clock: Clockwork) -> None:
    """The slow worker finds its claim gone and sends nothing."""
    tell(person("alice"))
    jobs, _found = gather(at=clock())
    clock.on(seconds=LEASE_S)
    assert not step(None, jobs[0], at=clock())
    assert drain(now=clock) == 1
    assert not step(None, jobs[0], at=clock())
    assert post.count == 1


def test_a_message_that_kills_its_workers_is_given_up(post: Mailbox, clock: Clockwork) -> None:
    from followup.services.claims import take_again

    rows = tell(person("alice"))
    (job,), _found = gather(at=clock())
    for _death in range(2):
        assert step(None, job, at=clock())
        clock.on(seconds=LEASE_S)
        (job,) = take_again(at=clock())
    assert step(None, job, at=clock())
    clock.on(seconds=LEASE_S)
    assert take_again(at=clock()) == []
    assert states(*rows) == [("failed", "worker_lost")]
    assert ContactPoint.objects.unreachable().count() == 1


# --- faults of our own ----------------------------------------------------------------


@pytest.fixture
def kinds_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds of messages that a test registers are gone after it."""
    monkeypatch.setattr(messages, "_kinds", dict(messages._kinds))


@pytest.mark.usefixtures("kinds_put_back")
def test_a_message_without_words_holds_up_nobody(post: Mailbox, clock: Clockwork) -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError("no words")

    register(MessageKind(key="broken", label="Broken", title=Broken(), text=""))
    alice = person("alice")
    rows = tell(alice, kind="broken") + tell(alice) + tell(person("bob"))
    drain(now=clock)
    assert states(*rows) == [("failed", "illegible"), ("sent", ""), ("sent", "")]


@pytest.mark.usefixtures("kinds_put_back")
def test_a_broken_stop_rule_holds_up_nobody(post: Mailbox, clock: Clockwork) -> None:
    def rule(_rows: object) -> dict[int, str]:
        raise RuntimeError("no answer")

    register(MessageKind(key="unruly", label="Unruly", title="Unruly", text="", stop=rule))
    rows = tell(person("alice"), kind="unruly") + tell(person("bob"))
    drain(now=clock)
    assert states(*rows) == [("sent", ""), ("sent", "")]


def test_a_slow_server_does_not_keep_what_others_could_send(
    post: Mailbox, clock: Clockwork
) -> None:
    """When the time of a sweep is over the rest is given back, and is in no doubt."""
    tell(*(person(f"p{number}") for number in range(3)))
    assert drain(now=clock, budget_s=0) == 1
    assert post.count == 1
    assert drain(now=clock) == 2
    assert Delivery.objects.filter(resent=True).count() == 0


def test_an_outage_is_said_once_an_hour_not_once_a_person(
    mail_is_down: None, clock: Clockwork
) -> None:
    manager = boss()
    tell(*(person(f"p{number}") for number in range(3)))
    drain(now=clock)
    clock.on(seconds=30)
    drain(now=clock)
    assert ContactPoint.objects.unreachable().count() == 3
    assert told_of(manager) == []
    assert Notification.objects.inbox(manager).filter(kind="channel.down").count() == 1


def test_what_only_an_outage_holds_up_leaves_when_it_is_over(
    settings: Any, post: Mailbox, clock: Clockwork
) -> None:
    """E9 without another channel: nobody has to press a button, and nothing is sent twice."""
    rows = tell(person("alice"))
    with no_server() as port:
        mail_goes_to(settings, "127.0.0.1", port)
        drain(now=clock)
        clock.on(seconds=30)
        drain(now=clock)
    assert states(*rows) == [("pending", "mail_server_down")]
    assert ContactPoint.objects.unreachable().count() == 1

    mail_goes_to(settings, post.host, post.port)
    drain(now=clock)
    assert post.count == 0
    clock.on(minutes=5)
    drain(now=clock)
    assert (states(*rows), post.count) == ([("sent", "")], 1)
    assert ContactPoint.objects.unreachable().count() == 0


def test_after_a_day_of_outage_a_message_has_failed(mail_is_down: None, clock: Clockwork) -> None:
    rows = tell(person("alice"))
    for _try in range(40):
        drain(now=clock)
        clock.on(hours=1)
    assert states(*rows) == [("failed", "mail_server_down")]
