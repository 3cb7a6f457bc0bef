"""Chat channels through a real HTTP server: what is allowed, and how it reads (NTF-2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from followup.models import Channel, Delivery, Notification
from followup.services.adapters import NotDelivered, send_chat
from followup.services.channel import create_channel
from followup.services.readers import House, reader_of
from followup.services.sending import drain
from tests.followup.outbox_world import (
    MIDDAY,
    Clockwork,
    allow,
    channel,
    person,
    prefer,
    states,
    subject,
    tell,
)
from tests.servers import HttpRecorder, http_server

pytestmark = pytest.mark.django_db

LOOPBACK = ("127.0.0.0/8",)


@pytest.fixture
def clock() -> Clockwork:
    return Clockwork()


@pytest.fixture
def chat() -> Iterator[HttpRecorder]:
    with http_server() as server:
        allow("json", internal=LOOPBACK)
        yield server


def send(to: Channel, body: str = "Trial\n\nBody", **of_person: Any) -> None:
    house = House.now()
    send_chat(
        to,
        reader_of(person("alice", **of_person), None, house),
        subject="Trial",
        body=body,
        house=house.settings,
    )


def refused(to: Channel, **of_person: Any) -> tuple[str, bool, str]:
    with pytest.raises(NotDelivered) as caught:
        send(to, **of_person)
    return caught.value.reason, caught.value.final, caught.value.words


def test_places_are_filled_url_quoted(chat: HttpRecorder) -> None:
    url = f"json://127.0.0.1:{chat.port}/{{phone}}/{{email}}"
    send(channel("own", url), phones=["+86 (139) 0000/0001"], email="a+b@example.org")
    assert chat.received[0].path == "/+8613900000001/a+b@example.org"


def test_a_place_that_is_empty_is_no_address(chat: HttpRecorder) -> None:
    own = channel("own", f"json://127.0.0.1:{chat.port}/{{phone}}")
    assert refused(own, phones=[]) == ("no_address", True, "phone")
    assert chat.received == []


def test_a_scheme_that_is_not_allowed_makes_no_request(chat: HttpRecorder) -> None:
    own = channel("own", f"json://127.0.0.1:{chat.port}/")
    allow("wecombot", internal=LOOPBACK)
    reason, final, words = refused(own)
    assert (reason, final) == ("chat_forbidden", True)
    assert words == "json:// is not among the chat services allowed in the settings."
    assert chat.received == []


def test_a_host_that_is_not_allowed_makes_no_request(chat: HttpRecorder) -> None:
    own = channel("own", f"json://127.0.0.1:{chat.port}/")
    allow("json", allowed_hosts=["*"])
    reason, final, words = refused(own)
    assert (reason, final) == ("chat_forbidden", True)
    assert words.endswith("(127.0.0.1)")
    assert chat.received == []


def test_a_name_that_leads_inside_makes_no_request(chat: HttpRecorder) -> None:
    """The name is allowed; the address it leads to is not (rebinding)."""
    own = channel("own", f"json://localhost:{chat.port}/")
    allow("json", allowed_hosts=["localhost"])
    reason, final, _words = refused(own)
    assert (reason, final) == ("chat_forbidden", True)
    assert chat.received == []


def test_redirects_lead_nowhere(chat: HttpRecorder) -> None:
    with http_server() as other:
        chat.answer, chat.location = "redirect", other.url
        reason, _final, _words = refused(channel("own", f"json://127.0.0.1:{chat.port}/"))
        assert reason == "chat_failed"
        assert other.received == []


def test_the_services_own_words_without_the_key(chat: HttpRecorder) -> None:
    chat.answer = 503
    reason, final, words = refused(channel("own", f"json://127.0.0.1:{chat.port}/secret-key-123"))
    assert (reason, final) == ("chat_failed", False)
    assert "503" in words
    assert "secret-key-123" not in words


def test_a_lost_key_is_said(chat: HttpRecorder, settings: Any) -> None:
    own = channel("own", f"json://127.0.0.1:{chat.port}/")
    settings.SECRET_KEY = "another"
    reason, final, words = refused(own)
    assert (reason, final) == ("chat_unusable", True)
    assert words == "The platform's key has changed; enter the URL again."


def test_forbidden_at_sending_time_is_a_visible_failure(
    chat: HttpRecorder, clock: Clockwork, settings: Any
) -> None:
    settings.MAIL_IS_SET_UP = False
    channel("own", f"json://127.0.0.1:{chat.port}/{{phone}}")
    alice = person("alice", phones=["1"])
    prefer(alice, channels=["own"])
    rows = tell(alice)
    allow("json")
    drain(now=clock)

    assert states(*rows) == [("failed", "chat_forbidden")]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("failed", 1)
    assert "127.0.0.1" in delivery.error
    assert chat.received == []


def test_nobody_is_called_by_typed_text(chat: HttpRecorder) -> None:
    send(
        channel("own", f"json://127.0.0.1:{chat.port}/"),
        body='<at user_id="all"></at> @all <!here>',
    )
    assert chat.received[0].json["message"] == (
        '<\u200bat user_id="all"><\u200b/at> @\u200ball <\u200b!here>'
    )


def test_markdown_is_escaped_and_own_links_stay(chat: HttpRecorder, settings: Any) -> None:
    settings.PUBLIC_URL = "https://bcm.example.org"
    url = f"json://127.0.0.1:{chat.port}/?format=markdown"
    typed = "*[click](http://evil.example)* a_b\n- item\nhttps://bcm.example.org/a_b/"
    send(channel("own", url), body=typed)
    assert chat.received[0].json["message"].splitlines() == [
        r"\*\[click\]\(http://evil.example\)\* a\_b",
        r"\- item",
        "https://bcm.example.org/a_b/",
    ]


def test_long_texts_are_cut_and_keep_their_link(
    chat: HttpRecorder, clock: Clockwork, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://bcm.example.org"
    channel("own", f"json://127.0.0.1:{chat.port}/{{phone}}")
    for code, long in (("alice", "long " * 2000), ("bob", "很长" * 2000)):
        one = person(code, phones=["1"])
        prefer(one, channels=["own"])
        tell(one, params={"what": "it", "name": long}, asks_acknowledgement=True)
    drain(now=clock)
    assert len(chat.received) == 2
    for request in chat.received:
        message = request.json["message"]
        assert len(message) <= 1200
        assert len(message.encode()) <= 2048
        assert message.splitlines()[-2] == "https://bcm.example.org/trials/road-rescue/"
        assert message.splitlines()[-1].startswith("Acknowledge: https://bcm.example.org/")
        assert "…" in message


def test_many_messages_become_a_short_list(
    chat: HttpRecorder, clock: Clockwork, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://bcm.example.org"
    channel("own", f"json://127.0.0.1:{chat.port}/{{phone}}")
    alice = person("alice", phones=["1"])
    prefer(alice, channels=["own"])
    for number in range(60):
        tell(alice, what=f"number {number}", mark=str(number))
    assert drain(now=clock) == 1

    (request,) = chat.received
    lines = request.json["message"].splitlines()
    assert lines[0] == "• Trial of number 0"
    shown = sum(line.startswith("•") for line in lines)
    assert lines[-1] == f"and {60 - shown} more: https://bcm.example.org/"
    assert Notification.objects.filter(state="sent").count() == 60


def test_a_group_channel_gets_one_copy_of_what_it_asks_for(
    chat: HttpRecorder, clock: Clockwork, settings: Any
) -> None:
    settings.MAIL_IS_SET_UP = False
    group = channel(
        "room", f"json://127.0.0.1:{chat.port}/", group_kinds=["trial"], language="zh-hans"
    )
    channel("deaf", f"json://127.0.0.1:{chat.port}/", group_kinds=["action.*"])
    assert not group.is_personal
    tell(person("alice"), person("bob"), about=subject("x1", exercise=False))
    drain(now=clock)

    (request,) = chat.received
    assert request.json["title"].startswith("[REAL 真实] ")
    row = Notification.objects.get(channel="room")
    assert (row.state, row.person, row.user) == ("sent", None, None)


def test_ntf_5_an_sms_gateway_starts_with_its_limits(admin: User) -> None:
    allow("clicksend", "wecombot")
    sms = create_channel(
        code="sms",
        name="SMS",
        secret_url="clicksend://user:key1234@{phone}",
        by=admin,
        at=MIDDAY,
    )
    assert (sms.per_minute, sms.per_quarter_hour, sms.per_hour) == (1, 5, 11)
    url = "wecombot://12345678-1234-1234-1234-123456789012"
    room = create_channel(code="room", name="Room", secret_url=url, by=admin, at=MIDDAY)
    assert (room.per_minute, room.per_quarter_hour, room.per_hour) == (1, None, None)


def test_ntf_5_the_limits_of_a_channel_hold(
    chat: HttpRecorder, clock: Clockwork, settings: Any
) -> None:
    url = f"json://127.0.0.1:{chat.port}/{{phone}}"
    channel("own", url, per_quarter_hour=2)
    alice = person("alice", phones=["1"])
    prefer(alice, channels=["own"])
    for minute in range(4):
        tell(alice, what=str(minute), at=clock())
        drain(now=clock)
        clock.on(minutes=1)
    assert len(chat.received) == 2
    clock.at = MIDDAY + timedelta(minutes=15)
    drain(now=clock)
    assert [one.json["title"] for one in chat.received][2:] == ["2 messages: Trial of 2"]
