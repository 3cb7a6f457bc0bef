"""Two controllers, the clock and a pause at the same instant: every inject comes once."""

from __future__ import annotations

import pytest

from drills.jobs.inject import inject_now
from drills.models import Drill, Inject
from drills.services import drills as verbs
from drills.services import running
from drills.services.expectations import judge
from followup.models import Notification
from tests.at_once import at_once
from tests.drills.world import running_drill, the
from tests.incidents.world import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def inject(row: Drill, key: str) -> Inject:
    return Inject.objects.get(script__drill=row, key=key)


def test_delivered_by_two_and_by_itself_it_comes_once() -> None:
    row = running_drill()
    cora, mia, one = the("cora"), the("mia"), inject(row, "3")
    outcomes = at_once(
        lambda: running.deliver(row, inject=one, by=cora, at=clock("10:20")).status,
        lambda: running.deliver(row, inject=one, by=mia, at=clock("10:20")).status,
        lambda: inject_now(at=clock("10:20")),
        lambda: inject_now(at=clock("10:20")),
    )
    assert outcomes[:2] == ["delivered", "delivered"]
    delivered = row.timeline.filter(type="inject_delivered", payload__inject="3")
    told = Notification.objects.filter(kind="drill.inject", mark="3", channel="in_app")
    asked = Notification.objects.filter(kind="drill.inject_due", channel="in_app")
    assert (delivered.count(), told.count(), asked.count()) == (1, 2, 2)


def test_a_pause_in_the_same_instant_leaves_nothing_half_done() -> None:
    row = running_drill()
    cora, one = the("cora"), inject(row, "1")
    at_once(
        lambda: verbs.pause(row, reason="Lunch", by=cora, at=clock("10:20")),
        lambda: running.deliver(row, inject=one, by=cora, at=clock("10:20")),
        lambda: inject_now(at=clock("10:20")),
    )
    row = Drill.objects.get(pk=row.pk)
    left = Inject.objects.filter(script__drill=row, status__in=("pending", "due"))
    assert (row.status, inject(row, "1").status) == ("paused", "delivered")
    assert set(left.values_list("due_at", flat=True)) == {None}
    seqs = list(row.timeline.values_list("seq", flat=True))
    assert seqs == list(range(1, row.seq + 1))


def test_two_judge_at_once_and_the_later_word_counts() -> None:
    row = running_drill()
    running.deliver(row, inject=inject(row, "1"), by=the("cora"), at=clock("10:00"))
    eva, mia = the("eva"), the("mia")
    one = row.script.expectations.get(key="1.1")
    at_once(
        lambda: judge(row, expectation=one, result="not", by=eva, at=clock("10:04")),
        lambda: judge(row, expectation=one, result="met", by=mia, at=clock("10:05")),
    )
    one.refresh_from_db()
    assert (one.result, one.evaluator) == ("met", mia)
