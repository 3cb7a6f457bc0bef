"""Asking contacts, their answers, and what follows from silence (PLN-11, E31)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.services.people import change_person
from accounts.services.users import deactivate_user
from followup.models import Clock, Notification
from followup.services.ticking import tick
from lib.errors import GuardsUnmet
from plans.contact_state import states_of
from plans.models import ChangeRequest, ReachabilityCheck, RoleHolder
from plans.reachability_links import LinkState, path_of, read_link
from plans.services.reachability import (
    answer_link,
    answer_myself,
    ask_all,
    ask_now,
    record_by_hand,
)
from plans.services.reachability_look import look
from tests.factories import NOON, person, user
from tests.plans.contact_world import DAY, check_of, in_force
from tests.plans.plan_world import cast, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def users() -> dict[str, User]:
    found = cast()
    in_force(found)
    return found


def level(code: str, days: float) -> str:
    one = the(code)
    return states_of([one.pk], NOON + timedelta(days=days))[one.pk].level


def asked_for(trigger: str = "contact") -> list[tuple[str, str, str]]:
    rows = ChangeRequest.objects.filter(trigger=trigger).order_by("id")
    return [(one.plan.code, one.source_ref, one.params["why"]) for one in rows]


def refused(call: object) -> str:
    with pytest.raises(GuardsUnmet) as caught:
        call()  # type: ignore[operator]
    return caught.value.problems[0].code


def test_everybody_a_plan_in_force_relies_on_is_asked_once(users: dict[str, User]) -> None:
    assert look(at=NOON) == 3
    assert look(at=NOON + DAY) == 0
    asked = ReachabilityCheck.objects.order_by("person__code")
    assert [one.person.code for one in asked] == ["li-si", "wang-wu", "zhang-san"]
    told = Notification.objects.filter(kind="plan.reachability", channel="email")
    assert told.count() == 3


def test_after_90_days_they_are_asked_again(users: dict[str, User]) -> None:
    look(at=NOON)
    answer_link(path_of(check_of("zhang-san"))[7:], correct=True, at=NOON + DAY)
    assert look(at=NOON + 89 * DAY) == 0
    assert look(at=NOON + 90 * DAY) == 3
    assert check_of("zhang-san").asked_at == NOON + 90 * DAY


def test_what_is_stored_of_a_link_is_its_digest(users: dict[str, User]) -> None:
    look(at=NOON)
    secret = path_of(check_of("zhang-san"))[7:]
    row = Notification.objects.get(kind="plan.reachability", person__code="zhang-san")
    assert len(secret) == 32
    assert secret not in f"{row.params}{row.url}{check_of('zhang-san').token_hash}"


def test_a_link_works_once_and_for_60_days(users: dict[str, User]) -> None:
    look(at=NOON)
    secret = path_of(check_of("zhang-san"))[7:]
    assert read_link(secret, at=NOON + 59 * DAY)[0] is LinkState.VALID
    assert read_link(secret, at=NOON + 60 * DAY)[0] is LinkState.EXPIRED
    answer_link(secret, correct=True, at=NOON + DAY)
    assert refused(lambda: answer_link(secret, correct=False, at=NOON + DAY)) == "answered"
    assert read_link("x" * 32, at=NOON)[0] is LinkState.UNKNOWN


def test_silence_reminds_after_3_and_7_days_and_turns_amber_then_red(
    users: dict[str, User],
) -> None:
    look(at=NOON)
    clock = Clock.objects.get(kind="reachability", subject_code__startswith="zhang-san:")
    assert clock.due_at == NOON + 7 * DAY
    tick(at=NOON + 3 * DAY)
    tick(at=NOON + 7 * DAY + timedelta(minutes=1))
    about = Notification.objects.filter(clock=clock, channel="email").order_by("id")
    told = [(one.mark, one.person.code if one.person else "") for one in about]
    assert told == [("day_3", "zhang-san"), ("due", "zhang-san"), ("due", "alice")]
    assert [level("zhang-san", days) for days in (6, 7, 30)] == ["unknown", "amber", "red"]


def test_who_is_red_gives_each_plan_one_change_request(users: dict[str, User]) -> None:
    in_force(users, "second")
    look(at=NOON)
    for code in ("li-si", "wang-wu"):
        answer_link(path_of(check_of(code))[7:], correct=True, at=NOON + DAY)
    look(at=NOON + 29 * DAY)
    assert asked_for() == []
    look(at=NOON + 30 * DAY)
    look(at=NOON + 31 * DAY)
    assert asked_for() == [
        ("rescue", "person:zhang-san", "not_answered"),
        ("second", "person:zhang-san", "not_answered"),
    ]


def test_a_decided_request_does_not_come_back_for_the_same_silence(users: dict[str, User]) -> None:
    look(at=NOON)
    look(at=NOON + 30 * DAY)
    many = len(asked_for())
    ChangeRequest.objects.update(state="rejected")
    look(at=NOON + 31 * DAY)
    assert len(asked_for()) == many == 3


def test_e31_who_left_is_red_at_once_and_the_plan_is_told(users: dict[str, User]) -> None:
    look(at=NOON)
    change_person(
        the("zhang-san"), read_version=None, is_active=False, by=users["mia"], at=NOON + DAY
    )
    assert level("zhang-san", 1) == "red"
    assert asked_for() == [("rescue", "person:zhang-san", "left")]
    assert not ReachabilityCheck.objects.waiting().filter(person__code="zhang-san").exists()
    assert Clock.objects.live().filter(subject_code__startswith="zhang-san:").count() == 0


def test_e31_a_closed_login_keeps_the_place_and_puts_the_successor_behind(
    users: dict[str, User],
) -> None:
    login = user("zhang", "it_operations")
    one = the("zhang-san")
    one.user = login
    one.save()
    admin = user("root", "administrator")
    user("second-root", "administrator")
    deactivate_user(login, successor=users["bob"], by=admin, at=NOON + DAY)
    holders = RoleHolder.objects.filter(role__code="it-lead").order_by("position")
    assert [row.person.code for row in holders] == ["zhang-san", "bob", "li-si"]
    assert level("zhang-san", 1) == "red"
    assert asked_for() == [("rescue", "person:zhang-san", "left")]


def test_a_new_link_takes_the_place_of_the_old_one(users: dict[str, User]) -> None:
    look(at=NOON)
    old = path_of(check_of("zhang-san"))[7:]
    again = NOON + 20 * DAY
    ask_now(the("zhang-san"), by=users["mia"], at=again)
    assert read_link(old, at=again)[0] is LinkState.EXPIRED
    assert level("zhang-san", 30) == "red"
    assert refused(lambda: ask_now(the("zhang-san"), by=users["mia"], at=again)) == "asked_already"


def test_a_colleague_who_reached_them_records_it(users: dict[str, User]) -> None:
    look(at=NOON)
    row = record_by_hand(the("zhang-san"), outcome="reached", by=users["bob"], at=NOON + DAY)
    assert (row.answered_by, row.correct) == ("by_hand", True)
    assert level("zhang-san", 40) == "ok"
    clock = Clock.objects.get(kind="reachability", subject_code__startswith="zhang-san:")
    assert clock.state == "met"
    # Nobody was asked: a check of its own is kept.
    record_by_hand(the("zhang-san"), outcome="declined", by=users["bob"], at=NOON + 2 * DAY)
    assert level("zhang-san", 2) == "amber"


def test_nobody_vouches_for_themselves_by_hand(users: dict[str, User]) -> None:
    me = the("bob")
    call = lambda: record_by_hand(me, outcome="reached", by=users["bob"], at=NOON)  # noqa: E731
    assert refused(call) == "oneself"
    with pytest.raises(PermissionDenied):
        record_by_hand(the("zhang-san"), outcome="reached", by=users["charlie"], at=NOON)


def test_the_signed_in_contact_needs_no_link(users: dict[str, User]) -> None:
    person("alice").phones.append("13612345678")
    ask_now(the("alice"), by=users["mia"], at=NOON)
    answer_myself(correct=True, by=users["alice"], at=NOON + DAY)
    assert refused(lambda: answer_myself(correct=True, by=users["bob"], at=NOON)) == "not_asked"


def test_a_wrong_number_is_told_to_the_plans_owner(users: dict[str, User]) -> None:
    look(at=NOON)
    answer_link(path_of(check_of("wang-wu"))[7:], correct=False, at=NOON + DAY)
    assert level("wang-wu", 2) == "amber"
    told = Notification.objects.filter(kind="plan.reachability_wrong", channel="in_app")
    assert [one.person.code for one in told if one.person] == ["alice"]


def test_states_ask_a_constant_number_of_questions(
    users: dict[str, User], django_assert_num_queries: object
) -> None:
    look(at=NOON)
    ids = [the(code).pk for code in ("zhang-san", "li-si", "wang-wu")]
    states_of(ids[:1], NOON)
    for wanted in (ids[:1], ids):
        with django_assert_num_queries(3):  # type: ignore[operator]
            states_of(wanted, NOON)


def test_two_workers_ask_once(users: dict[str, User]) -> None:
    one, before = the("zhang-san"), NOON - 90 * DAY
    assert ask_all([one], at=NOON, unless_waiting_since=before) == 1
    assert ask_all([one], at=NOON + timedelta(seconds=1), unless_waiting_since=before) == 0
    assert ReachabilityCheck.objects.count() == 1
