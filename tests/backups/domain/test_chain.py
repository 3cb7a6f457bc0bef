"""Chains, parents, obstacles; AT-025."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backups.domain.chain import Link, chain_of, find_parent, obstacle

SUNDAY = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def _week() -> list[Link]:
    """A full on Sunday, an incremental every other day."""
    full = Link(1, "full", "verified", SUNDAY)
    return [full] + [
        Link(1 + day, "incremental", "verified", SUNDAY + DAY * day, parent=day)
        for day in range(1, 7)
    ]


def test_a_loss_on_saturday_needs_seven_sets() -> None:
    """AT-025: weekly full on Sunday, daily incremental, after that day's incremental."""
    links = {one.id: one for one in _week()}
    assert [one.id for one in chain_of(7, links)] == [1, 2, 3, 4, 5, 6, 7]


def test_before_that_day_s_incremental_it_is_one_less() -> None:
    links = {one.id: one for one in _week()}
    assert [one.id for one in chain_of(6, links)] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("kind", "parent"),
    [("full", None), ("realtime", None), ("incremental", 3), ("differential", 1)],
)
def test_what_a_new_set_builds_on(kind: str, parent: int | None) -> None:
    family = [
        Link(1, "full", "verified", SUNDAY),
        Link(2, "realtime", "verified", SUNDAY + DAY * 2),
        Link(3, "incremental", "failed", SUNDAY + DAY),
        Link(4, "incremental", "expected", SUNDAY + DAY * 2),
        Link(5, "full", "verified", SUNDAY + DAY * 9),
    ]
    assert find_parent(kind, SUNDAY + DAY * 3, family) == parent


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["verified", "verified"], ""),
        (["verified", "failed"], "failed"),
        (["failed", "verified"], "parent_failed"),
        (["expired", "registered"], "unverified"),
        (["missing", "failed", "verified"], "parent_failed"),
    ],
)
def test_an_obstacle_is_the_nearest_one(states: list[str], expected: str) -> None:
    chain = [
        Link(n, "incremental" if n else "full", state, SUNDAY, n - 1 if n else None)
        for n, state in enumerate(states)
    ]
    assert obstacle(chain) == expected


def test_a_chain_that_begins_in_the_middle_has_no_parent() -> None:
    assert obstacle([Link(2, "incremental", "verified", SUNDAY)]) == "no_parent"
    assert obstacle([]) == "no_parent"


def test_quarantine_counts_above_the_state() -> None:
    assert obstacle([Link(1, "full", "failed", SUNDAY, quarantined=True)]) == "quarantine"


def test_a_circle_of_parents_ends() -> None:
    links = {1: Link(1, "full", "verified", SUNDAY, 2), 2: Link(2, "full", "verified", SUNDAY, 1)}
    assert [one.id for one in chain_of(1, links)] == [2, 1]
