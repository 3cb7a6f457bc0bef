"""Paper that a new number, holder or grade made wrong, although no version is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person, User
from followup.models import Clock, Notification
from plans.models import IncidentGrade, PlanVersion, PrintCopy, RoleHolder
from plans.poster import poster_of
from plans.services import copies, copy_facts
from tests import factories
from tests.factories import NOON
from tests.plans import paper_world as world

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def card(manager: User) -> PlanVersion:
    return world.effective_card(manager)


@pytest.fixture
def copy(card: PlanVersion, manager: User, bob: User) -> PrintCopy:
    holder = factories.person("bob-holder", name="Bob", user=bob)
    return copies.print_copy(
        card, format="a4", language="both", place="Room 1", holder=holder, by=manager, at=NOON
    )


def new_number() -> None:
    Person.objects.filter(code="zhang-san").update(phones=["13999999999"])


def new_holder() -> None:
    one = factories.person("new-lead", name="新人", phones=["13711111111"])
    RoleHolder.objects.filter(person__code="li-si").update(person=one)


def left() -> None:
    Person.objects.filter(code="wang-wu").update(is_active=False)


def new_limit() -> None:
    IncidentGrade.objects.filter(code="II").update(response_s=600)


@pytest.mark.parametrize("change", [new_number, new_holder, left, new_limit])
def test_it_is_outdated_and_its_holder_told(
    copy: PrintCopy, bob: User, change: Callable[[], None]
) -> None:
    assert copy_facts.look(at=NOON) == 0
    change()

    assert copy_facts.look(at=NOON + DAY) == 1
    assert copy_facts.look(at=NOON + 2 * DAY) == 0

    poster = poster_of(copy.token)
    assert poster is not None
    assert (poster.verdict, poster.since) == ("outdated", (NOON + DAY).date())
    assert list(PrintCopy.objects.outdated()) == [copy]
    assert Clock.objects.get(kind="reprint", subject_code=copy.token).state == "running"
    told = Notification.objects.filter(kind="plan.reprint")
    assert {one.user_id for one in told} == {bob.pk}


def test_the_new_print_of_the_same_version_is_current(copy: PrintCopy, manager: User) -> None:
    new_number()
    copy_facts.look(at=NOON + DAY)

    new = copies.print_again(copy, by=manager, at=NOON + DAY)

    copy.refresh_from_db()
    assert (copy.state, copy.replaced_by) == ("replaced", new)
    assert copy_facts.look(at=NOON + 2 * DAY) == 0
    assert getattr(poster_of(new.token), "verdict", None) == "current"


def test_a_number_that_is_as_printed_again_takes_it_off_the_list(copy: PrintCopy) -> None:
    new_number()
    copy_facts.look(at=NOON + DAY)
    Person.objects.filter(code="zhang-san").update(phones=["13912345678"])

    assert copy_facts.look(at=NOON + 2 * DAY) == 1
    assert list(PrintCopy.objects.outdated()) == []
    assert Clock.objects.get(kind="reprint", subject_code=copy.token).state in ("met", "met_late")


def test_what_the_paper_does_not_show_changes_nothing(copy: PrintCopy) -> None:
    """The numbers on a wall are masked: the digits behind the mask are not on it."""
    Person.objects.filter(code="zhang-san").update(phones=["13900005678"], email="z@example.org")
    factories.person("stranger", phones=["13712312312"])

    assert copy_facts.look(at=NOON + DAY) == 0


def test_a_look_asks_as_often_for_many_copies_as_for_one(
    card: PlanVersion, copy: PrintCopy, manager: User
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            copy_facts.look(at=NOON)
        return len(asked)

    one = questions()
    for number in range(3):
        copies.print_copy(
            card, format="a4", language="en", place=f"Room {number + 2}", by=manager, at=NOON
        )
    assert questions() == one
