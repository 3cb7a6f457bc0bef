"""Any people doing anything in any order: the table holds, and what refuses changes nothing.

The real verbs on the real database, each example rolled back (RESP §4.1, EVT-2, CON-1).
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
    precondition,
    rule,
    run_state_machine_as_test,
)

from followup.models import Clock
from followup.services.timeline import broken_at
from incidents.domain.states import MOVES
from incidents.models import CheckRun, Impact, Incident, Status
from incidents.services import incidents as verbs
from incidents.services.guards import unmet
from lib.errors import GuardsUnmet, Refused
from tests.incidents import world
from tests.incidents.world import clock

PEOPLE = st.sampled_from(["carl", "dan", "olga", "celia", "ciro", "mia", "iris", "charlie"])
GRADES = st.sampled_from(["I", "II", "III", "IV"])
MINUTES = st.integers(min_value=0, max_value=45)
OVER = (Status.CLOSED, Status.CANCELLED)
IN_ORDER = ("occurred_at", "declared_at", "acknowledged_at", "assessed_at")


class Life(RuleBasedStateMachine):
    """One incident; `now` goes forward with every deed."""

    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.now = clock("10:04")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    @initialize(known=st.booleans())
    def declare(self, known: bool) -> None:
        systems = [(world.dispatch() if known else world.stock(), "full")]
        self.row = world.declared(at=self.now, occurred_at=self.now, systems=systems)

    def do(self, verb: str, name: str, minutes: int, call: Callable[..., Any]) -> None:
        """Ask first, do then, compare: what the button says is what happens."""
        self.now += timedelta(minutes=minutes)
        who = world.User.objects.get(username=name)
        before = Incident.objects.get(pk=self.row.pk)
        told = unmet(before, verb, by=who, at=self.now)
        already = [one.code for one in told] == ["done_already"]
        try:
            with transaction.atomic():
                call(before, by=who, at=self.now)
        except (PermissionDenied, GuardsUnmet, Refused) as refusal:
            after = Incident.objects.get(pk=self.row.pk)
            assert (after.seq, after.status) == (before.seq, before.status)
            if isinstance(refusal, GuardsUnmet):
                codes = {one.code for one in refusal.problems}
                assert codes <= {one.code for one in told} | {"other_cause", "graded_already"}
            elif isinstance(refusal, PermissionDenied):
                assert "not_yours" in {one.code for one in told}
            return
        after = Incident.objects.get(pk=self.row.pk)
        assert told == [] or already or after.seq == before.seq
        if after.status != before.status:
            assert (before.status in MOVES[verb].sources, after.status) == (
                True,
                MOVES[verb].target,
            )

    @rule(name=PEOPLE, minutes=MINUTES)
    def acknowledge(self, name: str, minutes: int) -> None:
        self.do("acknowledge", name, minutes, verbs.acknowledge)

    @rule(name=PEOPLE, minutes=MINUTES, code=GRADES, reason=st.sampled_from(["", "As seen"]))
    def confirm(self, name: str, minutes: int, code: str, reason: str) -> None:
        level = world.grade(code)
        self.do(
            "confirm_grade", name, minutes,
            lambda row, **call: verbs.confirm_grade(row, grade=level, reason=reason, **call),
        )  # fmt: skip

    @rule(name=PEOPLE, minutes=MINUTES, code=GRADES)
    def raise_it(self, name: str, minutes: int, code: str) -> None:
        level = world.grade(code)
        self.do(
            "raise_grade", name, minutes,
            lambda row, **call: verbs.raise_grade(row, grade=level, reason="Worse", **call),
        )  # fmt: skip

    @rule(name=PEOPLE, minutes=MINUTES, code=GRADES)
    def propose(self, name: str, minutes: int, code: str) -> None:
        level = world.grade(code)
        self.do(
            "propose_lower", name, minutes,
            lambda row, **call: verbs.propose_lower(row, grade=level, reason="Less", **call),
        )  # fmt: skip

    @rule(name=PEOPLE, minutes=MINUTES)
    def agree(self, name: str, minutes: int) -> None:
        self.do("agree_lower", name, minutes, verbs.agree_lower)

    @rule(name=PEOPLE, minutes=MINUTES)
    def alone(self, name: str, minutes: int) -> None:
        self.do("lower_alone", name, minutes, verbs.lower_alone)

    @rule(minutes=MINUTES)
    def nobody_graded(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        verbs.make_provisional_effective(self.row, at=self.now)

    @rule(name=PEOPLE, minutes=MINUTES)
    def restore(self, name: str, minutes: int) -> None:
        self.do("restore", name, minutes, verbs.restore)

    @rule(name=PEOPLE, minutes=MINUTES)
    def fail(self, name: str, minutes: int) -> None:
        box = CheckRun.objects.filter(step__incident=self.row, step__key="verify").last()
        impacts = list(Impact.objects.filter(incident=self.row, again_of=None))
        self.do(
            "fail_verification", name, minutes,
            lambda row, **call: verbs.fail_verification(
                row, check=box, impacts=impacts, reason="Down", **call
            ),
        )  # fmt: skip

    @precondition(lambda self: Incident.objects.get(pk=self.row.pk).status == Status.VERIFYING)
    @rule()
    def tick_all(self) -> None:
        world.checked(self.row, at=self.now)
        verbs.confirm_recovery(self.row, by=world.the("olga"), at=self.now)

    @rule(name=PEOPLE, minutes=MINUTES)
    def verify(self, name: str, minutes: int) -> None:
        self.do("verify", name, minutes, verbs.verify)

    @rule(name=PEOPLE, minutes=MINUTES)
    def close(self, name: str, minutes: int) -> None:
        self.do("close", name, minutes, verbs.close)

    @rule(name=PEOPLE, minutes=MINUTES)
    def cancel(self, name: str, minutes: int) -> None:
        self.do(
            "cancel", name, minutes,
            lambda row, **call: verbs.cancel(row, reason="False alarm", **call),
        )  # fmt: skip

    @rule(name=PEOPLE, minutes=MINUTES, same_cause=st.booleans())
    def reopen(self, name: str, minutes: int, same_cause: bool) -> None:
        self.do(
            "reopen", name, minutes,
            lambda row, **call: verbs.reopen(row, reason="Again", same_cause=same_cause, **call),
        )  # fmt: skip

    @invariant()
    def the_timeline_is_whole(self) -> None:
        if hasattr(self, "row"):
            entries = list(self.row.timeline.order_by("seq"))
            assert [one.seq for one in entries] == list(range(1, len(entries) + 1))
            assert broken_at(entries) is None

    @invariant()
    def the_instants_fit_the_status(self) -> None:
        if not hasattr(self, "row"):
            return
        row = Incident.objects.get(pk=self.row.pk)
        known = [at for name in IN_ORDER if (at := getattr(row, name)) is not None]
        assert known == sorted(known)
        restored = (Status.VERIFYING, Status.REVIEWING, Status.CLOSED)
        assert (row.restored_at is not None) == (row.status in restored)
        assert (row.verified_at is not None) == (row.status in restored[1:])
        assert (row.cancelled_at is not None) == (row.status == Status.CANCELLED)
        if row.grade is not None and row.worst_grade is not None:
            assert row.worst_grade.severity <= row.grade.severity

    @invariant()
    def what_is_over_has_no_clock(self) -> None:
        if hasattr(self, "row") and Incident.objects.get(pk=self.row.pk).status in OVER:
            live = Clock.objects.live().filter(subject_code__startswith=self.row.number)
            assert not live.exists()


def run(examples: int, steps: int) -> None:
    world.people()
    world.dispatch()
    world.stock()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_a_few_lives_keep_the_table() -> None:
    run(examples=2, steps=8)


@pytest.mark.slow
@pytest.mark.django_db
def test_many_lives_keep_the_table() -> None:
    run(examples=25, steps=25)
