"""Acknowledging a message (NTF-8), also when a mail scanner opens the link first (E44)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from followup.models import Delivery, Notification
from followup.registry import register_acknowledgement
from followup.services.acknowledgement import (
    LinkState,
    acknowledge,
    acknowledge_in_app,
    link_of,
    read,
    token_of,
)
from followup.services.sending import drain
from lib.errors import GuardsUnmet
from tests import factories
from tests.followup.outbox_world import MIDDAY, Clockwork, person, prefer, tell
from tests.mail_server import Mailbox, mail_goes_to, mail_server

pytestmark = pytest.mark.django_db

DAY_S = 24 * 3600
reactions: list[tuple[str, User | None, Any]] = []
register_acknowledgement("trial", lambda row, by, at: reactions.append((row.channel, by, at)))


@pytest.fixture(autouse=True)
def _no_reaction() -> None:
    reactions.clear()


@pytest.fixture
def post(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        yield box


def asked(one: Any = None) -> Notification:
    (row,) = tell(one or person("alice"), asks_acknowledgement=True)
    return row


def refusal(token: str, at: Any = MIDDAY) -> str:
    with pytest.raises(GuardsUnmet) as caught:
        acknowledge(token, at=at)
    return caught.value.problems[0].code


def test_ntf_8_the_mail_carries_a_link_and_the_log_does_not(post: Mailbox) -> None:
    row = asked()
    drain(now=Clockwork())

    (mail,) = post.posted
    found = re.search(
        r"^Acknowledge: https://bcm\.example\.org/acknowledge/(\S+)/$", mail.text, re.M
    )
    assert found is not None
    assert read(found[1], at=MIDDAY).message == row
    assert f"/acknowledge/{found[1]}/" in mail.html
    assert found[1] not in Delivery.objects.get().body


def test_ntf_8_who_is_not_asked_gets_no_link(post: Mailbox) -> None:
    tell(person("alice"))
    drain(now=Clockwork())
    assert "cknowledge" not in post.posted[0].text


def test_ntf_8_and_e44_reading_changes_nothing() -> None:
    row = asked()
    token = token_of(row.pk, at=MIDDAY, lives_s=DAY_S)
    for _scan in range(3):
        assert read(token, at=MIDDAY).state is LinkState.VALID
    row.refresh_from_db()
    assert row.ack_at is None
    assert reactions == []


def test_ntf_8_a_link_works_once() -> None:
    row = asked()
    token = token_of(row.pk, at=MIDDAY, lives_s=DAY_S)
    acknowledge(token, at=MIDDAY)
    row.refresh_from_db()
    assert row.ack_at == MIDDAY
    assert reactions == [("email", None, MIDDAY)]

    assert read(token, at=MIDDAY).state is LinkState.USED
    assert refusal(token, MIDDAY + timedelta(minutes=1)) == "used"
    row.refresh_from_db()
    assert row.ack_at == MIDDAY
    assert len(reactions) == 1


def test_ntf_8_a_link_lives_24_hours() -> None:
    token = token_of(asked().pk, at=MIDDAY, lives_s=DAY_S)
    end = MIDDAY + timedelta(seconds=DAY_S)
    assert read(token, at=end - timedelta(seconds=1)).state is LinkState.VALID
    assert read(token, at=end).state is LinkState.EXPIRED
    assert refusal(token, end) == "expired"


@pytest.mark.parametrize("change", ["x{}", "{}x", "e30:{}"])
def test_ntf_8_a_link_that_was_changed_is_none(change: str) -> None:
    token = token_of(asked().pk, at=MIDDAY, lives_s=DAY_S)
    assert read(change.format(token), at=MIDDAY).state is LinkState.INVALID
    assert refusal(change.format(token)) == "invalid"


def test_ntf_8_another_key_signs_no_link(settings: Any) -> None:
    token = token_of(asked().pk, at=MIDDAY, lives_s=DAY_S)
    settings.SECRET_KEY = "another"
    assert read(token, at=MIDDAY).state is LinkState.INVALID


def test_ntf_8_a_message_that_was_tidied_away_has_expired() -> None:
    token = token_of(987_654, at=MIDDAY, lives_s=DAY_S)
    assert read(token, at=MIDDAY).state is LinkState.EXPIRED


def test_ntf_8_in_the_app_by_the_recipient_only() -> None:
    alice, bob = factories.user("alice"), factories.user("bob")
    mail = asked(alice)
    shown = Notification.objects.inbox(alice).get()
    with pytest.raises(GuardsUnmet):
        acknowledge_in_app(shown, by=bob, at=MIDDAY)
    acknowledge_in_app(shown, by=alice, at=MIDDAY)

    mail.refresh_from_db()
    assert mail.ack_at == MIDDAY  # the same thing, told by mail
    assert reactions == [("in_app", alice, MIDDAY)]
    assert refusal(token_of(mail.pk, at=MIDDAY, lives_s=DAY_S)) == "used"


def test_ntf_8_the_link_is_the_login_s_deed() -> None:
    alice = person("alice", user=factories.user("alice"))
    prefer(alice, language="en")
    row = asked(alice)
    acknowledge(token_of(row.pk, at=MIDDAY, lives_s=DAY_S), at=MIDDAY)
    assert reactions == [("email", alice.user, MIDDAY)]
    assert Notification.objects.inbox(alice.user).get().ack_at == MIDDAY  # type: ignore[arg-type]


def test_links_start_with_the_public_address(settings: Any) -> None:
    settings.PUBLIC_URL = "https://bcm.example.org"
    link = link_of(1, at=MIDDAY, lives_s=60)
    assert link.startswith("https://bcm.example.org/acknowledge/")
    assert link.endswith("/")
