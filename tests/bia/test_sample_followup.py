"""The sample's follow-up looks lived in, and nothing of its past leaves the house."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Department, Organisation, User
from bia.services.sample_reading import read_sample
from followup.models import (
    CalendarDay,
    Clock,
    ContactPoint,
    CorrectiveAction,
    Delivery,
    Notification,
    NotificationPreference,
    TickerState,
)
from followup.services.people import manager_of
from followup.services.timeline import broken_at
from tests.bia.sample_loaded import sample
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with sample(django_db_blocker, "aftersales-complete", "en"):
        yield


def action(title: str) -> CorrectiveAction:
    return CorrectiveAction.objects.get(title__startswith=title)


def test_actions_stand_in_several_states_from_several_sources() -> None:
    rows = CorrectiveAction.objects.values_list("source", "state")
    assert sorted(rows) == [
        ("audit", "verified"),
        ("drill", "in_progress"),
        *[("drill", "open")] * 6,  # from the reports of last year's drills
        ("gap", "open"),
        ("incident", "in_progress"),
        ("incident", "open"),
        ("incident", "open"),  # from the review of last year's outage
        ("incident", "verified"),
        ("maturity", "accepted_risk"),
        ("reachability", "open"),
        ("restore_test", "done"),
    ]


def test_the_p1_of_road_rescue_is_late_after_a_postponement() -> None:
    one = action("Switch road-rescue")
    assert one.due_on is not None
    assert one.original_due_on is not None
    assert (one.priority, one.is_core, one.postponements.count()) == ("P1", True, 1)
    assert one.original_due_on < one.due_on < NOON.date()
    clock = Clock.objects.live().get(subject_code=one.code)
    assert (clock.state, clock.breached_at is not None) == ("breached_running", True)


def test_one_failed_and_one_passed_retest_wait_for_the_verifier() -> None:
    one = action("Restore the database")
    assert [(row.passed, row.proves) for row in one.retests.order_by("at")] == [
        (False, False),
        (True, True),
    ]


def test_a_recurrence_marks_the_action_before_it_ineffective() -> None:
    marked = CorrectiveAction.objects.get(ineffective_since__isnull=False)
    assert marked.title == "Alert when the transaction copy falls behind"
    assert action("The alert of the transaction copy").recurrence_of == marked


def test_a_risk_is_accepted_until_a_day_ahead() -> None:
    one = action("Copy of the parts data")
    assert one.risk_expires_on is not None
    assert one.risk_expires_on > NOON.date()


def test_nothing_left_or_waits_to_leave() -> None:
    channels = Notification.objects.order_by("channel").values_list("channel", "state").distinct()
    assert list(channels) == [("in_app", "sent")]
    assert not Delivery.objects.exists()
    assert not ContactPoint.objects.exists()


def test_no_mark_of_the_past_is_left_for_the_first_tick() -> None:
    assert not Clock.objects.filter(next_fire_at__lte=NOON).exists()
    assert not TickerState.objects.exists()


def test_only_what_is_recent_is_unread() -> None:
    unread = Notification.objects.filter(read_at__isnull=True)
    assert 0 < unread.count() < 25
    assert not unread.filter(kind__startswith="assessment.").exists()


def test_every_timeline_holds_together() -> None:
    for one in CorrectiveAction.objects.all():
        assert broken_at(one.timeline.order_by("seq")) is None


def test_departments_have_heads_and_people_managers() -> None:
    assert not Department.objects.filter(head__isnull=True).exists()
    person = User.objects.get(username="ops2").person
    manager = manager_of(person)
    assert manager is not None
    assert manager.name == "Zhang San"


def test_preferences_and_holidays_are_filled() -> None:
    assert NotificationPreference.objects.count() == 3
    assert CalendarDay.objects.filter(day__year=2026).exists()
    assert Organisation.current().sample == "aftersales-complete"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_text_stands_in_both_languages(language: str) -> None:
    actions = read_sample("aftersales", language)["actions"]
    assert len(actions) == 9
    chinese = [any("一" <= sign <= "鿿" for sign in one["fields"]["title"]) for one in actions]
    assert set(chinese) == {language == "zh"}
