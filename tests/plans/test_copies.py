"""Printed copies: their register, what a new version does to them, and how they are ticked off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Person, User
from followup.models import Clock, Notification
from followup.services.ticking import tick
from lib.errors import GuardsUnmet, Refused, StaleVersion
from plans.models import OfflinePack, PlanSettings, PlanVersion, PrintCopy
from plans.services import copies
from plans.services.publication import publish_version
from tests import factories
from tests.factories import NOON
from tests.plans import paper_world as world

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 40
DAY = timedelta(days=1)


@pytest.fixture
def holder(bob: User) -> Person:
    return factories.person("bob-holder", name="Bob", user=bob)


@pytest.fixture
def card(manager: User) -> PlanVersion:
    return world.effective_card(manager)


@pytest.fixture
def copy(card: PlanVersion, manager: User, holder: Person) -> PrintCopy:
    return copies.print_copy(
        card, format="a4", language="both", place="Room 1", holder=holder, by=manager, at=NOON
    )


def published(copy: PrintCopy, by: User) -> PlanVersion:
    """Version 2.0 comes into force by its verb."""
    plan = copy.plan_version.plan
    version = world.draft(plan, by, major=2)
    version.status, version.sha256, version.approved_at = "approved", "cd" * 32, NOON
    version.save()
    return publish_version(version, by=by, at=NOON + DAY)


def test_a_print_has_a_code_of_its_own_and_masked_numbers(
    card: PlanVersion, copy: PrintCopy, manager: User
) -> None:
    other = copies.print_copy(card, format="wallet", language="en", by=manager, at=NOON)

    assert len({copy.token, other.token}) == 2
    assert copy.token.isalnum()
    assert (copy.numbers_masked, other.numbers_masked) == (True, False)


def test_numbers_are_in_full_where_the_settings_say_so(card: PlanVersion, manager: User) -> None:
    PlanSettings.current()
    PlanSettings.objects.update(posters_masked=False)

    copy = copies.print_copy(card, format="a3", language="en", by=manager, at=NOON)

    assert copy.numbers_masked is False


def test_only_what_is_in_force_is_printed(manager: User) -> None:
    version = world.draft(world.plan(manager), manager)

    with pytest.raises(GuardsUnmet) as refused:
        copies.print_copy(version, format="a4", language="en", by=manager, at=NOON)

    assert [one.code for one in refused.value.problems] == ["not_effective"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"language": "fr"}, "language"),
        ({"format": "a9"}, "format"),
        ({"quantity": -1}, "quantity"),
    ],
)
def test_what_cannot_be_printed_is_refused_at_its_field(
    card: PlanVersion, manager: User, changes: dict[str, object], field: str
) -> None:
    values = {"format": "a4", "language": "en", "quantity": 1} | changes
    with pytest.raises(Refused) as refused:
        copies.print_copy(card, by=manager, at=NOON, **values)  # type: ignore[arg-type]

    assert [one.field for one in refused.value.problems] == [field]


def test_a_new_version_puts_it_on_the_reprint_list_and_tells_its_holder(
    copy: PrintCopy, manager: User, bob: User
) -> None:
    published(copy, manager)

    clock = Clock.objects.get(kind="reprint", subject_code=copy.token)
    told = Notification.objects.filter(kind="plan.reprint")
    assert list(PrintCopy.objects.outdated()) == [copy]
    assert (clock.state, clock.due_at) == ("running", NOON + 8 * DAY)
    assert {one.user_id for one in told} == {bob.pk}
    assert OfflinePack.objects.filter(trigger="approval").count() == 1


def test_its_holder_is_reminded_after_three_and_seven_days_and_weekly(
    copy: PrintCopy, manager: User, bob: User
) -> None:
    published(copy, manager)
    days = []
    for day in range(1, 17):
        before = _reminders(bob)
        tick(at=NOON + DAY * day + timedelta(hours=3))
        days += [day - 1] if _reminders(bob) > before else []

    # Days after the publication.
    assert days == [3, 7, 14]


def _reminders(user: User) -> int:
    return Notification.objects.filter(kind__startswith="clock.reprint", user=user).count()


def test_printing_it_again_replaces_it_and_stops_its_clock(copy: PrintCopy, manager: User) -> None:
    version = published(copy, manager)

    new = copies.print_again(copy, by=manager, at=NOON + 2 * DAY)

    copy.refresh_from_db()
    assert (copy.state, copy.replaced_by, new.plan_version) == ("replaced", new, version)
    assert (new.place, new.holder) == (copy.place, copy.holder)
    assert Clock.objects.get(kind="reprint").state == "met"


def test_a_new_print_for_the_same_place_replaces_the_outdated_one(
    copy: PrintCopy, manager: User
) -> None:
    version = published(copy, manager)

    copies.print_copy(
        version, format="a4", language="en", place="room 1", by=manager, at=NOON + 2 * DAY
    )

    copy.refresh_from_db()
    assert copy.state == "replaced"


def test_a_copy_in_force_at_the_same_place_stays(copy: PrintCopy, manager: User) -> None:
    copies.print_copy(
        copy.plan_version, format="a4", language="en", place="Room 1", by=manager, at=NOON
    )

    copy.refresh_from_db()
    assert copy.state == "posted"


@pytest.mark.parametrize("state", ["replaced", "removed", "lost"])
def test_a_tick_closes_it_once(copy: PrintCopy, manager: User, state: str) -> None:
    published(copy, manager)
    copies.close_copy(copy, state=state, by=manager, at=NOON + 2 * DAY)

    with pytest.raises(GuardsUnmet) as refused:
        copies.close_copy(copy, state=state, by=manager, at=NOON + 2 * DAY)

    assert copy.state == state
    assert [one.code for one in refused.value.problems] == ["closed"]
    assert Clock.objects.get(kind="reprint").state in ("met", "met_late")


def test_a_tick_from_an_old_page_is_refused(copy: PrintCopy, manager: User) -> None:
    copies.add_photo(copy, name="a.png", content=PNG, by=manager, at=NOON)

    with pytest.raises(StaleVersion):
        copies.close_copy(copy, state="lost", read_version=1, by=manager, at=NOON)


def test_a_photo_of_the_new_print_closes_the_outdated_one(copy: PrintCopy, manager: User) -> None:
    published(copy, manager)

    copies.add_photo(copy, name="C:\\x\\room.png", content=PNG, by=manager, at=NOON + 2 * DAY)

    assert (copy.state, copy.photo_name, len(copy.photo_sha256)) == ("replaced", "room.png", 64)


def test_a_photo_of_a_current_copy_is_evidence_only(copy: PrintCopy, manager: User) -> None:
    copies.add_photo(copy, name="room.png", content=PNG, by=manager, at=NOON)

    assert copy.state == "posted"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (b"", "not_a_picture"),
        (PNG + b"\0" * 5 * 2**20, "too_large"),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused(
    copy: PrintCopy, manager: User, content: bytes, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        copies.add_photo(copy, name="x.png", content=content, by=manager, at=NOON)

    assert [(one.code, one.field) for one in refused.value.problems] == [(code, "photo")]


def test_a_retired_plan_has_its_copies_taken_down(copy: PrintCopy, manager: User) -> None:
    version = copy.plan_version
    version.status, version.ended_at = "retired", NOON
    version.save()

    assert copies.open_reprint_list(version.plan, by=manager, at=NOON) == 1


def test_the_holder_ticks_off_what_others_may_not(copy: PrintCopy, bob: User) -> None:
    path = f"/printed-copies/{copy.token}/closing/"
    body = {"state": "lost", "version": copy.version}
    stranger: Client = factories.login(factories.user("robot", "service_account"))

    assert stranger.post(path, body).status_code == 403
    assert factories.login(bob).post(path, body).status_code == 302
    copy.refresh_from_db()
    assert copy.state == "lost"
