"""Any people doing anything in any order: the table holds, and what refuses changes nothing.

The real verbs on the real database, each example rolled back (RESP §4.2, CON-1).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from drills.domain.states import MOVES
from drills.models import Drill, Inject
from drills.services import drills as verbs
from drills.services.guards import unmet
from followup.services.timeline import broken_at
from incidents.services.cancelling import cancel as cancel_incident
from lib.errors import GuardsUnmet, Refused
from tests.drills import world
from tests.drills.world import clock

PEOPLE = st.sampled_from(["mia", "cora", "cora", "eva", "carl", "charlie"])
MINUTES = st.integers(min_value=0, max_value=40)
REASON = st.sampled_from(["", "Because", "Because"])


class Life(RuleBasedStateMachine):
    """One drill; `now` goes forward with every deed."""

    type = "tabletop"

    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.now = clock("09:30")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    @initialize(prepared=st.sampled_from([True, True, False]))
    def plan(self, prepared: bool) -> None:
        make = world.prepared_drill if prepared else world.planned_drill
        self.row = make(self.type)
        self.people = dict(world.people())

    def do(self, verb: str, name: str, minutes: int, call: Callable[..., Any]) -> None:
        """Ask first, do then, compare: what the button says is what happens."""
        self.now += timedelta(minutes=minutes)
        who = self.people[name]
        before = Drill.objects.get(pk=self.row.pk)
        told = unmet(before, verb, by=who, at=self.now)
        already = [one.code for one in told] == ["done_already"]
        try:
            with transaction.atomic():
                call(before, by=who, at=self.now)
        except (PermissionDenied, GuardsUnmet, Refused) as caught:
            refusal = caught
            after = Drill.objects.get(pk=self.row.pk)
            assert (after.seq, after.status) == (before.seq, before.status)
            if isinstance(refusal, GuardsUnmet):
                assert {one.code for one in refusal.problems} <= {one.code for one in told}
            elif isinstance(refusal, PermissionDenied):
                assert "not_yours" in {one.code for one in told}
            return
        after = Drill.objects.get(pk=self.row.pk)
        assert told == [] or already or after.seq == before.seq
        if after.status != before.status:
            move = MOVES[verb]
            assert (before.status in move.sources, after.status) == (True, move.target)

    @rule(name=PEOPLE, minutes=MINUTES, verb=st.sampled_from(
        ["begin_preparing", "make_ready", "make_ready", "withdraw_readiness", "resume", "close"]
    ))  # fmt: skip
    def plain(self, name: str, minutes: int, verb: str) -> None:
        self.do(verb, name, minutes, getattr(verbs, verb))

    @rule(name=PEOPLE, minutes=MINUTES, reason=REASON, verb=st.sampled_from(
        ["start", "start", "pause", "end", "postpone", "cancel"]
    ))  # fmt: skip
    def with_reason(self, name: str, minutes: int, reason: str, verb: str) -> None:
        deed = getattr(verbs, verb)
        self.do(verb, name, minutes, lambda row, **call: deed(row, reason=reason, **call))

    @rule(name=PEOPLE, minutes=MINUTES)
    def replan(self, name: str, minutes: int) -> None:
        start = self.now + timedelta(hours=1)
        self.do(
            "replan", name, minutes,
            lambda row, **call: verbs.replan(row, planned_start=start, **call),
        )  # fmt: skip

    @rule(minutes=MINUTES)
    def real_event(self, minutes: int) -> None:
        """By mistake, every time."""
        self.now += timedelta(minutes=minutes)
        before = Drill.objects.get(pk=self.row.pk)
        try:
            with transaction.atomic():
                incident = verbs.real_event(before, by=self.people["carl"], at=self.now)
        except GuardsUnmet:
            return
        if incident.is_open:
            cancel_incident(incident, reason="By mistake", by=self.people["carl"], at=self.now)
        assert Drill.objects.get(pk=self.row.pk).status == "interrupted"

    @invariant()
    def it_is_as_its_status_says(self) -> None:
        if not hasattr(self, "row"):
            return
        row = Drill.objects.get(pk=self.row.pk)
        still = row.pauses.filter(ended_at=None).count()
        assert still == (1 if row.status in ("paused", "interrupted") else 0)
        assert (row.status in ("cancelled", "postponed")) <= bool(row.reason)
        due = Inject.objects.filter(script__drill=row, due_at__isnull=False)
        assert row.status == "running" or not due.exists()
        assert (row.ended_at is None) or row.ended_at >= (row.started_at or row.ended_at)

    @invariant()
    def its_timeline_is_whole(self) -> None:
        if not hasattr(self, "row"):
            return
        row = Drill.objects.get(pk=self.row.pk)
        entries = list(row.timeline.order_by("seq"))
        assert ([one.seq for one in entries], broken_at(entries)) == (
            list(range(1, row.seq + 1)),
            None,
        )


class OnTheEngine(Life):
    type = "functional"


def run(machine: type[Life], examples: int, steps: int) -> None:
    world.people()
    world.system()
    world.plan_version()
    world.scenario()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=True, database=None,
        ),
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db
def test_a_tabletop_obeys_the_table() -> None:
    run(Life, 1, 12)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_tabletop_obeys_the_table_for_long() -> None:
    run(Life, 25, 25)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_functional_exercise_obeys_the_table() -> None:
    run(OnTheEngine, 12, 20)
