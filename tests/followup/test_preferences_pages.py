"""How a person wants to be told, and who sees that they cannot be reached (NTF-3, 7, 9, 10)."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Person, User
from followup.models import ContactPoint, NotificationPreference
from followup.services.preferences import change_preferences
from lib.errors import Refused
from tests import factories
from tests.followup.outbox_world import allow, channel, prefer

pytestmark = pytest.mark.django_db

MINE = "/me/notifications/"
VALUES = {
    "version": 1,
    "language": "zh-hans",
    "timezone": "Europe/Berlin",
    "quiet": "own",
    "quiet_from": "21:00",
    "quiet_until": "08:00",
    "channel_1": "email",
}


@pytest.fixture
def alice_person(alice: User) -> Person:
    return factories.person("alice", user=alice, phones=["+86 138 0013 8000"])


@pytest.fixture
def sms(db: None) -> None:
    allow("jsons")
    channel("sms", "jsons://gate.example.org/{phone}", name="SMS gateway")
    channel("group", "jsons://gate.example.org/room", name="Crisis group")


def stored() -> tuple[Any, ...]:
    row = NotificationPreference.objects.get()
    return (
        row.language,
        row.timezone,
        row.quiet_from,
        row.quiet_until,
        row.digest,
        row.channels,
        row.version,
    )


def test_one_chooses_language_zone_hours_and_digest(alice: User, alice_person: Person) -> None:
    assert factories.login(alice).post(MINE, VALUES).status_code == 302
    assert stored() == ("zh-hans", "Europe/Berlin", time(21), time(8), False, [], 2)


@pytest.mark.parametrize(
    ("quiet", "hours"),
    [("inherit", (None, None)), ("none", (time(0), time(0))), ("own", (time(21), time(8)))],
)
def test_ntf_7_quiet_hours_are_the_organisations_none_or_ones_own(
    quiet: str, hours: tuple[Any, Any], alice: User, alice_person: Person
) -> None:
    client = factories.login(alice)
    client.post(MINE, VALUES | {"quiet": quiet})
    assert stored()[2:4] == hours
    page = client.get(MINE).content.decode()
    assert f'value="{quiet}"' in page.split("checked")[0][-160:]


def test_ntf_9_the_order_of_channels_is_ones_own(
    alice: User, alice_person: Person, sms: None
) -> None:
    client = factories.login(alice)
    client.post(MINE, VALUES | {"channel_1": "sms", "channel_2": "email"})
    assert stored()[5] == ["sms", "email"]
    # As everybody without a choice: nothing is stored, later channels join in.
    client.post(MINE, VALUES | {"channel_1": "email", "channel_2": "sms", "version": 2})
    assert stored()[5] == []
    client.post(MINE, VALUES | {"channel_1": "email", "channel_2": "", "version": 3})
    assert stored()[5] == ["email"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quiet_until": ""}, "Give both times."),
        ({"channel_1": "sms", "channel_2": "sms"}, "Name each channel once."),
        ({"channel_1": "group"}, "not one of the available choices"),
        ({"timezone": "Mars/Olympus"}, "not one of the available choices"),
        ({"language": "xx"}, "not one of the available choices"),
    ],
)
def test_nonsense_is_refused_at_the_field(
    changes: dict[str, str], words: str, alice: User, alice_person: Person, sms: None
) -> None:
    answer = factories.login(alice).post(MINE, VALUES | changes)
    assert (answer.status_code, words in answer.content.decode()) == (200, True)
    assert not NotificationPreference.objects.exists()


def test_the_service_refuses_the_same(alice: User, alice_person: Person) -> None:
    with pytest.raises(Refused) as refused:
        change_preferences(
            alice_person,
            language="xx",
            timezone="Mars/Olympus",
            quiet_from=time(1),
            quiet_until=None,
            channels=["pigeon"],
            read_version=None,
            by=alice,
            at=timezone.now(),
        )
    assert [problem.field for problem in refused.value.problems] == [
        "language",
        "timezone",
        "quiet_until",
        "channels",
    ]


def test_who_was_slower_sees_both_versions(alice: User, alice_person: Person) -> None:
    client = factories.login(alice)
    client.post(MINE, VALUES)
    assert client.post(MINE, VALUES | {"language": "en"}).status_code == 409


def test_addresses_and_what_is_wrong_with_them_are_shown(
    alice: User, alice_person: Person, sms: None, settings: Any
) -> None:
    settings.MAIL_IS_SET_UP = True
    page = factories.login(alice).get(MINE).content.decode()
    for words in ("alice@example.com", "SMS gateway", "+86 138 0013 8000"):
        assert words in page
    assert "Crisis group" not in page
    alice_person.phones, alice_person.email = [], ""
    alice_person.save()
    alice.email = ""
    alice.save()
    page = factories.login(alice).get(MINE).content.decode()
    assert "No e-mail address is entered." in page
    assert "What this channel needs is not entered." in page


def test_a_login_that_is_nobody_among_the_people_is_told_so(alice: User) -> None:
    page = factories.login(alice).get(MINE).content.decode()
    assert "Your login has no entry among the people" in page
    assert "Send me a test message" in page


def test_somebody_who_may_change_people_does_it_for_others(
    manager: User, alice: User, alice_person: Person
) -> None:
    path = "/people/alice/notifications/"
    assert factories.login(manager).post(path, VALUES).status_code == 302
    assert stored()[0] == "zh-hans"
    assert factories.login(factories.user("bob", "process_owner")).get(path).status_code == 403
    assert factories.login(factories.user("nobody")).get(path).status_code == 404


def test_ntf_9_everybody_sees_that_a_person_cannot_be_reached(
    manager: User, alice: User, alice_person: Person
) -> None:
    ContactPoint.objects.create(
        key=f"p{alice_person.pk}:email",
        person=alice_person,
        channel="email",
        unreachable_since=factories.NOON,
        last_error="550 No such user",
    )
    colleague = factories.user("bob", "process_owner")
    for viewer, sees_why in ((colleague, False), (manager, True)):
        page = factories.login(viewer).get("/people/alice/").content.decode()
        # Icon and word, not colour alone.
        assert ("Unreachable" in page, "550 No such user" in page) == (True, sees_why)
        assert "2026-03-02" in page


def test_preferences_are_seen_by_who_may_change_people(
    manager: User, alice: User, alice_person: Person
) -> None:
    prefer(alice_person, timezone="Europe/Berlin")
    seen = [
        "Europe/Berlin" in factories.login(one).get("/people/alice/").content.decode()
        for one in (manager, factories.user("bob", "process_owner"))
    ]
    assert seen == [True, False]
