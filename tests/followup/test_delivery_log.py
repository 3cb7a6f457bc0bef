"""The log of what left and what did not, and trying again (NTF-1, NTF-4, NTF-9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from followup.models import Delivery, Notification, NotificationState
from followup.services.sending import drain
from tests import factories
from tests.followup.outbox_world import (
    MIDDAY,
    STOPPED,
    Clockwork,
    allow,
    channel,
    person,
    prefer,
    subject,
    tell,
)
from tests.mail_server import Mailbox, mail_goes_to, mail_server

pytestmark = pytest.mark.django_db

LIST_QUERIES = 9
NOT_SENT_QUERIES = 9
DETAIL_QUERIES = 9


@pytest.fixture
def post(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        yield box


@pytest.fixture
def clock() -> Clockwork:
    return Clockwork()


def text(user: User, path: str) -> str:
    answer = factories.login(user).get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def failed_mail(post: Mailbox, clock: Clockwork) -> Delivery:
    """A mail to Alice that was refused twice."""
    post.handler.mode = "refuse_5xx"
    tell(person("alice"))
    drain(now=clock)
    clock.on(seconds=60)
    drain(now=clock)
    return Delivery.objects.earliest("pk")


def test_a_delivery_shows_its_words_its_reasons_and_its_try(
    auditor: User, post: Mailbox, clock: Clockwork
) -> None:
    tell(
        person("alice"),
        about=subject(exercise=True, grade="II"),
        asks_acknowledgement=True,
        roles=("owner", "bcm_managers"),
    )
    drain(now=clock)
    row = Delivery.objects.get()
    page = text(auditor, f"/deliveries/{row.pk}/")
    for words in ("[DRILL 演练]", "Look at brakes", "owner, continuity manager", "Alice", "Sent"):
        assert words in page
    # What acknowledges is the recipient's alone.
    assert ("/acknowledge/" in page, "[[acknowledge" in page) == (False, False)


def test_the_list_filters_by_state_channel_person_day_and_words(
    auditor: User, post: Mailbox, clock: Clockwork
) -> None:
    tell(person("alice"), what="brakes")
    drain(now=clock)
    tell(person("bob"), what="lights", at=clock.on(minutes=5))
    drain(now=clock)
    for query, found in {
        "": [True, True],
        "?state=sent": [True, True],
        "?state=failed": [False, False],
        "?channel=email&person=alice": [True, False],
        "?search=lights": [False, True],
        f"?since={MIDDAY:%Y-%m-%d}": [True, True],
        f"?until={MIDDAY - timedelta(days=2):%Y-%m-%d}": [False, False],
        "?since=nonsense&state=nonsense": [True, True],
    }.items():
        page = text(auditor, f"/deliveries/{query}")
        assert (query, [words in page for words in ("of brakes", "of lights")]) == (query, found)


def test_ntf_9_a_failed_mail_shows_the_error_and_can_be_tried_again(
    admin: User, post: Mailbox, clock: Clockwork
) -> None:
    row = failed_mail(post, clock)
    page = text(admin, f"/deliveries/{row.pk}/")
    assert ("The mail server refused the message." in page, "Try again" in page) == (True, True)
    factories.login(admin).post(f"/deliveries/{row.pk}/retry/")
    waiting = Notification.objects.get(channel="email")
    assert (waiting.state, waiting.delivery, waiting.reason) == ("pending", None, "")
    post.handler.mode = "accept"
    # The page works with the real time.
    Notification.objects.update(not_before=clock.on(minutes=5))
    drain(now=clock)
    assert Notification.objects.get(channel="email").state == NotificationState.SENT
    # The first try stays in the log as it was.
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["failed", "sent"]
    again = factories.login(admin).post(f"/deliveries/{row.pk}/retry/", follow=True)
    assert "It is on its way again already." in again.content.decode()


def test_words_of_a_delivery_stay_words(auditor: User, post: Mailbox, clock: Clockwork) -> None:
    tell(person("alice"), about=subject(title="<script>alert(1)</script>"))
    drain(now=clock)
    page = text(auditor, f"/deliveries/{Delivery.objects.get().pk}/")
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_a_number_too_large_is_no_delivery(auditor: User) -> None:
    assert factories.login(auditor).get(f"/deliveries/{'9' * 30}/").status_code == 404


def test_what_was_sent_is_not_sent_again(admin: User, post: Mailbox, clock: Clockwork) -> None:
    tell(person("alice"))
    drain(now=clock)
    row = Delivery.objects.get()
    answer = factories.login(admin).post(f"/deliveries/{row.pk}/retry/", follow=True)
    assert "Only what has failed can be sent again." in answer.content.decode()
    assert Notification.objects.get(channel="email").state == NotificationState.SENT


def test_ntf_9_the_chain_of_channels_is_told(admin: User, post: Mailbox, clock: Clockwork) -> None:
    allow("json")
    channel("sms", "json://127.0.0.1:1/{phone}", name="SMS gateway")
    alice = person("alice", phones=["+8613800138000"])
    prefer(alice, channels=["email", "sms"])
    row = failed_mail(post, clock)
    page = text(admin, f"/deliveries/{row.pk}/")
    assert "The same on other channels" in page
    assert ("SMS gateway" in page, "this one" in page) == (True, True)


def test_a_resent_message_says_that_it_may_have_arrived_twice(
    auditor: User, post: Mailbox, clock: Clockwork
) -> None:
    tell(person("alice"))
    drain(now=clock)
    Delivery.objects.update(resent=True)
    assert "Maybe twice" in text(auditor, "/deliveries/")
    row = Delivery.objects.get()
    assert "it may have arrived twice" in text(auditor, f"/deliveries/{row.pk}/")


def test_ntf_4_what_was_not_sent_says_why(auditor: User, post: Mailbox, clock: Clockwork) -> None:
    nobody = person("nobody", email="")
    stopped, late = tell(person("alice"), what="stopped") + tell(person("bob"), what="late")
    tell(nobody, what="homeless")
    tell(person("dora"), what="urgent one")
    STOPPED[stopped.pk] = "role_left"
    Notification.objects.filter(pk=late.pk).update(expires_at=MIDDAY - timedelta(hours=1))
    drain(now=clock)
    del STOPPED[stopped.pk]
    page = text(auditor, "/deliveries/not-sent/")
    for words in (
        "The recipient no longer has the role.",
        "It came too late to be of use.",
        "The recipient has no address on this channel.",
    ):
        assert words in page
    assert ("Trial of urgent one" in page, "Try again" in page) == (False, False)
    assert "Trial of late" not in text(auditor, "/deliveries/not-sent/?state=suppressed")
    assert "Trial of stopped" in text(auditor, "/deliveries/not-sent/?person=alice")


def test_ntf_7_what_is_held_says_until_when(auditor: User, post: Mailbox, clock: Clockwork) -> None:
    tell(person("alice"))
    clock.on(hours=12)
    drain(now=clock)
    page = text(auditor, "/deliveries/not-sent/")
    assert "Waits for the end of the quiet hours." in page
    assert "until" in page


def test_a_message_without_an_address_is_tried_again_from_the_tab(
    admin: User, post: Mailbox, clock: Clockwork
) -> None:
    nobody = person("nobody", email="")
    (row,) = tell(nobody)
    drain(now=clock)
    nobody.email = "found@example.com"
    nobody.save()
    factories.login(admin).post(f"/deliveries/not-sent/{row.pk}/retry/")
    row.refresh_from_db()
    assert (row.state, row.reason) == ("pending", "")
    answer = factories.login(admin).post(f"/deliveries/not-sent/{row.pk}/retry/", follow=True)
    assert "It is on its way again already." in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "seen", "changed"),
    [
        ("administrator", 200, 302),
        ("continuity_manager", 200, 403),
        ("auditor", 200, 403),
        ("process_owner", 403, 403),
        ("it_operations", 403, 403),
    ],
)
def test_who_may_see_and_try_again(
    role: str, seen: int, changed: int, post: Mailbox, clock: Clockwork
) -> None:
    row = failed_mail(post, clock)
    client = factories.login(factories.user("visitor", role))
    paths = ("/deliveries/", "/deliveries/not-sent/", f"/deliveries/{row.pk}/")
    assert [client.get(path).status_code for path in paths] == [seen] * 3
    assert client.post(f"/deliveries/{row.pk}/retry/").status_code == changed


def test_lists_and_detail_take_the_same_queries_for_one_and_for_three(
    admin: User, post: Mailbox, clock: Clockwork
) -> None:
    client = factories.login(admin)

    def add(number: int) -> None:
        tell(person(f"p-{number}"), what="seen", at=clock())
        tell(person(f"n-{number}", email=""), what="unseen", at=clock())
        drain(now=clock)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    add(1)
    paths = ["/deliveries/", "/deliveries/not-sent/"]
    client.get(paths[0])
    with_one = [queries(path) for path in paths]
    add(2)
    add(3)
    assert (with_one, [queries(path) for path in paths]) == (
        [LIST_QUERIES, NOT_SENT_QUERIES],
        [LIST_QUERIES, NOT_SENT_QUERIES],
    )
    bundle = Delivery.objects.earliest("pk")
    assert queries(f"/deliveries/{bundle.pk}/") == DETAIL_QUERIES
    Notification.objects.filter(delivery__isnull=False).update(delivery=bundle)
    assert queries(f"/deliveries/{bundle.pk}/") == DETAIL_QUERIES
