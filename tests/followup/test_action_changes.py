"""What may be changed in force, which times may be claimed, and the buttons for it (ACT)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from followup.models import Clock, CorrectiveAction
from followup.services import actions
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests.factories import NOON
from tests.followup.actions import (
    DAY,
    HOUR,
    TODAY,
    Cast,
    codes,
    done,
    draft,
    opened,
    told,
    types,
    verified,
)

pytestmark = pytest.mark.django_db


def test_in_force_the_due_date_stays(who: Cast) -> None:
    with pytest.raises(GuardsUnmet) as refusal:
        actions.change_action(opened(who), due_on=TODAY + 99 * DAY, by=who.max, at=NOON)
    assert codes(refusal) == ["due_day_fixed"]


@pytest.mark.parametrize(
    "fields", [{"criterion": "Easier."}, {"verify_by": "document"}, {"criterion_limit_s": 9}]
)
def test_the_owner_does_not_choose_what_proves_the_work(
    who: Cast, fields: dict[str, object]
) -> None:
    action = opened(who)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.change_action(action, **fields, by=who.alice, at=NOON)
    assert codes(refusal) == ["by_owner"]
    assert actions.change_action(action, **fields, by=who.max, at=NOON) == list(fields)


def test_another_owner_is_told_and_the_clock_follows(who: Cast) -> None:
    action = opened(who)
    actions.change_action(action, owner=who.person("mo"), by=who.max, at=NOON)
    assert told("action.assigned") == {"alice", "mo"}
    assert Clock.objects.about("action", action.code).live().get().responsible.code == "mo"


def test_a_stale_version_changes_nothing(who: Cast) -> None:
    action = draft(who)
    actions.change_action(action, title="New", by=who.max, at=NOON, read_version=1)
    with pytest.raises(StaleVersion):
        actions.change_action(action, title="Old", by=who.max, at=NOON, read_version=1)
    assert CorrectiveAction.objects.get().title == "New"


def test_no_difference_writes_nothing(who: Cast) -> None:
    action = draft(who)
    assert actions.change_action(action, title=action.title, by=who.max, at=NOON) == []
    assert (action.version, types(action)) == (1, ["created"])


def test_what_is_closed_is_not_changed(who: Cast) -> None:
    with pytest.raises(GuardsUnmet) as refusal:
        actions.change_action(verified(who), title="x", by=who.max, at=NOON + DAY)
    assert codes(refusal) == ["wrong_state"]


def test_a_clock_a_little_ahead_is_set_back_with_a_note(who: Cast) -> None:
    action = opened(who)
    ahead = NOON + timedelta(seconds=90)
    actions.complete_action(action, evidence="x", by=who.alice, at=ahead, recorded_at=NOON)
    last = action.timeline.last()
    assert (action.done_at, last.at, last.payload["clamped_s"]) == (NOON, NOON, 90)


def test_the_future_is_refused(who: Cast) -> None:
    at = NOON + timedelta(seconds=121)
    with pytest.raises(Refused) as refusal:
        actions.start_action(opened(who), by=who.alice, at=at, recorded_at=NOON)
    assert codes(refusal) == ["in_future"]


def test_a_late_entry_is_marked(who: Cast) -> None:
    action = opened(who)
    now = NOON + 23 * timedelta(minutes=1)
    actions.start_action(action, by=who.alice, at=NOON, recorded_at=now)
    last = action.timeline.last()
    assert (last.at, last.recorded_at, last.payload["late_s"]) == (NOON, now, 1380)


def test_no_step_is_claimed_before_the_one_before_it(who: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        actions.start_action(opened(who), by=who.alice, at=NOON - HOUR, recorded_at=NOON)
    assert codes(refusal) == ["before_last_step"]


def test_the_buttons_are_those_of_the_table(who: Cast) -> None:
    action = done(who)
    now = NOON + 2 * HOUR
    assert actions.allowed_verbs(action, who.alice, at=now) == [
        "change",
        "add_evidence",
        "add_note",
    ]
    assert actions.allowed_verbs(action, who.bob, at=now) == [
        "reject",
        "add_evidence",
        "record_retest",
        "add_note",
    ]
    reasons = [one.code for one in actions.why_not(action, "verify", who.bob, at=now)]
    assert reasons == ["not_proved"]
    actions.record_retest(action, passed=True, note="Cut.", by=who.bob, at=now)
    assert "verify" in actions.allowed_verbs(action, who.bob, at=now)
