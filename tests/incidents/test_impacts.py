"""Which processes an incident holds down: found, confirmed, bridged, ended, come back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bia.models import Dependency
from followup.models import Clock
from incidents.models import Impact, Incident, IncidentEntry, IncidentSettings
from incidents.services import impacts
from incidents.services import incidents as verbs
from incidents.services.step import locked
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def carl():
    return world.people()["carl"]


@pytest.fixture
def incident():
    return world.declared()


@pytest.fixture
def rescue(incident):
    return incident.impacts.get()


def types(incident):
    return list(incident.timeline.values_list("type", flat=True))


def clocks(impact):
    rows = Clock.objects.filter(subject_kind="impact", subject_code=impact.code)
    return {one.kind: one.state for one in rows.order_by("generation")}


def live(impact):
    rows = Clock.objects.live().filter(subject_kind="impact", subject_code=impact.code)
    return {one.kind: one.due_at for one in rows}


def test_a_declaration_finds_what_hangs_on_the_failed_system(incident, rescue):
    assert (rescue.process.code, rescue.system.code, rescue.confirmed) == (
        "road-rescue", "dispatch", False,
    )  # fmt: skip
    assert rescue.start_at == clock("10:00")
    assert (rescue.rto_s, rescue.mtd_s, rescue.rpo_s) == (900, 3600, 300)
    assert (rescue.bia_version, rescue.mbco_percent, rescue.life_safety) == ("v1", 80, True)
    assert [one["at_s"] for one in rescue.curve["points"]] == [900, 3600, 14400, 86400]
    assert live(rescue) == {"impact_rto": clock("10:15"), "impact_mtd": clock("11:00")}


def test_what_hangs_on_it_through_others_is_found_and_what_it_only_slows_is_suspected():
    dispatch = world.dispatch()
    desk = world.system("desk", "general")
    Dependency.objects.create(code="d1", dependent_system=desk, needs_system=dispatch)
    world.process("hotline", desk)
    slow = world.process("reports")
    Dependency.objects.create(
        code="d2", dependent_process=slow, needs_system=dispatch, strength="degrading"
    )
    found = world.declared()
    names = [one.process.code for one in found.impacts.order_by("process__code")]
    assert names == ["hotline", "road-rescue"]
    assert impacts.suspected(found) == [slow]


def test_a_process_is_opened_once_and_a_suspected_one_is_confirmed(incident, rescue, carl):
    again = impacts.open_impact(incident, process=rescue.process, by=carl, at=clock("10:05"))
    assert (again.pk, again.confirmed) == (rescue.pk, True)
    assert incident.impacts.count() == 1


def test_one_more_process_is_affected_since_when_somebody_says(incident, carl):
    other = world.process("hotline", rto_s=1800, curve={3600: "3600"})
    one = impacts.open_impact(
        incident, process=other, start_at=clock("10:10"), by=carl, at=clock("10:20")
    )
    assert (one.start_at, one.confirmed, one.regions) == (clock("10:10"), True, ["all"])
    assert live(one) == {"impact_rto": clock("10:40")}
    with pytest.raises(Refused) as refused:
        impacts.open_impact(
            incident, process=world.process("x"), start_at=clock("09:00"), by=carl,
            at=clock("10:20"),
        )  # fmt: skip
    assert refused.value.problems[0].field == "start_at"


def test_a_workaround_below_the_minimum_capacity_lets_the_rto_run_on(incident, rescue, carl):
    one = impacts.change_impact(
        incident, rescue, workaround_percent=Decimal(60), by=carl, at=clock("10:10")
    )
    assert one.workaround_started_at == clock("10:10")
    assert set(live(one)) == {"impact_rto", "impact_mtd"}
    incident.refresh_from_db()
    assert incident.workaround_at == clock("10:10")


def test_a_workaround_that_carries_the_minimum_stops_both_until_it_fails(incident, rescue, carl):
    impacts.change_impact(
        incident, rescue, workaround_percent=Decimal(80), by=carl, at=clock("10:12")
    )
    assert live(rescue) == {}
    assert clocks(rescue) == {"impact_rto": "met", "impact_mtd": "met"}
    impacts.change_impact(
        incident, rescue, workaround_percent=Decimal(20), by=carl, at=clock("10:30")
    )
    assert live(rescue) == {"impact_rto": clock("10:15"), "impact_mtd": clock("11:00")}


def test_a_late_entry_holds_from_its_claimed_instant_to_the_next_change(incident, rescue, carl):
    for share, at in ((90, "10:40"), (60, "10:15")):
        impacts.change_impact(
            incident, rescue, workaround_percent=Decimal(share), by=carl, at=clock(at),
            recorded_at=clock("10:41"),
        )  # fmt: skip
    rescue.refresh_from_db()
    assert [(one["at"], one["workaround"]) for one in rescue.steps] == [
        (clock("10:00").isoformat(), "0"),
        (clock("10:15").isoformat(), "60"),
        (clock("10:40").isoformat(), "90"),
    ]
    assert rescue.workaround_percent == 90


def test_the_same_change_twice_is_one(incident, rescue, carl):
    for _turn in range(2):
        impacts.change_impact(
            incident, rescue, workaround_percent=Decimal(60), by=carl, at=clock("10:15")
        )
    assert types(incident).count("impact_changed") == 1


def test_a_change_is_refused_before_its_beginning_beyond_its_bounds_and_on_a_stale_page(
    incident, rescue, carl
):
    with pytest.raises(Refused) as early:
        impacts.change_impact(
            incident, rescue, workaround_percent=Decimal(1), by=carl, at=clock("09:59"),
            recorded_at=clock("10:10"),
        )  # fmt: skip
    assert early.value.problems[0].field == "at"
    with pytest.raises(Refused) as wrong:
        impacts.change_impact(
            incident, rescue, workaround_percent=Decimal(101), by=carl, at=clock("10:10")
        )
    assert wrong.value.problems[0].field == "workaround_percent"
    with pytest.raises(StaleVersion):
        impacts.change_impact(
            incident, rescue, workaround_percent=Decimal(5), read_version=99, by=carl,
            at=clock("10:10"),
        )  # fmt: skip


def test_regions_come_back_one_by_one_and_the_process_with_the_last(carl):
    incident = world.declared(regions=["north", "east", "south"])
    rescue = incident.impacts.get()
    for region, at in (("north", "10:20"), ("east", "10:30")):
        impacts.end_impact(incident, rescue, region=region, by=carl, at=clock(at))
    rescue.refresh_from_db()
    assert (rescue.end_at, rescue.level) == (None, "partly")
    assert set(live(rescue)) == {"impact_rto", "impact_mtd"}
    with pytest.raises(Refused) as unknown:
        impacts.end_impact(incident, rescue, region="west", by=carl, at=clock("10:40"))
    assert unknown.value.problems[0].field == "region"
    impacts.end_impact(incident, rescue, region="south", by=carl, at=clock("10:58"))
    rescue.refresh_from_db()
    assert (rescue.end_at, rescue.level) == (clock("10:58"), "fully")
    assert live(rescue) == {}


def test_of_the_whole_country_the_regions_of_the_organisation_come_back(incident, rescue, carl):
    IncidentSettings.objects.update_or_create(pk=1, defaults={"regions": ["north", "south"]})
    impacts.end_impact(incident, rescue, region="north", by=carl, at=clock("10:20"))
    rescue.refresh_from_db()
    assert (rescue.regions, list(rescue.ended_regions)) == (["north", "south"], ["north"])


def test_an_end_is_one_end(incident, rescue, carl):
    for at in ("10:58", "10:59"):
        impacts.end_impact(incident, rescue, by=carl, at=clock(at))
    rescue.refresh_from_db()
    assert rescue.end_at == clock("10:58")
    assert types(incident).count("impact_ended") == 1
    with pytest.raises(GuardsUnmet):
        impacts.change_impact(
            incident, rescue, workaround_percent=Decimal(9), by=carl, at=clock("11:00")
        )


def test_after_a_failed_check_the_clock_runs_from_the_first_start(incident, rescue, carl):
    impacts.end_impact(incident, rescue, by=carl, at=clock("10:58"))
    [resumed] = impacts.resume_impacts(locked(incident), [rescue], at=clock("11:10"), by=carl)
    assert (resumed.pk, resumed.start_at, resumed.end_at) == (rescue.pk, clock("10:00"), None)
    assert live(rescue) == {"impact_rto": clock("10:15"), "impact_mtd": clock("11:00")}
    assert impacts.resume_impacts(locked(incident), [rescue], at=clock("11:11"), by=carl) == []


def test_reopening_makes_a_new_interval(incident, rescue, carl):
    impacts.end_impact(incident, rescue, by=carl, at=clock("10:58"))
    [again] = impacts.reopen_impacts(locked(incident), at=clock("14:00"), by=carl)
    assert (again.again_of_id, again.start_at) == (rescue.pk, clock("14:00"))
    assert live(again)["impact_rto"] == clock("14:15")
    rescue.refresh_from_db()
    assert rescue.end_at == clock("10:58")


def test_the_bia_approved_meanwhile_waits_until_somebody_adopts_it(incident, rescue, carl):
    process = rescue.process
    type(process).objects.filter(pk=process.pk).update(rto_s=1800)
    rescue.refresh_from_db()
    assert rescue.rto_s == 900
    one = impacts.adopt_objectives(incident, rescue, by=world.the("mia"), at=clock("10:10"))
    assert one.rto_s == 1800
    assert live(rescue)["impact_rto"] == clock("10:30")
    entry = IncidentEntry.objects.filter(incident=incident, type="impact_changed").get()
    assert entry.payload["adopted"] == {"rto_s": [900, 1800]}


def test_a_process_without_a_bia_has_no_deadline(carl):
    bare = world.system("bare", "important")
    world.process("bare", bare)
    incident = world.declared(systems=[(bare, "full")], regions=["north"])
    one = incident.impacts.get()
    assert (one.bia_version, one.rto_s, one.curve, live(one)) == ("", None, {}, {})
    assert incident.suggestion["grade"] == "III"


def test_what_was_not_affected_leaves_nothing_and_is_not_found_again(incident, rescue, carl):
    impacts.drop_impact(incident, rescue, reason="Radio still works", by=carl, at=clock("10:06"))
    assert not Impact.objects.exists()
    assert clocks_of(incident) == {"cancelled"}
    assert impacts.prefill(locked(incident), clock("10:07")) == []
    impacts.drop_impact(incident, rescue, by=carl, at=clock("10:08"))
    assert types(incident).count("impact_dropped") == 1


def clocks_of(incident):
    rows = Clock.objects.filter(subject_code__startswith=f"{incident.number}:")
    return set(rows.values_list("state", flat=True))


def test_the_last_good_data_give_the_gap(incident, rescue, carl):
    one = impacts.set_last_good_data(
        incident, rescue, last_good_data_at=clock("09:57"), data_loss_note="3 minutes of orders",
        by=carl, at=clock("10:40"),
    )  # fmt: skip
    assert one.achieved_rpo_s == 180
    one = impacts.set_last_good_data(
        incident, rescue, no_data_lost=True, by=carl, at=clock("10:41")
    )
    assert (one.achieved_rpo_s, one.last_good_data_at, one.data_loss_note) == (0, None, "")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"last_good_data_at": "10:01"}, "last_good_data_at"),
        ({"no_data_lost": True, "data_loss_note": "some"}, "no_data_lost"),
    ],
)
def test_good_data_that_cannot_be_are_refused(incident, rescue, carl, values, field):
    given = {k: clock(v) if k.endswith("_at") else v for k, v in values.items()}
    with pytest.raises(Refused) as refused:
        impacts.set_last_good_data(incident, rescue, by=carl, at=clock("10:40"), **given)
    assert refused.value.problems[0].field == field


def test_who_only_reads_changes_nothing(incident, rescue):
    from django.core.exceptions import PermissionDenied

    charlie = world.the("charlie")
    with pytest.raises(PermissionDenied):
        impacts.confirm_impact(incident, rescue, by=charlie, at=clock("10:05"))
    with pytest.raises(PermissionDenied):
        impacts.end_impact(incident, rescue, by=charlie, at=clock("10:05"))


def test_regions_that_are_named_no_more_take_their_return_with_them(carl):
    incident = world.declared(regions=["north", "east"])
    rescue = incident.impacts.get()
    impacts.end_impact(incident, rescue, region="north", by=carl, at=clock("10:20"))
    one = impacts.change_impact(
        incident, rescue, regions=["east", "south", "east"], by=carl, at=clock("10:30")
    )
    assert (one.regions, one.ended_regions) == (["east", "south"], {})


def test_a_process_that_is_affected_ends_that_none_is(carl):
    incident = world.declared(systems=[])
    Incident.objects.filter(pk=incident.pk).update(no_process_affected=True)
    impacts.open_impact(incident, process=world.process("x"), by=carl, at=clock("10:10"))
    incident.refresh_from_db()
    assert incident.no_process_affected is False


def test_what_reached_as_far_as_the_incident_follows_its_scope(carl):
    incident = world.declared(systems=[(world.stock(), "full")], regions=["all"])
    assert incident.suggestion["grade"] == "II"
    verbs.name_systems(
        incident, systems=[(world.stock(), "full")], regions=["north"], by=carl, at=clock("10:10")
    )
    assert incident.impacts.get().regions == ["north"]
    incident.refresh_from_db()
    assert incident.suggestion["grade"] == "III"
