"""Postponed, accepted, cancelled, reopened: who decides, and until when (ACT)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Clock, CorrectiveAction
from followup.services import actions
from lib.errors import GuardsUnmet, Refused
from tests.factories import NOON
from tests.followup.actions import (
    DAY,
    HOUR,
    TODAY,
    Cast,
    accepted,
    codes,
    draft,
    live_clocks,
    opened,
    told,
    types,
    verified,
)

pytestmark = pytest.mark.django_db


def postpone(action: CorrectiveAction, who: Cast, days: int, by: object = None) -> None:
    day = TODAY + days * DAY
    actions.postpone_action(action, to_on=day, reason="Parts.", by=by or who.mo, at=NOON + HOUR)  # type: ignore[arg-type]


def test_the_owners_manager_postpones_twice_and_no_more(who: Cast) -> None:
    action = opened(who)
    postpone(action, who, 40)
    postpone(action, who, 50, by=who.max)
    with pytest.raises(GuardsUnmet) as refusal:
        postpone(action, who, 60)
    assert codes(refusal) == ["postponed_twice"]
    assert (action.due_on, action.original_due_on) == (TODAY + 50 * DAY, TODAY + 30 * DAY)
    rows = action.postponements.values_list("from_on", "to_on", "by__username")
    assert list(rows) == [
        (TODAY + 30 * DAY, TODAY + 40 * DAY, "mo"),
        (TODAY + 40 * DAY, TODAY + 50 * DAY, "max"),
    ]
    live = Clock.objects.about("action", action.code).live().get()
    assert (live.generation, live.due_at.date()) == (3, TODAY + 50 * DAY)


def test_a_postponement_is_to_a_later_day(who: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        postpone(opened(who), who, 30)
    assert codes(refusal) == ["not_later"]


def test_neither_owner_nor_verifier_postpones(who: Cast) -> None:
    action = opened(who)
    for by in (who.alice, who.bob):
        with pytest.raises(PermissionDenied):
            postpone(action, who, 40, by=by)


def test_a_risk_is_accepted_until_a_day(who: Cast) -> None:
    action = accepted(who)
    assert (action.state, action.risk_accepted_by) == ("accepted_risk", who.max)
    kinds = [(kind, at.date()) for kind, at in live_clocks(action)]
    assert kinds == [("risk_expiry", TODAY + 10 * DAY)]


@pytest.mark.parametrize("days", [-1, 0])
def test_the_day_lies_ahead(who: Cast, days: int) -> None:
    with pytest.raises(Refused) as refusal:
        accepted(who, until=TODAY + days * DAY)
    assert codes(refusal) == ["expiry_not_ahead"]


def test_a_risk_is_not_accepted_by_who_owns_the_action(who: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.accept_risk(opened(who), reason="x", expires_on=TODAY + DAY, by=who.alice, at=NOON)


def test_the_risk_expires_and_everybody_is_told(who: Cast) -> None:
    action = accepted(who, priority="P1")
    at = NOON + 11 * DAY
    actions.expire_risk(action, at=at)
    assert (action.state, action.due_on) == ("open", at.date() + 7 * DAY)
    assert (action.risk_expires_on, action.risk_accepted_by) == (None, None)
    assert told("action.risk_expired") == {"alice", "bob", "mo", "max"}
    assert types(action)[-1] == "risk_expired"
    actions.expire_risk(action, at=at)
    assert types(action).count("risk_expired") == 1


def test_the_acceptance_can_be_withdrawn(who: Cast) -> None:
    action = accepted(who)
    actions.withdraw_risk_acceptance(action, by=who.max, at=NOON + 2 * HOUR)
    assert (action.state, action.risk_expires_on) == ("open", None)
    assert [kind for kind, _due in live_clocks(action)] == ["action_due"]


def test_a_cancellation_has_a_reason_and_an_approver(who: Cast) -> None:
    action = opened(who)
    with pytest.raises(PermissionDenied):
        actions.cancel_action(action, reason="x", by=who.bob, at=NOON)
    with pytest.raises(Refused):
        actions.cancel_action(action, reason=" ", by=who.max, at=NOON)
    actions.cancel_action(action, reason="The site closes.", by=who.max, at=NOON)
    assert (action.state, action.closed_at, live_clocks(action)) == ("cancelled", NOON, [])


def test_what_was_verified_is_reopened_with_a_reason_by_a_manager(who: Cast) -> None:
    action = verified(who)
    with pytest.raises(PermissionDenied):
        actions.reopen_action(action, reason="Again.", by=who.bob, at=NOON + DAY)
    actions.reopen_action(action, reason="Again.", by=who.mo, at=NOON + DAY)
    assert (action.state, action.verified_at, action.closed_at) == ("open", None, None)
    assert types(action)[-1] == "reopened"


def test_what_was_cancelled_as_a_draft_opens_only_when_complete(who: Cast) -> None:
    action = draft(who, owner=None)
    actions.cancel_action(action, reason="Twice.", by=who.max, at=NOON)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.reopen_action(action, reason="No.", by=who.max, at=NOON)
    assert codes(refusal) == ["owner_missing"]
