"""The work on a corrective action, and who says that it helped (ACT)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Clock
from followup.services import actions
from lib.errors import GuardsUnmet, Refused
from tests import factories
from tests.factories import NOON
from tests.followup.actions import (
    DAY,
    HOUR,
    TODAY,
    Cast,
    codes,
    done,
    live_clocks,
    opened,
    proved,
    told,
)

pytestmark = pytest.mark.django_db


def test_the_owner_starts_and_the_clock_runs_on(who: Cast) -> None:
    action = opened(who)
    actions.start_action(action, by=who.alice, at=NOON + HOUR)
    assert action.state == "in_progress"
    assert Clock.objects.about("action", action.code).count() == 1


def test_done_needs_evidence(who: Cast) -> None:
    action = opened(who)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.complete_action(action, evidence="  ", by=who.alice, at=NOON)
    assert codes(refusal) == ["evidence_missing"]
    actions.add_evidence(action, text="Invoice", by=who.alice, at=NOON)
    actions.complete_action(action, by=who.alice, at=NOON)
    assert action.state == "done"


def test_done_stops_the_clock_and_gives_the_verifier_14_days(who: Cast) -> None:
    action = done(who)
    due = Clock.objects.get(kind="action_due")
    assert (due.state, due.met_at, due.met_by) == ("met", NOON + HOUR, who.alice)
    assert live_clocks(action) == [("action_verification", NOON + HOUR + 14 * DAY)]
    assert told("action.to_verify") == {"bob"}


def test_a_colleague_without_rights_does_not_report_it(who: Cast) -> None:
    charlie = factories.user("charlie", "process_owner", department="warehouse")
    with pytest.raises(PermissionDenied):
        actions.complete_action(opened(who), evidence="x", by=charlie, at=NOON)


def test_it_closes_only_when_a_retest_passes(who: Cast) -> None:
    action = done(who)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.verify_action(action, by=who.bob, at=NOON + 2 * HOUR)
    assert codes(refusal) == ["not_proved"]
    actions.record_retest(action, passed=True, note="Cut.", by=who.bob, at=NOON + 2 * HOUR)
    actions.verify_action(action, note="Seen.", by=who.bob, at=NOON + 3 * HOUR)
    assert (action.state, action.verified_by) == ("verified", who.bob)
    assert (action.verified_at, action.closed_at) == (NOON + 3 * HOUR, NOON + 3 * HOUR)
    assert live_clocks(action) == []
    assert Clock.objects.get(kind="action_verification").state == "met"


def test_a_retest_from_before_the_work_proves_nothing(who: Cast) -> None:
    action = opened(who)
    actions.record_retest(action, passed=True, note="Early.", by=who.bob, at=NOON)
    actions.complete_action(action, evidence="Now.", by=who.alice, at=NOON + HOUR)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.verify_action(action, by=who.bob, at=NOON + 2 * HOUR)
    assert codes(refusal) == ["not_proved"]


def test_a_continuity_manager_may_verify_too(who: Cast) -> None:
    action = proved(who)
    actions.verify_action(action, by=who.max, at=NOON + 3 * HOUR)
    assert action.verified_by == who.max


@pytest.mark.parametrize("verb", ["verify", "reject", "accept_risk", "cancel", "postpone"])
def test_the_owner_decides_nothing_about_their_own_action(who: Cast, verb: str) -> None:
    """Not even one who is continuity manager."""
    action = opened(who, owner=who.person("max"))
    given: dict[str, object] = {"by": who.max, "at": NOON + 5 * HOUR}
    verbs = {
        "verify": (actions.verify_action, {}),
        "reject": (actions.reject_action, {"reason": "x"}),
        "accept_risk": (actions.accept_risk, {"reason": "x", "expires_on": TODAY + DAY}),
        "cancel": (actions.cancel_action, {"reason": "x"}),
        "postpone": (actions.postpone_action, {"reason": "x", "to_on": TODAY + 99 * DAY}),
    }
    if verb in ("verify", "reject"):
        actions.complete_action(action, evidence="x", by=who.max, at=NOON)
        actions.record_retest(action, passed=True, note="x", by=who.bob, at=NOON + HOUR)
    call, fields = verbs[verb]
    with pytest.raises(GuardsUnmet) as refusal:
        call(action, **given, **fields)
    assert codes(refusal) == ["by_owner"]


def test_what_a_document_proves_needs_one(who: Cast) -> None:
    action = done(who, verify_by="document")
    with pytest.raises(GuardsUnmet) as refusal:
        actions.verify_action(action, by=who.bob, at=NOON + 2 * HOUR)
    assert codes(refusal) == ["document_missing"]
    link = "https://wiki.example.com/plan"
    actions.add_evidence(action, text="Plan 2.1", url=link, by=who.alice, at=NOON + 2 * HOUR)
    actions.verify_action(action, by=who.bob, at=NOON + 3 * HOUR)
    assert action.state == "verified"


def test_a_rejection_opens_it_again_with_its_reason(who: Cast) -> None:
    action = done(who)
    actions.reject_action(action, reason="Only half.", by=who.bob, at=NOON + 2 * HOUR)
    assert (action.state, action.done_at) == ("open", None)
    assert action.timeline.last().text == "Only half."
    assert told("action.rejected") == {"alice"}
    assert [kind for kind, _due in live_clocks(action)] == ["action_due"]


def test_a_rejection_after_the_due_date_gives_a_new_one(who: Cast) -> None:
    action = done(who, priority="P1")
    late = NOON + 8 * DAY
    with pytest.raises(Refused) as refusal:
        actions.reject_action(action, reason="No.", by=who.bob, at=late)
    assert codes(refusal) == ["due_day_past"]
    day = TODAY + 20 * DAY
    actions.reject_action(action, reason="No.", due_on=day, by=who.bob, at=late)
    assert (action.due_on, action.original_due_on) == (day, TODAY + 7 * DAY)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_rejection_says_why(who: Cast, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        actions.reject_action(done(who), reason=reason, by=who.bob, at=NOON + 2 * HOUR)
    assert codes(refusal) == ["reason_missing"]
