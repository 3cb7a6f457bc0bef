"""Times by union: what lasted at the same time lasted once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.intervals import length_s, union, within, without

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)


def at(seconds):
    return BEGIN + timedelta(seconds=seconds)


def spans(*pairs):
    return [(at(a), at(b)) for a, b in pairs]


def test_overlapping_and_touching_ones_are_one():
    assert union(spans((5, 9), (0, 3), (3, 4), (8, 12))) == spans((0, 4), (5, 12))


def test_empty_and_reversed_ones_are_none():
    assert union(spans((3, 3), (9, 5))) == []


def test_only_what_lies_in_the_period_counts():
    assert within(spans((0, 10), (20, 30), (40, 50)), at(5), at(25)) == spans((5, 10), (20, 25))


def test_planned_maintenance_is_taken_out():
    assert without(spans((0, 10), (20, 30)), spans((5, 22), (28, 40))) == spans((0, 5), (22, 28))


pairs = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(pairs, pairs)
def test_lengths_count_every_second_once(some, taken):
    seconds = {s for a, b in some for s in range(a, b)}
    less = seconds - {s for a, b in taken for s in range(a, b)}
    assert length_s(spans(*some)) == len(seconds)
    assert length_s(without(spans(*some), spans(*taken))) == len(less)
