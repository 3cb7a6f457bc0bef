"""Declaring an incident: what stands a moment later, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Clock
from incidents.models import Incident, Status
from incidents.services import incidents as verbs
from lib.errors import Refused
from tests.incidents import world
from tests.incidents.world import clock, the

pytestmark = pytest.mark.django_db


def fields(**given: Any) -> list[str | None]:
    with pytest.raises(Refused) as refused:
        world.declared(**given)
    return [one.field for one in refused.value.problems]


def test_a_declared_incident_has_all_it_needs_at_once() -> None:
    row = world.declared()

    assert (row.number, row.status) == ("INC-2026-0001", Status.REPORTED)
    assert (row.occurred_at, row.detected_at) == (clock("10:00"), clock("10:04"))
    assert row.effective_grade == world.grade("I")
    assert [one.process.code for one in row.impacts.all()] == ["road-rescue"]
    assert row.steps.count() == 5
    assert row.contacts.filter(required=True).exists()
    due = {one.kind: one.due_at for one in Clock.objects.live()}
    assert due == {
        "notify": clock("10:09"),
        "assess": clock("10:19"),
        "impact_rto": clock("10:15"),
        "impact_mtd": clock("11:00"),
    }


def test_a_reader_may_not_declare() -> None:
    with pytest.raises(PermissionDenied):
        world.declared(by=the("charlie"))


def test_the_same_external_id_gives_the_open_incident_and_a_note() -> None:
    row = world.declared(external_id="disk-7")

    again = world.declared(external_id="disk-7", at=clock("10:06"), title="Disk 7 again")

    assert again.pk == row.pk
    note = again.timeline.get(type="note")
    assert (note.text, note.payload["external_id"]) == ("Disk 7 again", "disk-7")


def test_the_same_external_id_of_another_one_or_after_the_end_is_another_incident() -> None:
    row = world.declared(external_id="disk-7")
    other = world.declared(external_id="disk-7", by=the("dan"))
    verbs.cancel(row, reason="Wrong", by=the("rita"), at=clock("10:05"))

    later = world.declared(external_id="disk-7", at=clock("10:30"))

    assert len({row.pk, other.pk, later.pk}) == 3


def test_what_cannot_be_is_told_at_its_field() -> None:
    one = world.dispatch()

    assert fields(title="  ") == ["title"]
    assert fields(systems=[(one, "full"), (one, "partial")]) == ["systems"]
    assert fields(systems=[(one, "half")]) == ["systems"]
    assert fields(mode="drill") == ["drill_code"]
    assert fields(occurred_at=clock("10:30")) == ["occurred_at"]
    assert fields(detected_at=clock("10:30")) == ["detected_at"]
    assert fields(detected_at=clock("09:50")) == ["occurred_at"]


def test_a_phone_whose_clock_runs_ahead_is_taken_back_to_now() -> None:
    now = clock("10:04")

    row = world.declared(at=now + timedelta(seconds=100), recorded_at=now)

    assert row.declared_at == now
    assert row.timeline.get(seq=1).payload["clamped_s"] == 100


def test_an_entry_made_later_says_so() -> None:
    row = world.declared(recorded_at=clock("10:27"))

    assert row.declared_at == clock("10:04")
    assert row.timeline.get(seq=1).payload["late_s"] == 23 * 60


def test_a_system_nobody_knows_is_said_to_be_unknown() -> None:
    row = world.declared(systems=[])

    assert row.system_unknown
    assert row.effective_grade == world.grade("II")


def test_the_whole_country_holds_all_regions() -> None:
    assert world.declared(regions=["east", "all", "east"]).regions == ["all"]


def test_an_open_incident_on_the_same_system_is_found_first() -> None:
    row = world.declared()
    world.declared(systems=[(world.csm(), "full")])
    world.declared(mode="drill", drill_code="DRL-1")

    assert list(verbs.overlapping([world.dispatch(), world.stock()])) == [row]


def test_numbers_start_anew_with_the_organisations_year() -> None:
    before = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    after = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)

    numbers = [world.declared(at=at, occurred_at=at).number for at in (before, after, after)]

    assert numbers == ["INC-2026-0001", "INC-2027-0001", "INC-2027-0002"]


def test_a_refusal_takes_no_number() -> None:
    fields(title="")

    assert world.declared().number == "INC-2026-0001"


def test_the_whole_of_others_is_open_and_of_the_same_kind() -> None:
    site = world.declared(title="Site down", category="site")

    child = world.declared(systems=[(world.csm(), "full")], parent=site)

    assert child.parent == site
    assert fields(parent=site, mode="drill", drill_code="DRL-1") == ["parent"]
    assert Incident.objects.get(pk=site.pk).children.count() == 1
