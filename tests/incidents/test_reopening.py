"""It came back: the same incident, or a new one that recalls it (E21)."""

from __future__ import annotations

import pytest

from incidents.models import Incident, Review, Status
from incidents.services import incidents as verbs
from incidents.services.guards import unmet
from lib.errors import GuardsUnmet
from tests.incidents import world
from tests.incidents.world import clock, the

pytestmark = pytest.mark.django_db


def reopened() -> Incident:
    row = world.reviewing("III")
    return verbs.reopen(row, reason="Down again", by=the("carl"), at=clock("13:00"))


def test_the_same_incident_goes_on_with_a_new_interval() -> None:
    row = reopened()

    intervals = [(one.start_at, one.end_at) for one in row.impacts.order_by("start_at")]
    assert row.status == Status.RESPONDING
    assert row.reopened_count == 1
    assert (row.restored_at, row.verified_at) == (None, None)
    assert intervals == [(clock("10:00"), clock("10:58")), (clock("13:00"), None)]


def test_the_steps_from_handling_on_run_again() -> None:
    row = reopened()

    runs = row.steps.filter(attempt=2).order_by("number")
    assert [(one.key, one.state) for one in runs] == [
        ("handle", "open"),
        ("verify", "waiting"),
        *[("review", "waiting")] * row.steps.filter(key="review", attempt=2).count(),
    ]


def test_the_review_is_a_draft_again() -> None:
    assert Review.objects.get(incident=reopened()).state == Review.State.DRAFT


def test_within_72_hours_of_the_restoration_to_the_second() -> None:
    row = world.reviewing("III")

    assert unmet(row, "reopen", by=None, at=clock("10:58", day=5)) == []
    late = unmet(row, "reopen", by=None, at=clock("10:58:01", day=5))
    assert [one.code for one in late] == ["too_late"]


def test_another_cause_is_another_incident() -> None:
    row = world.reviewing("III")

    with pytest.raises(GuardsUnmet) as refused:
        verbs.reopen(row, reason="Down again", same_cause=False, by=the("carl"), at=clock("13:00"))

    assert refused.value.problems[0].code == "other_cause"


def test_after_five_days_a_new_incident_recalls_the_old_one() -> None:
    row = world.reviewing("III")

    new = verbs.recur(row, by=the("carl"), at=clock("10:00", day=7))

    assert new.recurrence_of == row
    assert list(new.systems.all()) == list(row.systems.all())
    assert new.number == "INC-2026-0002"


def test_it_can_be_restored_and_verified_a_second_time() -> None:
    row = verbs.restore(reopened(), by=the("carl"), at=clock("14:00"))
    world.checked(row, at=clock("14:30"))

    row = verbs.verify(row, by=the("carl"), at=clock("14:30"))

    assert row.status == Status.REVIEWING
    assert sum(one.down_s(clock("15:00")) for one in row.impacts.all()) == (58 + 60) * 60
