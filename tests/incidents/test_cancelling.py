"""A false alarm: who takes it back, and when two must (E46, E20)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Clock, Notification
from incidents.incident_panel import process_panel
from incidents.models import Incident, Status
from incidents.services import incidents as verbs
from incidents.services.declaring import overlapping
from incidents.services.guards import unmet
from incidents.services.loss import loss_of
from lib.errors import GuardsUnmet, Refused
from tests.incidents import world
from tests.incidents.world import clock, the

pytestmark = pytest.mark.django_db

WHY = "The monitor itself had failed"


def test_of_a_minor_grade_one_person_is_enough() -> None:
    row = verbs.cancel(world.responding("III"), reason=WHY, by=the("carl"), at=clock("10:30"))

    assert (row.status, row.cancelled_at) == (Status.CANCELLED, clock("10:30"))
    assert not Clock.objects.live().filter(subject_code__startswith=row.number).exists()


def test_what_was_thought_to_be_down_ends_with_it_and_costs_nothing_more() -> None:
    row = verbs.cancel(world.responding("III"), reason=WHY, by=the("carl"), at=clock("10:30"))

    assert list(row.impacts.values_list("end_at", flat=True)) == [clock("10:30")]
    assert loss_of(row, clock("11:30")).total == loss_of(row, clock("10:30")).total
    panel = process_panel(the("carl"), row.impacts.get().process)
    assert panel is not None
    assert panel.data["rows"] == []
    assert list(overlapping([world.dispatch()])) == []


def test_of_a_major_grade_the_first_asks_and_the_second_completes() -> None:
    row = verbs.cancel(world.responding("I"), reason=WHY, by=the("carl"), at=clock("10:30"))
    asked = row.status
    again = verbs.cancel(row, reason=WHY, by=the("carl"), at=clock("10:31"))

    row = verbs.cancel(row, by=the("celia"), at=clock("10:32"))

    assert (asked, again.status) == (Status.RESPONDING, Status.RESPONDING)
    assert row.status == Status.CANCELLED
    last = row.timeline.get(type="cancelled")
    assert (last.text, last.payload["asked_by"]) == (WHY, "carl")
    assert row.timeline.filter(type="cancel_requested").count() == 1


def test_kept_going_the_request_falls() -> None:
    row = verbs.cancel(world.responding("I"), reason=WHY, by=the("carl"), at=clock("10:30"))
    verbs.keep_going(row, reason="It is real", by=the("celia"), at=clock("10:31"))

    row = verbs.cancel(row, reason=WHY, by=the("mia"), at=clock("10:32"))

    assert row.status == Status.RESPONDING
    assert verbs.waiting_cancellation(row).actor == the("mia")  # type: ignore[union-attr]


def test_within_two_minutes_the_declarer_takes_a_wrong_declaration_back_alone() -> None:
    row = world.declared()

    row = verbs.cancel(row, reason="Wrong button", by=the("rita"), at=clock("10:04:30"))

    assert row.status == Status.CANCELLED


def test_everybody_who_was_told_gets_one_all_clear() -> None:
    row = world.declared()
    told = Notification.objects.filter(subject_code=row.number)
    people = {(one.person_id, one.user_id) for one in told}

    verbs.cancel(row, reason="Wrong button", by=the("rita"), at=clock("10:04:30"))

    clear = [
        (one.person_id, one.user_id)
        for one in Notification.objects.filter(kind="incident.all_clear.cancelled", channel="inbox")
    ]
    assert len(clear) == len(set(clear))
    assert set(clear) <= people


def test_after_two_minutes_the_declarer_may_not() -> None:
    row = world.declared()

    with pytest.raises(PermissionDenied):
        verbs.cancel(row, reason="Wrong button", by=the("rita"), at=clock("10:06:01"))


def test_a_reason_is_needed() -> None:
    with pytest.raises(Refused) as refused:
        verbs.cancel(world.responding("III"), by=the("carl"), at=clock("10:30"))

    assert refused.value.problems[0].field == "reason"


def test_what_was_restored_was_no_false_alarm() -> None:
    with pytest.raises(GuardsUnmet) as refused:
        verbs.cancel(world.restored("III"), reason=WHY, by=the("carl"), at=clock("11:00"))

    assert refused.value.problems[0].code == "not_a_false_alarm"


def test_cancelled_incidents_are_not_counted() -> None:
    verbs.cancel(world.responding("III"), reason=WHY, by=the("carl"), at=clock("10:30"))

    assert Incident.objects.counted().count() == 0


def test_merged_sources_are_taken_out_first() -> None:
    target = world.responding("III", systems=[(world.stock(), "full")])
    source = world.responding("III", systems=[(world.bi(), "full")])
    verbs.merge([source], into=target, reason="Same", by=the("carl"), at=clock("10:20"))

    found = unmet(target, "cancel", by=None, at=clock("10:30"))

    assert [one.code for one in found] == ["has_sources"]
    assert source.number in str(found[0].message)
