"""Nobody's action stays nobody's: owners and verifiers who leave are succeeded (E31)."""

from __future__ import annotations

import pytest

from accounts.models import Person
from accounts.services.people import change_person
from accounts.services.users import deactivate_user
from followup.models import Clock, CorrectiveAction, Notification
from followup.services import actions
from lib.errors import Refused
from tests import factories
from tests.factories import NOON
from tests.followup.actions import DAY, Cast, opened, types, verified

pytestmark = pytest.mark.django_db


def leave(person: Person, who: Cast) -> None:
    change_person(person, read_version=None, is_active=False, by=who.max, at=NOON + DAY)


def held(action: CorrectiveAction) -> tuple[str, str]:
    action.refresh_from_db()
    assert action.owner is not None
    assert action.verifier is not None
    return action.owner.code, action.verifier.code


def told(kind: str) -> set[str]:
    rows = Notification.objects.filter(kind=kind, channel="in_app")
    return set(rows.values_list("user__username", flat=True))


def test_the_manager_inherits_and_is_told(who: Cast) -> None:
    action = opened(who)
    leave(who.person("alice"), who)
    assert held(action) == ("mo", "bob")
    last = action.timeline.last()
    assert (last.type, last.payload) == (
        "inherited",
        {"role": "owner", "old": "alice", "new": "mo"},
    )
    assert told("action.inherited") == {"mo"}
    assert Clock.objects.about("action", action.code).live().get().responsible.code == "mo"


def test_without_a_manager_the_deputy_inherits(who: Cast) -> None:
    alice = who.person("alice")
    alice.department = None
    alice.deputy = factories.person("dee")
    alice.save()
    action = opened(who)
    leave(alice, who)
    assert held(action) == ("dee", "bob")


def test_without_either_a_continuity_manager_inherits(who: Cast) -> None:
    alice = who.person("alice")
    alice.department = None
    alice.save()
    action = opened(who)
    leave(alice, who)
    assert held(action) == ("max", "bob")


def test_the_verifier_never_becomes_the_owner(who: Cast) -> None:
    action = opened(who, verifier=who.person("mo"))
    leave(who.person("alice"), who)
    assert held(action) == ("max", "mo")


def test_a_verifier_who_leaves_is_succeeded_too(who: Cast) -> None:
    action = opened(who)
    leave(who.person("bob"), who)
    assert held(action) == ("alice", "mo")
    assert told("action.inherited") == {"mo"}


def test_nobody_left_is_told_to_the_continuity_managers(who: Cast) -> None:
    alice = who.person("alice")
    alice.department = None
    alice.save()
    action = opened(who, verifier=who.person("max"))
    leave(alice, who)
    assert held(action) == ("alice", "max")
    assert told("action.left_alone") == {"max"}
    # The sweep finds somebody as soon as there is one.
    alice.department = factories.department("sales")
    alice.save()
    assert actions.sweep_leavers(at=NOON + 2 * DAY) == 1
    assert held(action) == ("mo", "max")


def test_the_sweep_finds_who_became_inactive_in_other_ways(who: Cast) -> None:
    action = opened(who)
    Person.objects.filter(code="alice").update(is_active=False)
    assert actions.sweep_leavers(at=NOON + DAY) == 1
    assert held(action) == ("mo", "bob")
    assert actions.sweep_leavers(at=NOON + DAY) == 0


def test_what_is_closed_stays_with_its_people(who: Cast) -> None:
    action = verified(who)
    leave(who.person("alice"), who)
    assert held(action) == ("alice", "bob")


def test_a_successor_of_the_login_takes_over(who: Cast) -> None:
    action = opened(who)
    admin = factories.user("admin", "administrator")
    with pytest.raises(Refused) as refusal:
        deactivate_user(who.alice, successor=None, by=admin, at=NOON + DAY)
    assert refusal.value.problems[0].field == "successor"
    who.alice.refresh_from_db()
    deactivate_user(who.alice, successor=who.max, by=admin, at=NOON + DAY)
    assert held(action) == ("max", "bob")
    assert types(action)[-1] == "inherited"


def test_a_successor_who_verifies_does_not_become_the_owner(who: Cast) -> None:
    action = opened(who)
    admin = factories.user("admin", "administrator")
    deactivate_user(who.alice, successor=who.bob, by=admin, at=NOON + DAY)
    assert held(action) == ("mo", "bob")
