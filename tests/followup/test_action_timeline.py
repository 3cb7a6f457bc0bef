"""The timeline of an action: chained, append-only, and one event when two act at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from followup.models import ActionEntry, Clock, CorrectiveAction, Evidence, Postponement, Retest
from followup.services import actions
from followup.services.ticking import tick
from followup.services.timeline import broken_at, digest_of
from lib.errors import GuardsUnmet
from tests.at_once import at_once
from tests.factories import NOON
from tests.followup.actions import (
    DAY,
    HOUR,
    TODAY,
    Cast,
    accepted,
    cast,
    draft,
    opened,
    proved,
    types,
    verified,
)


@pytest.mark.django_db
def test_every_entry_chains_to_the_one_before(who: Cast) -> None:
    """EVT-2."""
    action = verified(who)
    assert types(action) == ["created", "opened", "completed", "retested", "verified"]
    rows = list(action.timeline.all())
    assert broken_at(rows) is None
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
    assert [row.previous_digest for row in rows[1:]] == [row.digest for row in rows[:-1]]
    rows[2].text = "Nothing was done."
    assert broken_at(rows) == 3
    rows[2].digest = digest_of(rows[2])
    assert broken_at(rows) == 4
    assert broken_at(rows[1:]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("model", [ActionEntry, Postponement, Retest, Evidence])
@pytest.mark.parametrize("attack", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_sql_cannot_rewrite_it(who: Cast, model: Any, attack: str) -> None:
    """EVT-1."""
    action = opened(who)
    actions.postpone_action(
        action, to_on=TODAY + 60 * DAY, reason="Parts.", by=who.mo, at=NOON + HOUR
    )
    actions.record_retest(action, passed=False, note="No.", by=who.bob, at=NOON + HOUR)
    actions.add_evidence(action, text="Photo", by=who.alice, at=NOON + HOUR)
    before = model.objects.count()
    assert before > 0
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(model._meta.db_table))
    assert model.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_event() -> None:
    """CON-1, E13: the second is told that it was done already."""
    who = cast()
    action = proved(who)
    outcomes = at_once(
        lambda: actions.verify_action(_again(action), by=who.bob, at=NOON + 3 * HOUR),
        lambda: actions.verify_action(_again(action), by=who.max, at=NOON + 3 * HOUR),
    )
    refused = [one for one in outcomes if isinstance(one, GuardsUnmet)]
    assert [one.problems[0].code for one in refused] == ["already"]
    assert types(action).count("verified") == 1
    assert broken_at(action.timeline.all()) is None


@pytest.mark.django_db(transaction=True)
def test_two_postponements_at_once_are_counted_both() -> None:
    who = cast()
    action = opened(who)
    actions.postpone_action(action, to_on=TODAY + 40 * DAY, reason="A.", by=who.mo, at=NOON)

    def later(days: int, by: Any) -> Callable[[], Any]:
        return lambda: actions.postpone_action(
            _again(action), to_on=TODAY + days * DAY, reason="B.", by=by, at=NOON
        )

    outcomes = at_once(later(50, who.mo), later(60, who.max))
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert [one.problems[0].code for one in refused] == ["postponed_twice"]  # type: ignore[attr-defined]
    assert action.postponements.count() == 2


@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_once_differ() -> None:
    who = cast()
    outcomes = at_once(*[lambda: draft(who).code for _ in range(4)])
    assert sorted(outcomes) == [f"ACT-2026-{number:04d}" for number in range(1, 5)]


@pytest.mark.django_db(transaction=True)
def test_a_risk_that_expires_while_somebody_decides_waits_for_them() -> None:
    """The tick holds the clock and the other one the action: neither may wait for both."""
    who = cast()
    action = accepted(who)
    due_at = Clock.objects.get(kind="risk_expiry").due_at
    holds, ticked = threading.Event(), threading.Event()

    def withdraw() -> None:
        with transaction.atomic():
            CorrectiveAction.objects.select_for_update().get(pk=action.pk)
            holds.set()
            # The tick's own transaction ends without waiting for this one.
            ticked.wait(timeout=0.5)
            actions.withdraw_risk_acceptance(_again(action), by=who.max, at=NOON + HOUR)

    def expire() -> None:
        holds.wait(timeout=10)
        tick(at=due_at)
        ticked.set()

    outcomes = at_once(withdraw, expire)
    assert outcomes == [None, None]
    assert types(action)[-2:] == ["risk_accepted", "risk_withdrawn"]
    assert _again(action).state == "open"


@pytest.mark.django_db
def test_the_command_finds_what_was_tampered_with(
    who: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    """EVT-2: whoever gets around the triggers does not get around the chain."""
    verified(who)
    call_command("verify_timelines")
    assert capsys.readouterr().out == "1 timelines are as they were written.\n"
    table = ActionEntry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET text = 'Nothing.' WHERE type = 'completed'")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with pytest.raises(CommandError):
        call_command("verify_timelines")
    assert capsys.readouterr().err == "ACT-2026-0001: entry 3\n"


def _again(action: CorrectiveAction) -> CorrectiveAction:
    return CorrectiveAction.objects.get(pk=action.pk)
