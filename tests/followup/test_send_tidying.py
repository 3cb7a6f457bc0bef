"""Messages are personal: they go after a year, and with the person (docs/privacy.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.services.personal_data import erase_person, export_person
from followup import tasks
from followup.models import ContactPoint, Delivery, Notification, NotificationPreference
from followup.services.sending import drain
from followup.services.tidying import tidy
from tests import factories
from tests.followup.outbox_world import MIDDAY, Clockwork, person, prefer, tell
from tests.mail_server import Mailbox, mail_goes_to, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        yield box


def counts() -> tuple[int, int]:
    return Notification.objects.count(), Delivery.objects.count()


def test_messages_go_after_a_year(post: Mailbox) -> None:
    clock = Clockwork()
    alice = factories.user("alice")
    tell(alice, what="old")
    drain(now=clock)
    clock.on(days=1)
    tell(alice, what="new", at=clock())
    drain(now=clock)
    assert counts() == (4, 2)

    assert tidy(older_than_days=365, at=MIDDAY + timedelta(days=365)) == 0
    assert tidy(older_than_days=365, at=MIDDAY + timedelta(days=365, seconds=1)) == 3
    assert counts() == (2, 1)


def test_what_still_waits_stays_and_zero_days_is_never() -> None:
    tell(person("alice"))
    later = MIDDAY + timedelta(days=1000)
    assert tidy(older_than_days=365, at=later) == 0
    Notification.objects.update(state="failed")
    assert tidy(older_than_days=0, at=later) == 0
    assert tidy(older_than_days=365, at=later) == 1


def test_a_person_takes_their_messages_along(post: Mailbox) -> None:
    alice = person("alice", user=factories.user("alice", is_active=False))
    prefer(alice, channels=["email"])
    tell(alice)
    drain(now=Clockwork())
    tell(alice, what="waits", at=MIDDAY + timedelta(seconds=1))

    exported = export_person(alice)["messages"]
    assert [(one["channel"], one["kind"], one["title"]) for one in exported["told"]] == [
        ("in_app", "trial", "Road rescue"),
        ("email", "trial", "Road rescue"),
        ("in_app", "trial", "Road rescue"),
        ("email", "trial", "Road rescue"),
    ]
    assert [one["subject"] for one in exported["sent"]] == ["Trial of brakes · road-rescue"]
    assert exported["preferences"]["channels"] == ["email"]

    erase_person(alice, by=None, at=MIDDAY)
    assert counts() == (0, 0)
    assert ContactPoint.objects.count() == 0
    assert NotificationPreference.objects.count() == 0


def test_the_workers_tasks_do_it(post: Mailbox) -> None:
    tell(person("alice"), held_in_quiet_hours=False)
    assert tasks.send() == 1
    assert post.count == 1
    Delivery.objects.update(created_at=MIDDAY - timedelta(days=400))
    Notification.objects.update(created_at=MIDDAY - timedelta(days=400))
    assert tasks.tidy() == 2
