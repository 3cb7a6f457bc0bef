"""Drafts of corrective actions, and how they come into force (ACT)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import CorrectiveAction, FollowupSettings
from followup.services import actions
from lib.errors import GuardsUnmet, Refused
from tests import factories
from tests.factories import NOON
from tests.followup.actions import (
    DAY,
    TODAY,
    Cast,
    codes,
    draft,
    live_clocks,
    opened,
    told,
    types,
)

pytestmark = pytest.mark.django_db


def test_actions_are_numbered_by_year_of_the_organisations_zone(who: Cast) -> None:
    first = draft(who)
    second = draft(who)
    # 31 December 17:00 UTC is New Year's Day in Shanghai (E50).
    third = draft(who, at=datetime(2026, 12, 31, 17, tzinfo=UTC))
    assert [first.code, second.code, third.code] == [
        "ACT-2026-0001",
        "ACT-2026-0002",
        "ACT-2027-0001",
    ]


@pytest.mark.parametrize(("priority", "days"), [("P1", 7), ("P2", 30), ("P3", 90)])
def test_the_priority_gives_the_due_date(who: Cast, priority: str, days: int) -> None:
    assert draft(who, priority=priority).due_on == TODAY + timedelta(days=days)


def test_the_settings_change_the_days_until_due(who: Cast) -> None:
    row = FollowupSettings.current()
    row.due_days = {"P1": 3}
    row.save()
    assert draft(who, priority="P1").due_on == TODAY + 3 * DAY
    assert draft(who, priority="P2").due_on == TODAY + 30 * DAY


def test_the_due_date_counts_from_the_owners_day(who: Cast) -> None:
    who.alice.timezone = "Pacific/Auckland"  # already the 3rd there at noon UTC
    who.alice.save()
    assert draft(who, priority="P1").due_on == date(2026, 3, 10)


def test_owner_and_verifier_are_two_people(who: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        draft(who, verifier=who.person("alice"))
    assert codes(refusal) == ["verifier_is_owner"]


@pytest.mark.parametrize("role", ["owner", "verifier"])
def test_nobody_who_left_is_named(who: Cast, role: str) -> None:
    gone = factories.person("gone", is_active=False)
    with pytest.raises(Refused) as refusal:
        draft(who, **{role: gone})
    assert [(one.code, one.field) for one in refusal.value.problems] == [("person_inactive", role)]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": "   "}, "blank"),
        ({"finding": ""}, "blank"),
        ({"priority": "P9"}, "invalid_choice"),
        ({"cost_estimate": -1}, "negative"),
        ({"criterion_limit_s": -1}, "out_of_range"),
        ({"criterion_limit_s": 10**15}, "out_of_range"),
        ({"due_on": date.max}, "out_of_range"),
        ({"subject_kind": "unicorn", "subject_code": "x"}, "invalid_subject"),
        ({"subject_kind": "process", "subject_code": "nowhere"}, "unknown_subject"),
        ({"subject_kind": "process"}, "invalid_subject"),
        ({"criterion_measure": "rto"}, "criterion_incomplete"),
    ],
)
def test_nonsense_is_refused_at_its_field(who: Cast, fields: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        draft(who, **fields)
    assert codes(refusal) == [code]
    assert CorrectiveAction.objects.count() == 0


def test_an_auditor_writes_no_action(who: Cast) -> None:
    with pytest.raises(PermissionDenied):
        draft(who, by=factories.user("audit", "auditor"))


def test_an_action_on_a_critical_process_is_core(who: Cast) -> None:
    factories.process("road-rescue", critical=True)
    factories.process("gift-shop")
    core = draft(who, subject_kind="process", subject_code="road-rescue")
    other = draft(who, subject_kind="process", subject_code="gift-shop")
    assert (core.is_core, other.is_core) == (True, False)
    actions.change_action(other, subject_code="road-rescue", by=who.max, at=NOON)
    assert other.is_core is True


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"owner": None}, "owner_missing"),
        ({"verifier": None}, "verifier_missing"),
        ({"criterion": ""}, "criterion_missing"),
    ],
)
def test_a_draft_opens_only_when_complete(who: Cast, fields: dict[str, object], code: str) -> None:
    action = draft(who, **fields)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.open_action(action, by=who.max, at=NOON)
    assert codes(refusal) == [code]


def test_figures_are_a_criterion_too(who: Cast) -> None:
    factories.process("road-rescue")
    figures = {
        "criterion_subject_kind": "process",
        "criterion_subject_code": "road-rescue",
        "criterion_measure": "rto",
    }
    assert opened(who, criterion="", **figures).state == "open"


def test_a_draft_whose_day_is_past_needs_a_new_one_to_open(who: Cast) -> None:
    action = draft(who, due_on=TODAY)
    late = NOON + 2 * DAY
    with pytest.raises(Refused) as refusal:
        actions.open_action(action, by=who.max, at=late)
    assert codes(refusal) == ["due_day_past"]
    actions.open_action(action, due_on=TODAY + 5 * DAY, by=who.max, at=late)
    assert (action.state, action.due_on) == ("open", TODAY + 5 * DAY)


def test_opening_starts_the_clock_and_tells_the_owner(who: Cast) -> None:
    action = opened(who)
    # The end of 1 April in Shanghai.
    assert live_clocks(action) == [("action_due", datetime(2026, 4, 1, 15, 59, 59, tzinfo=UTC))]
    assert told("action.assigned") == {"alice"}
    assert types(action) == ["created", "opened"]
    assert action.original_due_on == action.due_on


def test_the_clock_ends_in_the_owners_zone(who: Cast) -> None:
    who.alice.timezone = "America/New_York"
    who.alice.save()
    action = opened(who, due_on=date(2026, 11, 1))  # clocks go back that day (E4)
    assert live_clocks(action) == [("action_due", datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC))]
