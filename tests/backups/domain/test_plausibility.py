"""Sizes, heartbeats and copies: what is plausible, what counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backups.domain.heartbeat import Limits, judge_call, still_running
from backups.domain.plausibility import Sample, score, size_check
from backups.domain.score import Copy, counts, is_offsite, restore_test_in_time
from backups.domain.score import score as copies_score
from tests.amount import examples

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
KB = 1024


def samples(*sizes: int) -> list[Sample]:
    """Newest first, a day apart."""
    return [Sample(size, NOON - DAY * (number + 1)) for number, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("size", "before", "outcome", "reason"),
    [
        (None, [], "not_run", "size_unknown"),
        (0, [], "fail", "empty"),
        (1023, [], "fail", "too_small"),
        (1024, [], "pass", "above_smallest"),
        (10 * KB, [100 * KB] * 4, "pass", "above_smallest"),
        (100 * KB, [100 * KB] * 5, "pass", "plausible"),
        (50 * KB, [100 * KB] * 5, "warn", "unusual"),
        (50 * KB - 1, [100 * KB] * 5, "fail", "shrank"),
        (151 * KB, [100 * KB] * 5, "warn", "grew"),
    ],
)
def test_a_size_against_those_before(
    size: int | None, before: list[int], outcome: str, reason: str
) -> None:
    found = size_check(size, samples(*before), at=NOON)
    assert (found.outcome, found.reason) == (outcome, reason)


def test_changes_may_be_few() -> None:
    found = size_check(2 * KB, samples(*[100 * KB] * 5), at=NOON, method="incremental")
    assert (found.outcome, found.reason) == ("warn", "shrank")


def test_a_floor_of_zero_still_refuses_nothing_at_all() -> None:
    assert size_check(0, [], smallest_bytes=0).outcome == "fail"
    assert size_check(1, [], smallest_bytes=0).outcome == "pass"


def test_sundays_are_compared_with_sundays() -> None:
    """A full on Sundays beside small ones: the last seven of all would be no measure."""
    before = [
        Sample(1000 * KB if number % 7 == 6 else 10 * KB, NOON - DAY * (number + 1))
        for number in range(42)
    ]
    found = size_check(1000 * KB, before, at=NOON)
    assert (found.outcome, found.params["samples"]) == ("pass", 6)


def test_what_shrinks_bit_by_bit_is_seen_over_a_month() -> None:
    falling = [int(1000 * KB * 1.029**number) for number in range(40)]
    found = size_check(int(1000 * KB / 1.029), samples(*falling), at=NOON)
    assert (found.outcome, found.reason) == ("warn", "shrinking")
    rising = [int(1000 * KB / 1.0175**number) for number in range(40)]
    found = size_check(int(1000 * KB * 1.0175), samples(*rising), at=NOON)
    assert (found.outcome, found.reason) == ("warn", "growing")


def test_the_score_is_in_robust_deviations_of_the_logarithm() -> None:
    assert score(100, [100, 100, 100]) == 0
    # ln 2 / 0.02: without any spread the least one counts.
    assert score(200, [100, 100, 100]) == 34.66


@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1024, 10**12), st.lists(st.integers(1024, 10**12), min_size=5, max_size=40))
def test_size_checks_always_answer(size: int, before: list[int]) -> None:
    found = size_check(size, samples(*before), at=NOON)
    assert found.outcome in ("pass", "warn", "fail")
    assert found.measured == size


LIMITS = Limits(shortest_s=60, longest_s=3600, interval_s=86_400)


@pytest.mark.parametrize(
    ("took_s", "verdict"),
    [(59, "too_fast"), (60, "on_time"), (3600, "on_time"), (3601, "too_slow")],
)
def test_exactly_a_limit_is_within_it(took_s: int, verdict: str) -> None:
    begun = NOON - timedelta(seconds=took_s)
    found = judge_call("success", NOON, started_at=begun, limits=LIMITS)
    assert (found.verdict, found.duration_s) == (verdict, took_s)


@pytest.mark.parametrize(("kind", "status"), [("fail", None), ("exit", 1), ("exit", 255)])
def test_a_failure_is_nothing_else_besides(kind: str, status: int | None) -> None:
    found = judge_call(kind, NOON, exit_status=status, started_at=NOON, limits=LIMITS)
    assert found.verdict == "failed"


def test_an_exit_of_zero_is_a_success_and_half_an_interval_is_enough() -> None:
    def after(hours: float) -> str:
        before = NOON - timedelta(hours=hours)
        return judge_call("exit", NOON, exit_status=0, ended_at=before, limits=LIMITS).verdict

    assert (after(12), after(11.9)) == ("on_time", "too_often")


def test_a_run_is_too_slow_while_it_is_still_running() -> None:
    assert still_running(NOON - timedelta(seconds=3600), NOON, LIMITS).verdict == "running"
    assert still_running(NOON - timedelta(seconds=3601), NOON, LIMITS).verdict == "too_slow"
    assert still_running(NOON - 9 * DAY, NOON, Limits()).verdict == "running"


def test_a_start_in_the_future_took_no_time() -> None:
    found = judge_call("success", NOON, started_at=NOON + DAY, limits=Limits())
    assert (found.verdict, found.duration_s) == ("on_time", 0)


def test_a_copy_counts_while_every_byte_was_read_in_time() -> None:
    read = NOON - timedelta(seconds=3600)
    assert counts("verified", read, 3600, NOON)
    assert not counts("verified", read, 3599, NOON)
    assert not counts("verified", None, 3600, NOON)
    assert counts("verified", None, None, NOON)
    assert not counts("registered", read, 3600, NOON)


def test_a_restore_test_counts_for_a_month_where_nothing_is_said() -> None:
    assert restore_test_in_time("warn", NOON - 31 * DAY, None, NOON)
    assert not restore_test_in_time("pass", NOON - 31 * DAY - timedelta(seconds=1), None, NOON)
    assert not restore_test_in_time("not_run", NOON, None, NOON)
    assert not restore_test_in_time("fail", NOON, None, NOON)


LIVE = Copy("disk", "A", production=True)


def test_off_site_is_elsewhere_than_the_live_data_or_said_to_be() -> None:
    copies = [LIVE, Copy("disk", "A"), Copy("cloud", "B"), Copy("tape", "", offsite=True)]
    assert [is_offsite(one, copies) for one in copies] == [False, False, True, True]
    # Where the live data stands is unknown: another name proves nothing.
    assert not is_offsite(Copy("cloud", "B"), [Copy("disk", "", production=True)])


def test_at_022() -> None:
    three = [LIVE, Copy("disk", "A"), Copy("cloud", "B")]
    assert copies_score(three).of_three == 3
    assert [line.found for line in copies_score(three).lines] == [3, 2, 1, 0, 0]
    assert copies_score(three[:2]).of_three == 0


def test_an_immutable_live_disk_is_no_unchangeable_copy() -> None:
    assert not copies_score([Copy("disk", "A", unchangeable=True, production=True)]).lines[3].met


def test_a_damaged_copy_breaks_the_zero() -> None:
    assert copies_score([LIVE], restore_test_ok=True).lines[4].met
    assert not copies_score([LIVE], restore_test_ok=True, damaged_copies=1).lines[4].met
