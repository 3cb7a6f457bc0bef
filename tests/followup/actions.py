"""The people of an action and the shortest way to each of its states, through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Person, User
from followup.models import Clock, CorrectiveAction, Notification
from followup.services import actions
from tests import factories
from tests.factories import NOON

TODAY = NOON.date()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Cast:
    """Alice owns, Bob verifies, Mo is head of their department, Max is a continuity manager."""

    alice: User
    bob: User
    mo: User
    max: User

    def person(self, name: str) -> Person:
        return Person.objects.get(code=name)


def cast() -> Cast:
    factories.clock_policies()
    sales = factories.department("sales")
    made = {}
    for name, role in (
        ("alice", "process_owner"),
        ("bob", "it_operations"),
        ("mo", "process_owner"),
        ("max", "continuity_manager"),
    ):
        made[name] = factories.user(name, role)
        factories.person(name, user=made[name], department="sales" if name != "max" else "bcm")
    sales.head = Person.objects.get(code="mo")
    sales.save()
    return Cast(**made)


def draft(who: Cast, **fields: Any) -> CorrectiveAction:
    values: dict[str, Any] = {
        "title": "Second line to the dispatch centre",
        "finding": "One line carries every call.",
        "criterion": "Calls go through with the first line cut.",
        "owner": who.person("alice"),
        "verifier": who.person("bob"),
        "priority": "P2",
    }
    return actions.create_action(**values | {"by": who.max, "at": NOON} | fields)


def opened(who: Cast, **fields: Any) -> CorrectiveAction:
    return actions.open_action(draft(who, **fields), by=who.max, at=fields.get("at", NOON))


def done(who: Cast, at: datetime = NOON + HOUR, **fields: Any) -> CorrectiveAction:
    action = opened(who, **fields)
    assert action.owner is not None
    owner = action.owner.user
    assert owner is not None
    return actions.complete_action(action, evidence="A line was laid.", by=owner, at=at)


def proved(who: Cast, **fields: Any) -> CorrectiveAction:
    action = done(who, **fields)
    actions.record_retest(action, passed=True, note="Cut.", by=who.bob, at=NOON + 2 * HOUR)
    return action


def verified(who: Cast, at: datetime = NOON + 3 * HOUR, **fields: Any) -> CorrectiveAction:
    return actions.verify_action(proved(who, **fields), by=who.bob, at=at)


def accepted(who: Cast, until: date = TODAY + 10 * DAY, **fields: Any) -> CorrectiveAction:
    action = opened(who, **fields)
    return actions.accept_risk(
        action, reason="Too dear now.", expires_on=until, by=who.max, at=NOON + HOUR
    )


def types(action: CorrectiveAction) -> list[str]:
    return list(action.timeline.values_list("type", flat=True))


def codes(refusal: Any) -> list[str]:
    """The codes of what a service refused."""
    return [one.code for one in refusal.value.problems]


def live_clocks(action: CorrectiveAction) -> list[tuple[str, datetime]]:
    """Kind and due time of what runs for the action."""
    rows = Clock.objects.about("action", action.code).live()
    return [(one.kind, one.due_at) for one in rows]


def told(kind: str) -> set[str]:
    """Logins that got a message of this kind in the app."""
    rows = Notification.objects.filter(kind=kind, channel="in_app")
    return set(rows.values_list("user__username", flat=True))
