"""What one call of a policy's secret address says about its run (docs/method.md §27.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Verdict = Literal["running", "on_time", "failed", "too_fast", "too_slow", "too_often"]


@dataclass(frozen=True)
class Limits:
    """Of a policy, in seconds; None says nothing. `interval_s` lies between two runs."""

    shortest_s: int | None = None
    longest_s: int | None = None
    interval_s: int | None = None


@dataclass(frozen=True)
class Judgement:
    """`duration_s` None when no start was told; `limit_s` is what was crossed."""

    verdict: Verdict
    duration_s: int | None = None
    limit_s: int | None = None


def judge_call(
    kind: str,
    at: datetime,
    *,
    exit_status: int | None = None,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    limits: Limits,
) -> Judgement:
    """`kind` is "start", "success", "fail" or "exit"; `started_at` is the start this call ends,
    `ended_at` when the run before it succeeded.

    A failure is nothing else besides. Two successes within half an interval are one too many,
    whatever their durations. Exactly a limit is within it.
    """
    if kind == "start":
        return Judgement("running")
    duration_s = None if started_at is None else _seconds(started_at, at)
    if kind == "fail" or (kind == "exit" and exit_status != 0):
        return Judgement("failed", duration_s)
    if duration_s is not None:
        if limits.shortest_s is not None and duration_s < limits.shortest_s:
            return Judgement("too_fast", duration_s, limits.shortest_s)
        if limits.longest_s is not None and duration_s > limits.longest_s:
            return Judgement("too_slow", duration_s, limits.longest_s)
    if ended_at is not None and limits.interval_s:
        apart_s = _seconds(ended_at, at)
        if apart_s * 2 < limits.interval_s:
            return Judgement("too_often", apart_s, limits.interval_s // 2)
    return Judgement("on_time", duration_s)


def still_running(started_at: datetime, at: datetime, limits: Limits) -> Judgement:
    """While no end was told: too slow as soon as the limit is passed."""
    duration_s = _seconds(started_at, at)
    if limits.longest_s is not None and duration_s > limits.longest_s:
        return Judgement("too_slow", duration_s, limits.longest_s)
    return Judgement("running", duration_s)


def _seconds(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds()))
