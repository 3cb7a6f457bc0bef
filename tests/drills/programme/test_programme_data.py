"""The programme over real rows: what ships, restore tests, days, rates, reminders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from drills.digest_lines import Digest
from drills.models import DrillFinding, DrillPolicy, DrillSlot
from drills.overdue import overdue_of
from drills.services.freezes import create_freeze
from drills.services.policy_loading import load_policies
from drills.services.programme import keep
from drills.services.programme_compliance import programme
from drills.services.proposals import proposal_for
from drills.services.seasons import seasons
from followup.models import CalendarDay, Notification
from followup.services.ticking import tick
from incidents.models import Incident
from plans.models import IncidentGrade, ResponseRole
from tests import factories
from tests.backups import made
from tests.drills.programme.held import at, drill, manager, policy, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _policies(db: None) -> None:
    factories.clock_policies()


def slot(of: DrillPolicy, first: date) -> DrillSlot:
    return DrillSlot.objects.select_related("policy").get(policy=of, period_start=first)


def test_the_programme_of_the_sources_ships_and_edited_policies_stay() -> None:
    DrillPolicy.objects.all().delete()
    load_policies(at=at("2026-05-20"))
    DrillPolicy.objects.filter(code="FULL-Y").update(max_count=3)
    load_policies(at=at("2026-07-01"))
    rows = DrillPolicy.objects.values_list(
        "code", "type", "subtype", "period", "min_count", "max_count", "satisfied_by", "starts_on"
    )
    assert sorted(rows) == [
        ("FULL-Y", "full", "", "year", 1, 3, [], date(2026, 1, 1)),
        ("FUNCTIONAL-M", "functional", "", "month", 1, None, ["full"], date(2026, 5, 1)),
        ("RESTORE-M", "restore_test", "", "month", 1, None, [], date(2026, 5, 1)),
        ("SWITCHOVER-Q", "functional", "dr_switchover", "quarter", 1, None, [], date(2026, 4, 1)),
        ("TABLETOP-Q", "tabletop", "", "quarter", 1, None, [], date(2026, 4, 1)),
    ]
    load_policies(at=at("2026-07-01"), reset=True)
    assert DrillPolicy.objects.get(code="FULL-Y").max_count == 2


def test_a_year_of_the_default_programme_is_required_in_full() -> None:
    DrillPolicy.objects.all().delete()
    load_policies(at=at("2025-01-10"))
    DrillPolicy.objects.update(starts_on=date(2025, 1, 1))
    keep(at("2026-01-10"))
    found = programme(at=at("2025-12-31"))
    assert {one.policy.code: one.figures.required for one in found.policies} == {
        "TABLETOP-Q": 4, "FUNCTIONAL-M": 12, "FULL-Y": 1, "RESTORE-M": 12, "SWITCHOVER-Q": 4,
    }  # fmt: skip
    assert found.rate == Decimal(0)


def test_the_rate_counts_what_is_evaluated_with_its_actions_filed() -> None:
    one = policy(on="2025-01-02", starts_on=date(2025, 1, 1))
    drill("2025-02-10", status="closed", findings=1)
    drill("2025-05-10", status="closed")
    drill("2025-08-10", status="debrief")
    unfiled = drill("2025-11-10", status="closed", findings=1)
    unfiled.findings.update(no_action_reason="")
    keep(at("2026-01-01"))
    (found,) = programme(at=at("2025-12-31"), policies=[one]).policies
    figures = found.figures
    assert (figures.required, figures.done, figures.pending, figures.rate, figures.hints) == (
        4, 2, 2, Decimal("0.5000"), ("too_easy",),
    )  # fmt: skip


def test_proposals_avoid_holidays_and_freezes_and_say_so() -> None:
    one = policy(period="month", type="functional", rrule="FREQ=MONTHLY;BYDAY=1TH")
    CalendarDay.objects.create(day=date(2026, 2, 5), is_working=False, name="Feast")
    create_freeze(
        name_en="Sale", name_zh="促销", starts_on=date(2026, 2, 6), ends_on=date(2026, 2, 10),
        by=manager(), at=at("2026-01-05"),
    )  # fmt: skip
    keep(at("2026-01-05"))
    february = slot(one, date(2026, 2, 1))
    assert february.proposed_on == date(2026, 2, 4)
    passed = proposal_for(february, at=at("2026-01-05")).passed
    assert passed == ((date(2026, 2, 5), "holiday"), (date(2026, 2, 6), "freeze"))


def test_no_day_is_proposed_while_a_grave_incident_is_open() -> None:
    one = policy(period="month", type="functional", rrule="FREQ=MONTHLY;BYDAY=2TH")
    assert slot(one, date(2026, 1, 1)).proposed_on == date(2026, 1, 8)
    _grave_incident()
    keep(at("2026-01-05"))
    # Not the next seven days; and with time to invite.
    assert slot(one, date(2026, 1, 1)).proposed_on == date(2026, 1, 19)


def _grave_incident() -> None:
    """Of grade II, open."""
    words = dict.fromkeys(
        ("name_en", "name_zh", "definition_en", "definition_zh", "scope_en", "scope_zh"), "II"
    )
    role = ResponseRole.objects.create(code="cio", name_en="CIO", name_zh="CIO")
    level = IncidentGrade.objects.create(
        code="II", severity=2, response_s=900, decision_role=role, **words
    )
    began = at("2026-01-05", "08:00")
    Incident.objects.create(
        number="INC-2026-0001", title="Down", category="it", status="responding", grade=level,
        occurred_at=began, detected_at=began, declared_at=began, declared_by=manager(),
    )  # fmt: skip


def test_a_days_proposal_stays_from_one_morning_to_the_next() -> None:
    one = policy()
    first = slot(one, date(2026, 1, 1)).proposed_on
    keep(at("2026-01-20"))
    assert slot(one, date(2026, 1, 1)).proposed_on == first


def test_full_scale_ones_are_proposed_in_the_low_season() -> None:
    one = policy(type="full", period="year", low_season=True)
    day = slot(one, date(2027, 1, 1)).proposed_on
    (season,) = seasons([2027])
    assert (str(season.span.first), str(season.span.last)) == ("2027-02-20", "2027-03-05")
    assert day is not None
    assert day in season.span


@pytest.mark.parametrize(
    ("outcome", "state"), [("pass", "met"), ("warn", "met"), ("fail", "missed")]
)
def test_restore_tests_of_backups_meet_their_slots(outcome: str, state: str) -> None:
    one = policy(type="restore_test", period="month")
    began = at("2026-01-15")
    kept = made.backup_set(made.policy("orders"), at=began)
    test = made.restore_test(kept, outcome=outcome, started_at=began, finished_at=began)
    keep(at("2026-02-02"))
    found = slot(one, date(2026, 1, 1))
    assert (found.state, found.met_by_code) == (state, test.code if state == "met" else "")


def test_the_owner_is_reminded_a_month_and_a_week_before_and_told_at_the_end() -> None:
    owner = factories.person("pat", user=factories.user("pat", "process_owner"))
    one = policy(owner=owner)
    told = Notification.objects.filter(person=owner, channel="in_app", kind="clock.drill_slot")
    for day, count in (("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-25", 2), ("2026-04-01", 3)):
        tick(at=at(day, "09:30"))
        assert (day, told.filter(subject_code=slot(one, date(2026, 1, 1)).code).count()) == (
            day, count,
        )  # fmt: skip


def test_the_digest_says_what_is_wanted_this_week() -> None:
    owner = factories.person("pat", user=factories.user("pat", "process_owner"))
    policy("Quarterly", owner=owner)
    lines: Any = Digest().items([owner], date(2026, 3, 26))
    assert [(one.section, one.title, one.due_on) for one in lines[owner.pk]] == [
        ("this_week", "Drill required: Quarterly, 2026-Q1", date(2026, 3, 31))
    ]


def test_what_is_late_for_the_dashboard() -> None:
    one = policy("Quarterly")
    drill("2026-01-20")
    keep(at("2026-04-25"))
    found = overdue_of(manager(), at=at("2026-04-25"))
    assert found is not None
    assert [(row.name, row.due, row.last) for row in found.late] == [
        ("Quarterly", date(2026, 4, 20), date(2026, 1, 20))
    ]
    assert states(one)[0] == ("2026-01-01", "met")


def test_the_dashboard_counts_as_the_programme_does() -> None:
    """One counts in the database, the other over rows: in one zone and another, held, late,
    missed, waived, evaluated and not, with findings that nobody follows up."""
    policy("Quarterly")
    policy("Monthly", period="month", timezone="America/New_York")
    policy("Restores", type="restore_test", period="month")
    policy("Over", period="month", ends_on=date(2026, 3, 31))
    drill("2026-01-20", status="closed", findings=1)
    unfiled = drill("2026-02-10", status="closed")
    DrillFinding.objects.create(drill=unfiled, key="F1", text="…")
    drill("2026-04-01", time="03:00", status="reporting")
    drill("2026-04-10", status="debrief")
    began = at("2026-01-15")
    kept = made.backup_set(made.policy("orders"), at=began)
    made.restore_test(kept, outcome="pass", started_at=began, finished_at=began)
    moments = ("2026-02-03", "2026-04-25", "2026-08-01", "2027-02-10")
    for day in moments:
        keep(at(day))
        waived = DrillSlot.objects.filter(state="missed").order_by("-pk").first()
        if waived is not None:
            DrillSlot.objects.filter(pk=waived.pk).update(state="waived", waived_because="Flood")
        whole, found = programme(at=at(day)), overdue_of(manager(), at=at(day))
        assert found is not None
        assert (found.rate, found.required, found.done) == (whole.rate, whole.required, whole.done)
        assert found.missed == sum(one.missed for one in whole.policies)
        late = [one for one in whole.policies if one.figures.overdue]
        assert {(one.name, one.due, one.last) for one in found.late} == {
            (one.policy.name, one.figures.next_due, one.figures.last) for one in late
        }
