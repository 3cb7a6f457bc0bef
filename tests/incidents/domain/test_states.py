"""Where an incident may go (RESP §4.1)."""

from __future__ import annotations

import pytest

from incidents.domain.states import MOVES, STATUSES, is_met, move_of
from incidents.models import IN_RESPONSE, OPEN, Status

TABLE = {
    "acknowledge": ({"reported"}, "assessing"),
    "confirm_grade": ({"reported", "assessing"}, "responding"),
    "restore": ({"responding"}, "verifying"),
    "fail_verification": ({"verifying"}, "responding"),
    "verify": ({"verifying"}, "reviewing"),
    "close": ({"reviewing"}, "closed"),
    "cancel": ({"reported", "assessing", "responding"}, "cancelled"),
    "merge": ({"reported", "assessing", "responding", "verifying", "reviewing"}, "merged"),
    "reopen": ({"reviewing", "closed"}, "responding"),
}


@pytest.mark.parametrize("verb", sorted(TABLE))
def test_the_table_of_the_reference(verb: str) -> None:
    sources, target = TABLE[verb]

    assert {one for one in STATUSES if move_of(verb, one) is not None} == sources
    assert MOVES[verb].target == target


def test_no_verb_is_both_possible_and_done() -> None:
    assert [
        (verb, status)
        for verb in MOVES
        for status in STATUSES
        if move_of(verb, status) and is_met(verb, status)
    ] == []


def test_the_statuses_are_those_of_the_model() -> None:
    assert set(STATUSES) == set(Status.values)
    assert set(IN_RESPONSE) < set(OPEN)
