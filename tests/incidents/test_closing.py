"""Closing, and what happens to a closed incident (E3, E21, E23)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from bia.models import Measurement
from followup.models import Clock
from incidents.models import Incident, RoleAssignment, Status
from incidents.services import incidents as verbs
from incidents.services.guards import unmet
from tests.incidents import world
from tests.incidents.world import clock, the

pytestmark = pytest.mark.django_db


def measured() -> dict[str, int]:
    """Kind → the newest value."""
    rows = Measurement.objects.order_by("id").values_list("kind", "value_s")
    return dict(rows)


def test_closed_its_numbers_count_and_nothing_runs() -> None:
    row = world.closed()

    assert (row.status, row.closed_at) == (Status.CLOSED, clock("13:00"))
    assert measured() == {"rto": 58 * 60, "rpo": 3 * 60}
    assert not Clock.objects.live().filter(subject_code__startswith=row.number).exists()
    assert not RoleAssignment.objects.held().filter(incident=row).exists()


def test_grade_i_is_closed_by_its_decision_level() -> None:
    row = world.ready_to_close()

    with pytest.raises(PermissionDenied):
        verbs.close(row, by=the("carl"), at=clock("13:00"))


def test_closing_twice_is_one_event() -> None:
    row = world.closed()
    seq = Incident.objects.get(pk=row.pk).seq

    assert verbs.close(row, by=the("celia"), at=clock("13:05")).seq == seq


def test_a_beginning_corrected_after_the_closing_supersedes_what_was_measured() -> None:
    row = world.closed()

    row = verbs.correct_times(
        row, instants={"occurred_at": clock("09:50")}, reason="The log says so", by=the("celia"),
        at=clock("14:00"),
    )  # fmt: skip

    assert measured()["rto"] == 68 * 60
    assert Measurement.objects.filter(kind="rto").count() == 2
    assert row.review.revised
    assert row.timeline.get(type="times_corrected").text == "The log says so"


def test_a_closed_incident_is_opened_again_by_who_stands_above() -> None:
    row = world.closed("III")
    with pytest.raises(PermissionDenied):
        verbs.reopen(row, reason="Again", by=the("carl"), at=clock("15:00"))

    row = verbs.reopen(row, reason="Again", by=the("mia"), at=clock("15:00"))

    assert (row.status, row.closed_at) == (Status.RESPONDING, None)
    assert Measurement.objects.count() == 2


def test_the_whole_closes_after_its_parts() -> None:
    row = world.ready_to_close("III")
    part = world.declared(systems=[(world.csm(), "full")], parent=row, at=clock("12:55"))

    found = unmet(row, "close", by=None, at=clock("13:00"))

    assert [one.code for one in found] == ["child_open"]
    assert part.number in str(found[0].message)
