"""The table of a task's states, walked at random (docs/method.md §33)."""

from __future__ import annotations

from itertools import product

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from plans.domain.task_states import (
    ALREADY,
    ENDED,
    MOVES,
    SATISFIED,
    is_already,
    level_of,
    missing,
    move_of,
    settled,
    verbs_from,
)
from tests.amount import examples

STATES = ("pending", "open", "in_progress", "done", "failed", "skipped")


def test_the_whole_table() -> None:
    """Every state against every verb: a target, nothing to do, or not possible."""
    expected = {
        "pending": {"skip": "skipped", "reopen": "already"},
        "open": {
            "start": "in_progress",
            "complete": "done",
            "fail": "failed",
            "skip": "skipped",
            "reopen": "already",
        },
        "in_progress": {
            "start": "already",
            "complete": "done",
            "fail": "failed",
            "skip": "skipped",
        },
        "done": {"complete": "already", "reopen": "open"},
        "failed": {"fail": "already", "skip": "skipped", "reopen": "open"},
        "skipped": {"skip": "already", "reopen": "open"},
    }
    found: dict[str, dict[str, str]] = {state: {} for state in STATES}
    for state, verb in product(STATES, MOVES):
        move = move_of(verb, state)
        if move is not None:
            found[state][verb] = move.target
        elif is_already(verb, state):
            found[state][verb] = "already"

    assert found == expected


def test_nothing_is_both_possible_and_already_so() -> None:
    assert not [verb for verb, move in MOVES.items() if move.sources & ALREADY[verb]]


def test_failing_and_skipping_ask_why_and_proof_is_asked_where_it_is_required() -> None:
    asked = {
        verb: missing(move, reason=" ", evidence="", evidence_required=True)
        for verb, move in MOVES.items()
    }

    assert asked == {
        "start": [],
        "complete": ["evidence"],
        "fail": ["reason"],
        "skip": ["reason"],
        "reopen": [],
    }
    assert missing(MOVES["complete"], reason="", evidence="", evidence_required=False) == []


def test_only_command_reopens() -> None:
    assert [verb for verb, move in MOVES.items() if move.who == "command"] == ["reopen"]


def test_recovery_follows_from_what_is_done() -> None:
    assert [level_of(done) for done in ([], ["", "partly"], ["partly", "fully"])] == [
        "not",
        "partly",
        "fully",
    ]


class Activation(RuleBasedStateMachine):
    """Tasks that need smaller numbers; any verb at any moment."""

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        count = data.draw(st.integers(1, 6))
        self.needs = {
            number: data.draw(st.sets(st.integers(1, number - 1), max_size=2))
            if number > 1
            else set()
            for number in range(1, count + 1)
        }
        self.states = dict.fromkeys(self.needs, "pending")
        self.states |= settled(self.states, self.needs)

    @rule(data=st.data(), verb=st.sampled_from(sorted(MOVES)))
    def act(self, data: st.DataObject, verb: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.needs)))
        before = dict(self.states)
        move = move_of(verb, self.states[number])
        if move is None:
            return
        self.states[number] = move.target
        self.states |= settled(self.states, self.needs)
        changed = {one for one in self.states if self.states[one] != before[one]}
        assert changed - {number} <= {
            one for one in self.needs if before[one] in ("pending", "open")
        }

    @invariant()
    def only_what_is_ready_is_open(self) -> None:
        for number, state in getattr(self, "states", {}).items():
            ready = all(self.states[one] in SATISFIED for one in self.needs[number])
            if state in ("pending", "open"):
                assert (state == "open") is ready

    @invariant()
    def a_failed_task_blocks_what_was_not_begun(self) -> None:
        for number, state in getattr(self, "states", {}).items():
            if any(self.states[one] == "failed" for one in self.needs[number]):
                assert state != "open"

    @invariant()
    def there_is_always_something_to_do_until_all_have_ended(self) -> None:
        states = getattr(self, "states", {})
        if not set(states.values()) <= ENDED:
            assert any(verbs_from(state) for state in states.values())

    @invariant()
    def settling_twice_changes_nothing(self) -> None:
        if hasattr(self, "states"):
            assert settled(self.states, self.needs) == {}


Activation.TestCase.settings = settings(
    max_examples=examples(40), stateful_step_count=25, deadline=None
)
TestActivation = Activation.TestCase
