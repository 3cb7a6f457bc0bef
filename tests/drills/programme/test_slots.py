"""What a policy requires, and what meets it (DRL-1)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache

from drills.models import DrillSlot
from drills.services.policies import change_policy
from drills.services.programme import KEPT, Kept, drills_ended, keep, keep_hourly
from drills.services.slots import require_slot_again, waive_slot
from followup.models import Clock, Notification
from lib.errors import GuardsUnmet, Refused
from tests import factories
from tests.drills.programme.held import at, drill, manager, policy, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _policies(db: None) -> None:
    factories.clock_policies()


def test_the_look_of_every_minute_keeps_the_programme_every_hour() -> None:
    policy(on="2026-01-05")
    cache.delete(KEPT)
    found = [keep_hourly(at("2026-02-01", time)) for time in ("10:00", "10:01", "10:59", "11:00")]
    assert [one is not None for one in found] == [True, False, False, True]


def test_the_running_and_the_next_period_have_slots() -> None:
    one = policy()
    assert states(one) == [("2026-01-01", "open"), ("2026-04-01", "open")]


def test_keeping_twice_changes_nothing() -> None:
    policy()
    assert keep(at("2026-01-05")) == Kept()


def test_periods_that_passed_since_it_began_are_missed_without_a_message() -> None:
    one = policy(on="2026-08-03")
    assert states(one) == [
        ("2026-01-01", "missed"), ("2026-04-01", "missed"), ("2026-07-01", "open"),
        ("2026-10-01", "open"),
    ]  # fmt: skip
    assert not Notification.objects.filter(kind="drill_slot.missed").exists()


def test_a_drill_that_began_in_the_period_meets_it_when_it_ends() -> None:
    one = policy()
    row = drill("2026-03-31", time="23:00")
    (slot,) = drills_ended(row, at=row.ended_at)
    assert (slot.state, slot.met_by, slot.period_start) == ("met", row, date(2026, 1, 1))
    clock = Clock.objects.get(subject_code=slot.code)
    assert (clock.state, clock.due_at) == ("met", at("2026-03-31", "23:59:59"))
    assert states(one)[1] == ("2026-04-01", "open")


def test_a_drill_within_the_grace_is_late_and_its_own_period_wants_another() -> None:
    one = policy(grace_days=14)
    drill("2026-04-14")
    keep(at("2026-04-15"))
    assert states(one)[:2] == [("2026-01-01", "late"), ("2026-04-01", "open")]


def test_a_drill_after_the_grace_meets_only_its_own_period() -> None:
    one = policy(grace_days=14)
    drill("2026-04-15")
    keep(at("2026-04-16"))
    assert states(one)[:2] == [("2026-01-01", "missed"), ("2026-04-01", "met")]


def test_a_drill_planned_for_its_own_period_makes_good_for_no_other() -> None:
    one = policy(grace_days=14)
    own = DrillSlot.objects.get(policy=one, period_start=date(2026, 4, 1))
    drill("2026-04-10", slot=own)
    keep(at("2026-04-11"))
    assert states(one)[:2] == [("2026-01-01", "open"), ("2026-04-01", "met")]


def test_a_missed_slot_is_told_once_and_can_still_be_met_late() -> None:
    one = policy(grace_days=5)
    keep(at("2026-04-06"))
    keep(at("2026-04-07"))
    assert states(one)[0] == ("2026-01-01", "missed")
    assert Notification.objects.filter(kind="drill_slot.missed", channel="in_app").count() == 1
    assert Clock.objects.live().filter(subject_code=_first().code).count() == 0
    drill("2026-04-04", slot=_first())
    keep(at("2026-04-08"))
    assert states(one)[0] == ("2026-01-01", "late")


def _first() -> DrillSlot:
    first = DrillSlot.objects.order_by("period_start").first()
    assert first is not None
    return first


@pytest.mark.parametrize(
    ("injects", "state"),
    [
        (["delivered"] * 3 + ["cancelled"] * 2, "met"),  # 60 %
        (["delivered"] * 2 + ["cancelled"] * 2, "open"),  # 50 %
        (["delivered", "skipped", "cancelled"], "met"),
        (["delivered", "delivered", "cancelled", "never", "never"], "met"),  # 2 of 3
        ([], "met"),
    ],
)
def test_enough_of_the_script_must_be_handled(injects: list[str], state: str) -> None:
    one = policy()
    drill("2026-02-10", injects=injects)
    keep(at("2026-02-11"))
    assert states(one)[0] == ("2026-01-01", state)


def test_a_drill_that_still_runs_or_was_called_off_meets_nothing() -> None:
    one = policy()
    drill("2026-02-10", status="running")
    drill("2026-02-11", status="cancelled", reason="Flood")
    keep(at("2026-02-12"))
    assert states(one)[0] == ("2026-01-01", "open")


def test_a_full_one_meets_the_months_functional_and_not_the_quarters_tabletop() -> None:
    monthly = policy("FN", type="functional", period="month", satisfied_by=["full"])
    quarterly = policy()
    drill("2026-01-20", type="full")
    keep(at("2026-01-21"))
    assert states(monthly)[0] == ("2026-01-01", "met")
    assert states(quarterly)[0] == ("2026-01-01", "open")


def test_one_drill_meets_one_slot_of_a_policy() -> None:
    one = policy(period="year", min_count=2)
    drill("2026-02-10")
    keep(at("2026-02-11"))
    keep(at("2026-02-12"))
    assert [state for _day, state in states(one)[:2]] == ["met", "open"]


def test_a_policy_of_processes_asks_for_each_of_them() -> None:
    rescue, stock = factories.process("rescue"), factories.process("stock")
    one = policy(scope="process", processes=[rescue, stock])
    drill("2026-02-10", processes=[rescue])
    keep(at("2026-02-11"))
    slots = DrillSlot.objects.filter(policy=one, period_start=date(2026, 1, 1))
    assert {row.process.code: row.state for row in slots if row.process} == {
        "rescue": "met", "stock": "open",
    }  # fmt: skip


def test_the_local_day_decides_not_utc() -> None:
    one = policy(period="month", type="functional")
    drill("2026-02-01", time="00:30", type="functional")  # still January in UTC
    keep(at("2026-02-02"))
    assert states(one)[:2] == [("2026-01-01", "missed"), ("2026-02-01", "met")]


def test_waived_slots_need_a_reason_and_come_back() -> None:
    one = policy()
    slot = _first()
    with pytest.raises(Refused):
        waive_slot(slot, reason=" ", by=manager(), at=at("2026-02-01"))
    waive_slot(slot, reason="Moved house", by=manager(), at=at("2026-02-01"))
    keep(at("2026-05-01"))
    assert states(one)[0] == ("2026-01-01", "waived")
    assert not Clock.objects.live().filter(subject_code=slot.code).exists()
    back = require_slot_again(slot, by=manager(), at=at("2026-05-02"))
    assert back.state == "missed"


def test_a_met_slot_is_not_waived() -> None:
    policy()
    drill("2026-02-10")
    keep(at("2026-02-11"))
    with pytest.raises(GuardsUnmet):
        waive_slot(_first(), reason="x", by=manager(), at=at("2026-02-12"))


def test_a_changed_period_replaces_slots_to_come_and_keeps_those_that_passed() -> None:
    one = policy()
    keep(at("2026-04-02"))
    change_policy(one, read_version=None, period="month", by=manager(), at=at("2026-04-02"))
    assert states(one) == [
        ("2026-01-01", "missed"), ("2026-04-01", "open"), ("2026-05-01", "open"),
    ]  # fmt: skip


def test_a_policy_out_of_force_asks_for_nothing_more() -> None:
    one = policy()
    change_policy(one, read_version=None, is_active=False, by=manager(), at=at("2026-01-06"))
    assert states(one) == []
    assert not Clock.objects.live().filter(kind="drill_slot").exists()


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"rrule": "FREQ=HOURLY"}, "rrule"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"allowed_weekdays": [0]}, "allowed_weekdays"),
        ({"satisfied_by": ["tabletop"]}, "satisfied_by"),
        ({"scope": "process"}, "processes"),
        ({"max_count": 0}, "max_count"),
        ({"min_count": 0}, "min_count"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(fields: dict[str, object], where: str) -> None:
    with pytest.raises(Refused) as refused:
        policy(**fields)  # type: ignore[arg-type]
    assert where in {one.field for one in refused.value.problems}
