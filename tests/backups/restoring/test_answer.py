"""What the child says is believed only where it is well formed: a backup may speak through it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from backups.restoring.answer import Answer
from backups.restoring.contract import RestoreResult
from backups.restoring.guard import Stopped

GOOD: dict[str, Any] = {
    "objects": 2,
    "checks": [{"name": "a", "outcome": "pass", "reason": "as_expected", "assertion": True}],
}


def answered(*lines: bytes | dict[str, Any], stopped: Stopped | None = None) -> RestoreResult:
    answer = Answer(lambda phase: None, clock=lambda: 0.0)
    for line in lines:
        answer.take(line if isinstance(line, bytes) else json.dumps(line).encode())
    return answer.result(stopped, 0, "")


def test_a_good_answer() -> None:
    assert answered({"result": GOOD}).outcome == "pass"


@pytest.mark.parametrize(
    "noise", [b"", b"{", b"[1]", b"null", b'"text"', b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}']
)
def test_noise_is_passed_over(noise: bytes) -> None:
    assert answered(noise, {"result": GOOD}).outcome == "pass"


@pytest.mark.parametrize(
    "result",
    [
        {**GOOD, "objects": "many"}, {**GOOD, "objects": -1}, {**GOOD, "checks": "good"},
        {**GOOD, "checks": [["a", "pass"]]},
        {**GOOD, "checks": [{"name": "a", "outcome": "splendid", "assertion": True}]},
        {**GOOD, "checks": [{"name": "a", "outcome": "pass", "assertion": "yes"}]},
    ],
)  # fmt: skip
def test_what_is_not_said_as_agreed_proves_nothing(result: dict[str, Any]) -> None:
    assert answered({"result": result}).outcome == "fail"


def test_everything_can_be_stored() -> None:
    said = {
        **GOOD, "objects": 10**40, "format": "a\0b", "output": "\udcff\0",
        "versions": {"x\0": "y\0"}, "data_stands_at": "yesterday",
    }  # fmt: skip
    result = answered({"result": said})

    assert result.objects == 2**62
    assert (result.format, result.output, result.data_stands_at) == ("a\ufffdb", "?\ufffd", None)
    assert result.tool_versions == {"x\ufffd": "y\ufffd"}


def test_a_flood_is_cut() -> None:
    check = {"name": "n" * 900, "outcome": "warn", "params": {"x": "y" * 9_000}, "assertion": True}
    result = answered({"result": {**GOOD, "checks": [check] * 5_000}})

    assert len(result.checks) == 1000
    assert (len(result.checks[0].name), result.checks[0].params) == (200, {})


def test_instants_without_a_zone_are_utc() -> None:
    result = answered({"result": {**GOOD, "data_stands_at": "2026-03-01 09:00:00"}})

    assert result.data_stands_at == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_silence_is_the_backups_fault_only_once_it_was_opened() -> None:
    assert answered().outcome == "not_run"
    assert (answered({"phase": "restore"}).outcome, answered({"phase": "restore"}).reason) == (
        "fail", "child_died",
    )  # fmt: skip


def test_a_good_answer_does_not_outweigh_the_guard() -> None:
    result = answered({"result": GOOD}, stopped=Stopped("too_many_bytes", {"limit_bytes": 1}))

    assert (result.outcome, result.reason) == ("fail", "too_many_bytes")
