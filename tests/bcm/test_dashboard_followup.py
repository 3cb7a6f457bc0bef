"""The dashboard's follow-up: one's own actions first; managers see what went wrong (ACT)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from followup.models import ContactPoint, Notification
from tests import factories

pytestmark = pytest.mark.django_db


def page(user: User) -> Any:
    answer = factories.login(user).get("/")
    assert answer.status_code == 200
    return answer.context


def day(days: int) -> Any:
    return factories.today() + timedelta(days=days)


def words(user: User) -> list[tuple[str, str, bool]]:
    return [(one.words, one.subject, one.overdue) for one in page(user)["todo"].tasks]


def test_my_actions_and_what_i_must_verify_are_on_my_list(alice: User, bob: User) -> None:
    owner, other = factories.person("alice", user=alice), factories.person("bob", user=bob)
    both = {"owner": owner, "verifier": other}
    factories.action("ACT-2026-0001", title="Late", state="open", due_on=day(-1), **both)
    factories.action("ACT-2026-0002", title="Soon", state="in_progress", due_on=day(3), **both)
    factories.action("ACT-2026-0003", title="Done", state="done", due_on=day(-9), **both)
    factories.action("ACT-2026-0004", title="Closed", state="verified", **both)
    factories.action("ACT-2026-0005", title="Draft", **both)
    assert words(alice) == [
        ("Carry out the corrective action", "Late", True),
        ("Carry out the corrective action", "Soon", False),
    ]
    assert words(bob) == [("Verify the corrective action", "Done", False)]


def test_managers_see_what_is_late_in_vain_and_untold(manager: User, alice: User) -> None:
    late = {"state": "open", "due_on": day(-1), "priority": "P1"}
    factories.action("ACT-2026-0001", is_core=True, **late)
    factories.action("ACT-2026-0002", is_core=False, **late)
    factories.action("ACT-2026-0003", is_core=True, **(late | {"priority": "P2"}))
    factories.action("ACT-2026-0004", is_core=True, **(late | {"due_on": day(0)}))
    factories.action("ACT-2026-0005", state="verified", ineffective_since=timezone.now())
    person = factories.person("gone")
    for channel in ("email", "chat"):
        ContactPoint.objects.create(
            key=f"p{person.pk}:{channel}", person=person, channel=channel,
            unreachable_since=timezone.now(),
        )  # fmt: skip
    Notification.objects.create(
        dedup_key="x", kind="test", channel="email", person=person, state="failed",
        not_before=timezone.now(), created_at=timezone.now(),
    )  # fmt: skip
    found = page(manager)["follow_up"]
    assert [one.code for one in found.late] == ["ACT-2026-0001"]
    assert (found.late_count, found.overdue, found.open, found.ineffective) == (1, 3, 4, 1)
    assert (found.unreachable, found.undelivered) == (1, 1)
    assert page(alice)["follow_up"] is None


def test_the_number_of_queries_does_not_grow_with_the_actions(manager: User) -> None:
    client = factories.login(manager)
    person = factories.person("manager", user=manager)

    def add(number: int) -> None:
        factories.action(
            f"ACT-2026-{number:04}", owner=person, state="open", due_on=day(-1), priority="P1",
            is_core=True,
        )  # fmt: skip

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    add(1)
    queries()
    with_one = queries()
    for number in range(2, 9):
        add(number)
    assert queries() == with_one
