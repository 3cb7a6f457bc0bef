"""Mail through a real SMTP server: what arrives, and how it reads (NTF-1, NTF-2, NTF-3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from followup.models import Delivery, Notification
from followup.services.gathering import gather
from followup.services.readers import House
from followup.services.sending import drain
from tests import factories
from tests.followup.outbox_world import (
    MIDDAY,
    Clockwork,
    person,
    prefer,
    states,
    subject,
    tell,
)
from tests.mail_server import Mailbox, mail_goes_to, mail_server

pytestmark = pytest.mark.django_db

CLAIM_QUERIES = 15


@pytest.fixture
def post(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        yield box


@pytest.fixture
def clock() -> Clockwork:
    return Clockwork()


def test_ntf_1_what_was_written_leaves_once(post: Mailbox, clock: Clockwork) -> None:
    alice = person("alice")
    rows = tell(alice) + tell(alice)  # the second is the same thing

    assert len(rows) == 1
    assert drain(now=clock) == 1
    assert drain(now=clock) == 0
    (mail,) = post.posted
    assert mail.to == ["alice@example.com"]
    assert states(*rows) == [("sent", "")]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.resent) == ("sent", 1, False)
    assert delivery.message_id == mail.message_id
    assert Notification.objects.get().delivery == delivery


def test_ntf_2_a_login_is_told_in_the_app_at_once(post: Mailbox, clock: Clockwork) -> None:
    alice = factories.user("alice")
    tell(alice)

    shown = Notification.objects.inbox(alice).get()
    assert (shown.state, shown.sent_at) == ("sent", MIDDAY)
    assert drain(now=clock) == 1
    assert post.posted[0].to == ["alice@example.com"]


def test_ntf_3_a_message_stands_alone(post: Mailbox, clock: Clockwork) -> None:
    alice = person("alice", user=factories.user("alice"))
    tell(
        alice,
        about=subject("INC-2026-0001", title="No calls", grade="II", exercise=False),
        roles=("owner", "bcm_managers"),
        params={
            "what": "brakes",
            "due": {"at": (MIDDAY + timedelta(hours=1)).isoformat()},
            "within": {"s": 5400},
            "day": {"day": "2026-03-09"},
            "name": {"en": "Rescue", "zh": "救援"},
        },
    )
    drain(now=clock)

    (mail,) = post.posted
    assert mail.subject == "[REAL 真实] Trial of brakes · INC-2026-0001"
    assert mail.text.splitlines() == [
        "[REAL 真实] Trial of brakes",
        "Grade II · INC-2026-0001 · No calls",
        "",
        "Due 2026-03-02 13:00 (UTC+08:00), within 1 h 30 min, on 2026-03-09: Rescue.",
        "",
        "What is asked of you: Look at brakes",
        "",
        "You are told as: owner, continuity manager.",
        "https://bcm.example.org/trials/INC-2026-0001/",
        "",
        "-- ",
        "Sent by the business continuity platform https://bcm.example.org to Alice.",
    ]


@pytest.mark.parametrize(
    ("exercise", "marker"), [(True, "[DRILL 演练] "), (False, "[REAL 真实] "), (None, "")]
)
def test_ntf_3_the_sender_says_drill_or_real(
    post: Mailbox, clock: Clockwork, exercise: bool | None, marker: str
) -> None:
    tell(person("alice"), about=subject("x1", exercise=exercise))
    drain(now=clock)

    (mail,) = post.posted
    assert mail.subject == f"{marker}Trial of brakes · x1"
    assert mail.text.splitlines()[0] == f"{marker}Trial of brakes"
    assert mail.html.count(marker or "Trial") >= 1


def test_ntf_3_the_recipients_language(post: Mailbox, clock: Clockwork) -> None:
    bob = person("bob", user=factories.user("bob", language="zh-hans"))
    tell(bob, params={"what": "brakes", "name": {"en": "Rescue", "zh": "救援"}})
    drain(now=clock)

    assert "救援" in post.posted[0].text
    assert Delivery.objects.get().language == "zh-hans"


def test_e5_each_in_their_own_zone(post: Mailbox, clock: Clockwork) -> None:
    """Preference, then the login's zone, then the organisation's."""
    factories.organisation(timezone="Asia/Shanghai")
    four = [
        person("anna", user=factories.user("anna", timezone="Europe/Berlin")),
        person("ben", user=factories.user("ben", timezone="Europe/Berlin")),
        person("chen"),
        person("dana"),
    ]
    never = {"quiet_from": "00:00", "quiet_until": "00:00"}
    prefer(four[0], **never)
    prefer(four[1], timezone="America/New_York", **never)
    prefer(four[3], timezone="Asia/Kolkata")
    tell(*four, params={"due": {"at": "2026-03-02T12:00:00+00:00"}})
    drain(now=clock)

    told = {mail.to[0].partition("@")[0]: mail.text for mail in post.posted}
    assert {name: text.partition("Due ")[2].partition(",")[0] for name, text in told.items()} == {
        "anna": "2026-03-02 13:00 (UTC+01:00)",
        "ben": "2026-03-02 07:00 (UTC-05:00)",
        "chen": "2026-03-02 20:00 (UTC+08:00)",
        "dana": "2026-03-02 17:30 (UTC+05:30)",
    }


def test_e4_both_offsets_of_a_change_of_clocks(post: Mailbox, clock: Clockwork) -> None:
    """01:30 comes twice in New York on 2026-11-01; 2027-03-28 in Berlin leaves 02:30 out."""
    alice = person("alice")
    prefer(alice, timezone="America/New_York", quiet_from="00:00", quiet_until="00:00")
    tell(
        alice,
        params={
            "due": {"at": "2026-11-01T05:30:00+00:00"},
            "within": {"at": "2026-11-01T06:30:00+00:00"},
        },
    )
    berta = person("berta")
    prefer(berta, timezone="Europe/Berlin", quiet_from="00:00", quiet_until="00:00")
    tell(
        berta,
        params={
            "due": {"at": "2027-03-28T00:59:00+00:00"},
            "within": {"at": "2027-03-28T01:00:00+00:00"},
        },
    )
    drain(now=clock)

    texts = {mail.to[0]: mail.text for mail in post.posted}
    assert (
        "Due 2026-11-01 01:30 (UTC-04:00), within 2026-11-01 01:30 (UTC-05:00)"
        in (texts["alice@example.com"])
    )
    assert (
        "Due 2027-03-28 01:59 (UTC+01:00), within 2027-03-28 03:00 (UTC+02:00)"
        in (texts["berta@example.com"])
    )


def test_heads_of_mails(post: Mailbox, clock: Clockwork) -> None:
    alice = person("alice")
    tell(alice, what="one")
    drain(now=clock)
    clock.on(seconds=61)
    tell(alice, what="two", at=clock())
    tell(alice, what="three", at=clock(), about=subject("other"), urgent=True)
    drain(now=clock)

    first, third, second = post.posted
    assert first.message["Auto-Submitted"] == "auto-generated"
    assert first.message["List-ID"] == "<messages.bcm.example.org>"
    assert first.message["From"] == "bcm@example.org"
    assert first.message_id != second.message_id
    assert first.message["In-Reply-To"] == second.message["In-Reply-To"]
    assert third.message["In-Reply-To"] != first.message["In-Reply-To"]


def test_nothing_typed_gets_into_the_head_of_a_mail(post: Mailbox, clock: Clockwork) -> None:
    nasty = "Stop\r\nBcc: eve@example.org\r\n\r\nspoofed"
    alice = person("alice", name="A\r\nBcc: eve@example.org")
    tell(alice, what=nasty, about=subject("b7", title=nasty))
    bob = person("bob", email="bob@example.org\r\nBcc: eve@example.org")
    rows = tell(bob)
    drain(now=clock)

    (mail,) = post.posted
    assert mail.to == ["alice@example.com"]
    assert mail.message["Bcc"] is None
    assert mail.subject == "Trial of Stop Bcc: eve@example.org spoofed · b7"
    assert states(*rows) == [("failed", "no_address")]


def test_html_shows_typed_text_and_loads_nothing(post: Mailbox, clock: Clockwork) -> None:
    tell(
        person("alice"),
        what="<img src=https://evil.example/x.png> https://evil.example/ [[acknowledge:1]]",
    )
    drain(now=clock)

    (mail,) = post.posted
    assert "<img" not in mail.html
    assert "&lt;img src=https://evil.example/x.png&gt;" in mail.html
    assert 'href="https://evil' not in mail.html
    assert (
        '<a href="https://bcm.example.org/trials/road-rescue/">'
        "https://bcm.example.org/trials/road-rescue/</a>"
    ) in mail.html
    assert "acknowledge" not in mail.html


def test_a_place_that_is_missing_is_left_empty(post: Mailbox, clock: Clockwork) -> None:
    tell(person("alice"), params={"what": "100 % of it", "within": {"s": "no number"}})
    drain(now=clock)

    assert "Due , within , on : ." in post.posted[0].text
    assert post.posted[0].subject.startswith("Trial of 100 % of it")


def test_one_connection_for_a_batch(post: Mailbox, clock: Clockwork) -> None:
    tell(*(person(f"p{number}") for number in range(20)))
    assert drain(now=clock) == 20

    assert (post.count, post.handler.connections) == (20, 1)


def test_claiming_costs_the_same_queries_whatever_is_claimed(
    post: Mailbox, django_assert_num_queries: Any
) -> None:
    drain(now=Clockwork())
    House.now()
    for number in (1, 3):
        people = [
            person(f"q{number}{one}", user=factories.user(f"q{number}{one}"))
            for one in range(number)
        ]
        tell(*people, about=subject(f"about-{number}"))
        with django_assert_num_queries(CLAIM_QUERIES):
            jobs, _found = gather(at=MIDDAY)
        assert len(jobs) == number
