"""Many rows in one statement: values arrive as they were given, and nothing is overwritten."""

from __future__ import annotations

import pytest

from accounts.models import Person
from followup.models import ContactPoint
from lib.bulk import insert_rows
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db

ODD = 'It\'s "so" \\ 措施 😀 %s {}\n\t'


def point(key: str, **values: object) -> dict[str, object]:
    plain = {"channel": "email", "recent": [], "failures": 0, "last_error": ""}
    return {"key": key} | plain | values


def test_every_kind_of_value_arrives_as_it_was_given() -> None:
    alice = factories.person("alice")
    instants = [NOON.isoformat()]
    insert_rows(
        ContactPoint,
        [point("a", person_id=alice.pk, last_error=ODD, recent=instants, last_sent_at=instants[0])],
    )
    one = ContactPoint.objects.get()
    assert (one.key, one.person, one.last_error) == ("a", alice, ODD)
    assert (one.recent, one.last_sent_at, one.failures) == ([NOON], NOON, 0)
    assert (one.user_id, one.unreachable_since) == (None, None)


def test_rows_keep_their_order() -> None:
    insert_rows(ContactPoint, (point(key) for key in ("c", "a", "b")))
    assert list(ContactPoint.objects.order_by("pk").values_list("key", flat=True)) == [
        "c",
        "a",
        "b",
    ]


def test_what_is_there_already_stays_as_it_is() -> None:
    insert_rows(ContactPoint, [point("a", failures=3)])
    insert_rows(ContactPoint, [point("a"), point("b")], ignore_conflicts=True)
    found = ContactPoint.objects.order_by("key").values_list("key", "failures")
    assert list(found) == [("a", 3), ("b", 0)]


def test_no_rows_are_no_statement() -> None:
    insert_rows(Person, [])
    assert not Person.objects.exists()
