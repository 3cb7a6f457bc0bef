"""The loss so far of an incident, to the cent; unknown is never 0."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bia.models import LossProfile
from incidents.models import Impact
from incidents.services import impacts
from incidents.services.loss import loss_of, organisation_loss
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def carl():
    return world.people()["carl"]


def test_scenario_a(carl):
    incident = world.declared()
    rescue = incident.impacts.get()
    assert loss_of(incident, clock("10:15")).total == Decimal("10000.00")
    impacts.change_impact(
        incident, rescue, workaround_percent=Decimal(60), by=carl, at=clock("10:15")
    )
    impacts.end_impact(incident, rescue, by=carl, at=clock("10:58"))
    loss = loss_of(incident, clock("11:40"))
    assert loss.total == Decimal("25288.89")
    assert loss.next_30_min == Decimal("0.00")
    assert (loss.currency, loss.bia_versions, loss.unknown) == ("CNY", ("v1",), ())


def test_the_next_half_hour_goes_on_as_it_is_now():
    loss = loss_of(world.declared(), clock("10:30"))
    assert (loss.total, loss.next_30_min) == (Decimal("23333.33"), Decimal("26666.67"))


def test_beyond_the_last_point_the_slope_goes_on_and_it_is_said():
    incident = world.declared()
    day = loss_of(incident, clock("10:00", day=3))
    assert (day.total, day.beyond_horizon) == (Decimal("2000000.00"), False)
    later = loss_of(incident, clock("11:00", day=3))
    assert (later.total, later.beyond_horizon) == (Decimal("2085000.00"), True)


def test_without_a_curve_it_is_unknown_never_0():
    incident = world.declared(systems=[(world.csm(), "full")])
    loss = loss_of(incident, clock("12:00"))
    assert (loss.total, loss.next_30_min) == (None, None)
    assert [one.code for one in loss.unknown] == ["customer-service"]
    assert [one.amount for one in loss.per_impact] == [None]


def test_with_some_unknown_the_total_is_a_lower_bound():
    failed = [(world.dispatch(), "full"), (world.csm(), "full")]
    loss = loss_of(world.declared(systems=failed), clock("11:00"))
    assert (loss.total, loss.is_lower_bound) == (Decimal("50000.00"), True)


def test_no_process_named_is_unknown_and_no_process_affected_is_0():
    incident = world.declared(systems=[])
    assert loss_of(incident, clock("11:00")).total is None
    incident.no_process_affected = True
    assert loss_of(incident, clock("11:00")).total == Decimal("0.00")


def test_own_rates_per_hour_stand_in_for_the_assessment():
    csm = world.csm()
    process = Impact._meta.get_field("process").related_model.objects.get(code="customer-service")
    LossProfile.objects.create(
        process=process, basis="rates",
        segments=[{"until_s": None, "rate_per_hour": "1200"}],
        penalties=[{"beyond_s": 7200, "amount": "500"}],
    )  # fmt: skip
    incident = world.declared(systems=[(csm, "full")])
    assert loss_of(incident, clock("12:00")).total == Decimal("2400.00")
    late = loss_of(incident, clock("13:00"))
    assert (late.total, late.beyond_horizon) == (Decimal("4100.00"), False)


def test_two_incidents_on_one_process_are_told_of_each_other_and_lost_once_in_all(carl):
    first = world.declared()
    second = world.declared(at=clock("10:34"), title="Radio down too")
    impacts.end_impact(first, first.impacts.get(), by=carl, at=clock("11:00"))
    impacts.end_impact(second, second.impacts.get(), by=carl, at=clock("11:30"))
    mine = loss_of(first, clock("12:00"))
    assert (mine.total, mine.shared_with) == (Decimal("50000.00"), (second.number,))
    assert loss_of(second, clock("12:00")).total == Decimal("50000.00")
    both = Impact.objects.select_related("process")
    assert organisation_loss(both, clock("12:00"), "Asia/Shanghai") == Decimal("91666.67")


def test_incidents_one_after_the_other_share_nothing(carl):
    first = world.declared()
    impacts.end_impact(first, first.impacts.get(), by=carl, at=clock("11:00"))
    second = world.declared(at=clock("12:04"), title="Again")
    assert loss_of(first, clock("13:00")).shared_with == ()
    assert loss_of(second, clock("13:00")).shared_with == ()


def test_the_number_of_queries_does_not_grow_with_the_impacts(django_assert_num_queries, carl):
    incident = world.declared()
    for name in ("a", "b", "c"):
        other = world.process(name, rto_s=1800, curve={3600: "3600"})
        impacts.open_impact(incident, process=other, by=carl, at=clock("10:20"))
    with django_assert_num_queries(2):
        loss_of(incident, clock("11:00"))
