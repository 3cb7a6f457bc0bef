"""Re-tests bind to the criterion they answer; recurrence shows what was in vain (ACT)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import CorrectiveAction, FollowupSettings, Notification, Retest, RootCause
from followup.services import actions
from followup.services.retests import offer_measurement
from lib.errors import GuardsUnmet, Refused
from tests import factories
from tests.factories import NOON
from tests.followup.actions import DAY, HOUR, Cast, cast, codes, done, draft, opened, verified

pytestmark = pytest.mark.django_db
RTO = {
    "criterion": "",
    "verify_by": "measurement",
    "criterion_subject_kind": "process",
    "criterion_subject_code": "road-rescue",
    "criterion_measure": "rto",
    "criterion_limit_s": 900,
}


@pytest.fixture
def who(db: None) -> Cast:
    factories.process("road-rescue")
    return cast()


def measured(value_s: int, at: datetime = NOON + 2 * HOUR, **changes: Any) -> list[Retest]:
    given: dict[str, Any] = {
        "subject_kind": "process",
        "subject_code": "road-rescue",
        "measure": "rto",
        "value_s": value_s,
        "target_s": 3600,
        "confidence": "measured",
        "source": "measurement:M-000001",
        "at": at,
        "recorded_at": at,
    }
    return offer_measurement(**given | changes)


def told(kind: str) -> set[str]:
    rows = Notification.objects.filter(kind=kind, channel="in_app")
    return set(rows.values_list("user__username", flat=True))


def refusal_of(action: CorrectiveAction, who: Cast) -> list[str]:
    with pytest.raises(GuardsUnmet) as refusal:
        actions.verify_action(action, by=who.bob, at=NOON + 9 * HOUR)
    return codes(refusal)


def test_a_measurement_within_the_limit_proves_it(who: Cast) -> None:
    action = done(who, **RTO)
    (row,) = measured(900)
    assert (row.action, row.passed, row.limit_s, row.proves) == (action, True, 900, True)
    assert told("action.retest_passed") == {"bob"}
    actions.verify_action(action, by=who.bob, at=NOON + 3 * HOUR)
    assert action.state == "verified"


def test_a_measurement_over_the_limit_leaves_it_unverified(who: Cast) -> None:
    action = done(who, **RTO)
    (row,) = measured(901)
    assert (row.passed, action.state) == (False, "done")
    assert told("action.retest_failed") == {"alice", "bob"}
    assert refusal_of(action, who) == ["not_proved"]
    assert "reject" in actions.allowed_verbs(action, who.bob, at=NOON + 3 * HOUR)


@pytest.mark.parametrize("confidence", ["simulated", "estimated"])
def test_what_was_not_measured_proves_nothing(who: Cast, confidence: str) -> None:
    action = done(who, **RTO)
    (row,) = measured(1, confidence=confidence)
    assert row.proves is False
    assert refusal_of(action, who) == ["not_proved"]
    assert told("action.retest_passed") == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"measure": "rpo"},
        {"subject_code": "claims"},
        {"subject_kind": "system"},
    ],
)
def test_another_criterion_is_not_answered(who: Cast, changes: dict[str, Any]) -> None:
    done(who, **RTO)
    assert measured(1, **changes) == []


def test_without_a_limit_of_its_own_the_target_counts(who: Cast) -> None:
    done(who, **RTO | {"criterion_limit_s": None})
    (row,) = measured(3600)
    assert (row.limit_s, row.passed) == (3600, True)


def test_without_any_limit_nothing_is_said(who: Cast) -> None:
    done(who, **RTO | {"criterion_limit_s": None})
    assert measured(1, target_s=None) == []


def test_a_source_counts_once(who: Cast) -> None:
    done(who, **RTO)
    assert len(measured(1)) == 1
    assert measured(1) == []
    assert len(measured(1, source="measurement:M-000002")) == 1


def test_a_measurement_during_the_work_is_kept_but_proves_nothing_later(who: Cast) -> None:
    action = opened(who, **RTO)
    assert len(measured(1, at=NOON)) == 1
    actions.complete_action(action, evidence="Done.", by=who.alice, at=NOON + HOUR)
    assert refusal_of(action, who) == ["not_proved"]


def test_drafts_and_closed_ones_ask_for_nothing(who: Cast) -> None:
    draft(who, **RTO)
    assert measured(1) == []


def test_a_later_failure_takes_the_proof_away(who: Cast) -> None:
    action = done(who, **RTO)
    measured(1)
    measured(9999, at=NOON + 3 * HOUR, source="measurement:M-000002")
    assert refusal_of(action, who) == ["not_proved"]


# --- by hand ------------------------------------------------------------------------------


def by_hand(action: CorrectiveAction, by: Any, **changes: Any) -> Retest:
    given = {"passed": True, "note": "Cut the line.", "by": by, "at": NOON + 2 * HOUR}
    return actions.record_retest(action, **given | changes)


def test_the_owner_never_writes_down_their_own_result(who: Cast) -> None:
    with pytest.raises(PermissionDenied):
        by_hand(done(who), who.alice)
    boss = opened(who, owner=who.person("max"))
    with pytest.raises(GuardsUnmet) as refusal:
        by_hand(boss, who.max)
    assert codes(refusal) == ["by_owner"]


def test_the_value_decides_against_the_limit(who: Cast) -> None:
    action = done(who, **RTO)
    with pytest.raises(Refused) as refusal:
        by_hand(action, who.bob, value_s=901)
    assert codes(refusal) == ["contradicts_limit"]
    assert by_hand(action, who.bob, value_s=901, passed=False).passed is False
    assert by_hand(action, who.bob, value_s=900).limit_s == 900


def test_a_measurement_by_hand_has_its_value(who: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        by_hand(done(who, **RTO), who.bob)
    assert [(one.code, one.field) for one in refusal.value.problems] == [("required", "value_s")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"note": " "}, "note"), ({"value_s": -1}, "value_s"), ({"confidence": "sure"}, "confidence")],
)
def test_nonsense_by_hand_is_refused(who: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        by_hand(done(who), who.bob, **changes)
    assert [one.field for one in refusal.value.problems] == [field]


# --- recurrence ---------------------------------------------------------------------------


@pytest.fixture
def capacity(db: None) -> RootCause:
    return RootCause.objects.create(code="capacity", name_en="Capacity", name_zh="容量")


ON_RESCUE = {"subject_kind": "process", "subject_code": "road-rescue"}


def test_the_same_cause_again_marks_the_first_ineffective(who: Cast, capacity: RootCause) -> None:
    first = verified(who, cause=capacity, **ON_RESCUE)
    again = opened(who, cause=capacity, **ON_RESCUE, at=NOON + 30 * DAY)
    first.refresh_from_db()
    assert (first.ineffective_since, first.state) == (NOON + 30 * DAY, "verified")
    assert again.recurrence_of == first
    last = first.timeline.last()
    assert (last.type, last.payload["came_back"]) == ("recurred", again.code)
    assert told("action.ineffective") == {"alice", "bob", "max"}


def test_a_draft_marks_nothing_yet(who: Cast, capacity: RootCause) -> None:
    first = verified(who, cause=capacity, **ON_RESCUE)
    draft(who, cause=capacity, **ON_RESCUE, at=NOON + 30 * DAY)
    first.refresh_from_db()
    assert first.ineffective_since is None


def test_naming_the_cause_later_marks_it_too(who: Cast, capacity: RootCause) -> None:
    first = verified(who, cause=capacity, **ON_RESCUE)
    again = opened(who, **ON_RESCUE, at=NOON + 30 * DAY)
    actions.change_action(again, cause=capacity, by=who.max, at=NOON + 31 * DAY)
    first.refresh_from_db()
    again.refresh_from_db()
    assert (first.ineffective_since, again.recurrence_of) == (NOON + 31 * DAY, first)


def test_without_subjects_the_cause_alone_counts(who: Cast, capacity: RootCause) -> None:
    first = verified(who, cause=capacity)
    opened(who, cause=capacity, at=NOON + 30 * DAY)
    first.refresh_from_db()
    assert first.ineffective_since is not None


@pytest.mark.parametrize(
    ("later", "changes"),
    [
        (timedelta(days=366), {}),
        (timedelta(days=30), {"subject_kind": "", "subject_code": ""}),
        (timedelta(days=30), {"cause": None}),
    ],
)
def test_too_late_elsewhere_or_for_another_cause_is_no_recurrence(
    who: Cast, capacity: RootCause, later: timedelta, changes: dict[str, Any]
) -> None:
    first = verified(who, cause=capacity, **ON_RESCUE)
    opened(who, **{"cause": capacity, **ON_RESCUE, "at": NOON + later} | changes)
    first.refresh_from_db()
    assert first.ineffective_since is None


def test_the_settings_say_how_long_a_recurrence_counts(who: Cast, capacity: RootCause) -> None:
    row = FollowupSettings.current()
    row.recurrence_months = 1
    row.save()
    first = verified(who, cause=capacity)
    opened(who, cause=capacity, at=NOON + 40 * DAY)
    first.refresh_from_db()
    assert first.ineffective_since is None


def test_a_measured_miss_after_the_verification_marks_it(who: Cast) -> None:
    action = done(who, **RTO)
    measured(1)
    actions.verify_action(action, by=who.bob, at=NOON + 3 * HOUR)
    measured(9999, at=NOON + 20 * DAY, source="measurement:M-000009")
    action.refresh_from_db()
    assert action.ineffective_since == NOON + 20 * DAY
    assert action.timeline.last().payload["came_back"] == "measurement:M-000009"
