"""The table of an action's life, walked at random (ACT): what must hold on every walk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from followup.domain.action import (
    CLOCKS,
    EVERY,
    GUARDS,
    INPUTS,
    MOST_POSTPONEMENTS,
    TABLE,
    VERBS,
    Ask,
    DueDays,
    Facts,
    Result,
    is_proved,
    missing_inputs,
    move_of,
    recurs,
    targets_of,
    unmet_guards,
    who_may,
    within_limit,
)
from tests.amount import examples

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Life(RuleBasedStateMachine):
    """Anybody tries anything at any time; only what the table allows happens."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.state = "draft"
        self.owner = self.verifier = self.criterion = False
        self.due_on: date | None = None
        self.expires_on: date | None = None
        self.done_at: datetime | None = None
        self.results: list[Result] = []
        self.evidence = self.postponements = 0
        self.verified_without_proof = self.decided_by_owner = False

    def facts(self, by_owner: bool) -> Facts:
        return Facts(
            state=self.state,
            today=self.now.date(),
            owner=self.owner,
            owner_active=True,
            verifier=self.verifier,
            verifier_active=True,
            due_on=self.due_on,
            finding=True,
            criterion=self.criterion,
            evidence=self.evidence,
            proved=is_proved(self.results, self.done_at),
            postponements=self.postponements,
            by_owner=by_owner,
        )

    @rule(days=st.integers(0, 40))
    def time_passes(self, days: int) -> None:
        self.now += days * DAY

    @precondition(lambda self: self.state == "draft")
    @rule(owner=st.booleans(), verifier=st.booleans(), criterion=st.booleans())
    def the_draft_is_edited(self, owner: bool, verifier: bool, criterion: bool) -> None:
        self.owner, self.verifier, self.criterion = owner, verifier, criterion

    @rule(passed=st.booleans(), confidence=st.sampled_from(["measured", "simulated", "estimated"]))
    def something_is_tested(self, passed: bool, confidence: str) -> None:
        self.results.append(Result(self.now, passed, confidence))

    @rule(
        verb=st.sampled_from([one for one in VERBS if one not in ("change", "add_note")]),
        role=st.sampled_from(["owner", "verifier", "manager", "author", "editor", "approver"]),
        by_owner=st.booleans(),
        reason=st.sampled_from(["", " ", "Because."]),
        days=st.none() | st.integers(-40, 40),
    )
    def somebody_tries(
        self, verb: str, role: str, by_owner: bool, reason: str, days: int | None
    ) -> None:
        day = None if days is None else self.now.date() + days * DAY
        self.attempt(verb, role, by_owner or role == "owner", Ask(reason, day, day, reason))

    @precondition(lambda self: self.state == "accepted_risk")
    @rule()
    def the_acceptance_runs_out(self) -> None:
        self.attempt("expire_risk", "clock", False, Ask(due_on=self.now.date() + 30 * DAY))

    def attempt(self, verb: str, role: str, by_owner: bool, ask: Ask) -> None:
        move = move_of(verb, self.state)
        facts = self.facts(by_owner)
        if move is None or role not in move.who:
            return
        if unmet_guards(move, facts, ask) or missing_inputs(move, facts, ask):
            return
        if verb in ("verify", "reject", "postpone", "accept_risk", "reopen"):
            self.decided_by_owner |= by_owner
        if verb == "verify":
            self.verified_without_proof |= not facts.proved
        self.happens(verb, ask)
        self.state = move.target or self.state

    def happens(self, verb: str, ask: Ask) -> None:
        if verb in ("open", "reject", "reopen", "withdraw_risk", "expire_risk", "postpone"):
            self.due_on = ask.due_on or self.due_on
            self.done_at = None
        if verb == "complete":
            self.done_at = self.now
        if verb == "add_evidence":
            self.evidence += 1
        if verb == "accept_risk":
            self.expires_on = ask.expires_on
            assert self.expires_on is not None
            assert self.expires_on > self.now.date()
        if verb == "postpone":
            self.postponements += 1

    @invariant()
    def nothing_closes_without_proof(self) -> None:
        assert not self.verified_without_proof

    @invariant()
    def the_owner_decides_nothing(self) -> None:
        assert not self.decided_by_owner

    @invariant()
    def nobody_postpones_a_third_time(self) -> None:
        assert self.postponements <= MOST_POSTPONEMENTS

    @invariant()
    def what_is_in_force_is_complete(self) -> None:
        if self.state not in ("draft", "cancelled"):
            assert (self.owner, self.verifier, self.criterion) == (True, True, True)
            assert self.due_on is not None

    @invariant()
    def every_state_is_known(self) -> None:
        assert self.state in EVERY


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=examples(150), stateful_step_count=40, deadline=None)


def test_every_code_of_the_table_has_its_rule() -> None:
    assert {code for move in TABLE for code in move.guards} == set(GUARDS)
    assert {code for move in TABLE for code in move.inputs} == set(INPUTS)


def test_a_verb_has_one_row_per_state() -> None:
    pairs = [(move.verb, state) for move in TABLE for state in move.sources]
    assert len(pairs) == len(set(pairs))


def test_every_state_but_the_draft_is_reached() -> None:
    assert {target for verb in VERBS for target in targets_of(verb)} == set(EVERY) - {"draft"}


def test_a_clock_runs_as_long_as_somebody_has_to_do_something() -> None:
    assert set(EVERY) - set(CLOCKS) == {"draft", "verified", "cancelled"}


def test_only_time_ends_an_acceptance_by_itself() -> None:
    assert who_may("expire_risk") == {"clock"}


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([], False),
        ([Result(START, True)], True),
        ([Result(START - DAY, True)], False),
        ([Result(START, True, "simulated")], False),
        ([Result(START, True, "estimated")], False),
        ([Result(START, True), Result(START + DAY, False)], False),
        ([Result(START, False), Result(START + DAY, True)], True),
        ([Result(START, True), Result(START, False)], False),
        ([Result(START, True), Result(START + DAY, False, "simulated")], True),
    ],
)
def test_only_the_last_thing_really_measured_since_the_work_proves(
    results: list[Result], expected: bool
) -> None:
    assert is_proved(results, START) is expected
    assert is_proved(results, None) is False


@pytest.mark.parametrize(
    ("value", "limit", "expected"),
    [(900, 900, True), (901, 900, False), (0, 0, True), (5, None, None)],
)
def test_a_value_keeps_its_limit_when_equal(
    value: int, limit: int | None, expected: bool | None
) -> None:
    assert within_limit(value, limit) is expected


@pytest.mark.parametrize(
    ("verified", "back", "expected"),
    [
        (datetime(2026, 1, 15, tzinfo=UTC), datetime(2027, 1, 15, tzinfo=UTC), True),
        (datetime(2026, 1, 15, tzinfo=UTC), datetime(2027, 1, 15, 0, 0, 1, tzinfo=UTC), False),
        (datetime(2024, 2, 29, tzinfo=UTC), datetime(2025, 2, 28, tzinfo=UTC), True),
        (datetime(2024, 2, 29, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC), False),
        (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 1, 14, tzinfo=UTC), False),
    ],
)
def test_a_cause_recurs_within_calendar_months(
    verified: datetime, back: datetime, expected: bool
) -> None:
    """E39: twelve months after 29 February is 28 February."""
    assert recurs(verified, back, 12) is expected


def test_an_unknown_priority_takes_the_middle() -> None:
    assert DueDays({"P1": 3}).due_on("P1", date(2026, 3, 2)) == date(2026, 3, 5)
    assert DueDays({}).due_on("P2", date(2026, 3, 2)) == date(2026, 4, 1)
