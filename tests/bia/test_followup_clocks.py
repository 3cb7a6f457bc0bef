"""Reviews, approvals and requests of campaigns run against the clock (K14; approval waiting)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.handover import holder_of, pass_on
from accounts.models import User
from bia.models import Process
from bia.services.assessment_confirmation import confirm_assessment, mark_major_change
from bia.services.assessment_review import (
    approve_assessment,
    return_assessment,
    withdraw_submission,
)
from bia.services.campaign import change_campaign, close_campaign, create_campaign
from bia.services.processes import change_process, create_process, delete_process
from followup.models import Clock
from tests import factories
from tests.bia import assessments
from tests.factories import NOON

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=30)


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    assessments.catalogue()


@pytest.fixture
def process(alice: User) -> Process:
    return factories.process("road-rescue", department="sales", owner=alice)


def clocks(kind: str, code: str) -> list[tuple[int, str]]:
    rows = Clock.objects.filter(kind=kind, subject_code=code).order_by("generation")
    return [(one.generation, one.state) for one in rows]


def due(kind: str, code: str) -> datetime:
    return Clock.objects.live().get(kind=kind, subject_code=code).due_at


def test_an_approval_starts_the_clock_of_the_next_review(
    process: Process, alice: User, manager: User
) -> None:
    assessments.approved(process, alice, manager)
    clock = Clock.objects.live().get(kind="assessment_review")
    assert (clock.subject_key, clock.title) == ("process:road-rescue", process.name)
    # The end of 2 March 2027 in Shanghai.
    assert clock.due_at == datetime(2027, 3, 2, 15, 59, 59, tzinfo=UTC)
    assert clock.responsible == process.owner


def test_a_new_approval_meets_the_review_and_starts_the_next(
    process: Process, alice: User, manager: User
) -> None:
    assessments.approved(process, alice, manager)
    second = assessments.submitted(process, alice)
    approve_assessment(second, by=manager, at=LATER)
    assert clocks("assessment_review", process.code) == [(1, "met"), (2, "running")]


def test_a_late_confirmation_is_kept_as_late(process: Process, alice: User, manager: User) -> None:
    approved = assessments.approved(process, alice, manager)
    confirm_assessment(approved, by=alice, at=NOON + timedelta(days=400))
    assert clocks("assessment_review", process.code) == [(1, "met_late"), (2, "running")]


def test_a_major_change_makes_the_review_due_that_day(
    process: Process, alice: User, manager: User
) -> None:
    assessments.approved(process, alice, manager)
    mark_major_change(process=process, reason="New site", by=alice, at=LATER)
    assert clocks("assessment_review", process.code) == [(1, "superseded"), (2, "running")]
    assert due("assessment_review", process.code) == datetime(2026, 4, 1, 15, 59, 59, tzinfo=UTC)


def test_the_deadline_is_the_end_of_the_day_where_the_owner_is(manager: User) -> None:
    there = factories.user("nora", "process_owner", timezone="America/New_York")
    owner = factories.person("nora", user=there)
    create_process(
        code="x", name="X", owner=owner, review_due=date(2026, 11, 2), by=manager, at=NOON
    )
    assert due("assessment_review", "x") == datetime(2026, 11, 3, 4, 59, 59, tzinfo=UTC)


def test_an_edited_date_moves_the_clock_and_no_date_stops_it(manager: User) -> None:
    one = create_process(code="x", name="X", review_due=date(2026, 5, 1), by=manager, at=NOON)
    change_process(one, read_version=None, review_due=date(2026, 6, 1), by=manager, at=LATER)
    assert clocks("assessment_review", "x") == [(1, "superseded"), (2, "running")]
    change_process(one, read_version=None, review_due=None, by=manager, at=LATER)
    assert clocks("assessment_review", "x") == [(1, "superseded"), (2, "cancelled")]


def test_a_process_that_is_gone_has_no_clock(manager: User) -> None:
    one = create_process(code="x", name="X", review_due=date(2026, 5, 1), by=manager, at=NOON)
    delete_process(one, by=manager, at=LATER)
    assert clocks("assessment_review", "x") == [(1, "cancelled")]


def test_a_new_code_takes_the_clock_along(manager: User) -> None:
    one = create_process(code="x", name="X", review_due=date(2026, 5, 1), by=manager, at=NOON)
    change_process(one, read_version=None, code="y", by=manager, at=LATER)
    assert clocks("assessment_review", "x") == [(1, "cancelled")]
    assert clocks("assessment_review", "y") == [(1, "running")]


def test_a_new_owner_answers_for_the_same_clock(alice: User, bob: User, manager: User) -> None:
    first, second = factories.person("alice", user=alice), factories.person("bob", user=bob)
    one = create_process(
        code="x", name="X", owner=first, review_due=date(2026, 5, 1), by=manager, at=NOON
    )
    change_process(one, read_version=None, owner=second, by=manager, at=LATER)
    clock = Clock.objects.get(kind="assessment_review")
    assert (clock.generation, clock.responsible) == (1, second)
    pass_on(holder_of(second), holder_of(first), by=manager, at=LATER)
    clock.refresh_from_db()
    assert (clock.generation, clock.responsible) == (1, first)


def test_a_submission_waits_five_working_days(process: Process, alice: User) -> None:
    one = assessments.submitted(process, alice)
    clock = Clock.objects.live().get(kind="assessment_approval")
    assert (clock.subject_key, clock.anchor_at) == (f"assessment:{one.code}", NOON)
    # Monday 2 March, five working days on: the end of Monday 9 March in Shanghai.
    assert clock.due_at == datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)


def test_a_decision_meets_the_clock_and_a_withdrawal_cancels_it(
    process: Process, alice: User, manager: User
) -> None:
    one = assessments.submitted(process, alice)
    withdraw_submission(one, by=alice, at=NOON)
    assessments.submit_assessment(one, by=alice, at=NOON)
    return_assessment(one, reason="Too short", by=manager, at=NOON)
    assessments.submit_assessment(one, by=alice, at=LATER)
    approve_assessment(one, by=manager, at=LATER + timedelta(days=30))
    assert clocks("assessment_approval", one.code) == [
        (1, "cancelled"),
        (2, "met"),
        (3, "met_late"),
    ]


def test_a_request_runs_until_the_campaign_s_day_and_an_answer_meets_it(
    process: Process, alice: User, manager: User
) -> None:
    other = factories.process("booking", department="sales", owner=alice)
    campaign = create_campaign(
        name="Yearly", due_on=date(2026, 4, 30), processes=[process, other], by=manager, at=NOON
    )
    key = f"{campaign.code}/road-rescue"
    assert due("campaign_request", key) == datetime(2026, 4, 30, 15, 59, 59, tzinfo=UTC)
    one = assessments.submitted(process, alice)
    approve_assessment(one, by=manager, at=LATER)
    assert clocks("campaign_request", key) == [(1, "met")]
    change_campaign(campaign, due_on=date(2026, 5, 5), by=manager, at=LATER)
    assert clocks("campaign_request", key) == [(1, "met")]
    assert clocks("campaign_request", f"{campaign.code}/booking") == [
        (1, "superseded"),
        (2, "running"),
    ]
    close_campaign(campaign, by=manager, at=LATER)
    assert clocks("campaign_request", f"{campaign.code}/booking")[-1] == (2, "cancelled")
