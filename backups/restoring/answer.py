"""Puts the result together from what the child said; believes only well-formed lines."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast, get_args

from backups.restoring.contract import (
    CheckResult,
    Outcome,
    Phase,
    PhaseName,
    RestoreResult,
)
from backups.restoring.guard import Stopped

OUTPUT_CHARACTERS = 20_000
CHECKS_AT_MOST, PARAMS_LETTERS, MOST = 1000, 8_000, 2**62
TIMED = ("prepare", "restore", "check")


class Answer:
    """Phases are timed by this process's clock, at the moment the child names them."""

    def __init__(
        self, report: Callable[[Phase], None], clock: Callable[[], float] = time.monotonic
    ):
        self._report, self._clock = report, clock
        self._phases: list[Phase] = []
        self._running: tuple[PhaseName, float] | None = None
        self._said: dict[str, Any] | None = None
        self._begun: set[str] = set()

    def begin(self, name: PhaseName) -> None:
        self.end()
        self._begun.add(name)
        self._running = (name, self._clock())
        self._report(Phase(name, None))

    def end(self) -> None:
        if self._running is None:
            return
        name, since = self._running
        self._running = None
        phase = Phase(name, round(self._clock() - since, 3))
        self._phases.append(phase)
        self._report(phase)

    def phases(self) -> tuple[Phase, ...]:
        return tuple(self._phases)

    def take(self, line: bytes) -> None:
        try:
            said = storable(json.loads(line, parse_constant=_no_number))
        except (ValueError, RecursionError):
            return
        if not isinstance(said, dict):
            return
        name = said.get("phase")
        if name in get_args(PhaseName) and name not in self._begun:
            self.begin(cast("PhaseName", name))
        if isinstance(said.get("result"), dict):
            self._said = said["result"]

    def result(self, stopped: Stopped | None, code: int | None, errors: str) -> RestoreResult:
        """The verdict; `code` is the child's exit status, `errors` the last of its stderr."""
        self.end()
        said = self._said or {}
        checks = tuple(map(_check, _dicts(said.get("checks"))[:CHECKS_AT_MOST]))
        outcome, reason, params = self._verdict(stopped, code, checks)
        return RestoreResult(
            outcome=outcome,
            reason=reason,
            params=params,
            checks=checks,
            objects=_count(said.get("objects")),
            bytes=_count(said.get("bytes")),
            restored_s=round(sum(p.seconds or 0 for p in self._phases if p.name in TIMED), 3),
            data_stands_at=_instant(said.get("data_stands_at")),
            output=str(storable(str(said.get("output") or "") + errors))[-OUTPUT_CHARACTERS:],
            tool_versions={str(k): str(v) for k, v in _mapping(said.get("versions")).items()},
            format=str(said.get("format") or ""),
        )

    def _verdict(
        self, stopped: Stopped | None, code: int | None, checks: tuple[CheckResult, ...]
    ) -> tuple[Outcome, str, Mapping[str, Any]]:
        if stopped is not None:
            return ("fail" if stopped.blames_backup else "not_run"), stopped.reason, stopped.params
        if self._said is None:
            # Before it touched the backup the child can only have failed on our side.
            blames = "restore" in self._begun
            return ("fail", "child_died", {"exit": code}) if blames else (
                "not_run", "sandbox_broken", {"exit": code})  # fmt: skip
        if self._said.get("reason"):
            outcome: Outcome = "not_run" if self._said.get("not_run") else "fail"
            return outcome, str(self._said["reason"]), _mapping(self._said.get("params"))
        return judged(_count(self._said.get("objects")), checks)


def judged(objects: int, checks: tuple[CheckResult, ...]) -> tuple[Outcome, str, Mapping[str, Any]]:
    """A finished restore: nothing restored or nothing claimed about it proves nothing."""
    if objects == 0:
        return "fail", "nothing_restored", {}
    if not any(check.assertion for check in checks):
        return "fail", "no_assertions", {}
    for outcome in ("fail", "not_run", "warn"):
        worst = [check for check in checks if check.outcome == outcome]
        if worst:
            said: Outcome = "fail" if outcome == "fail" else "warn"
            return said, worst[0].reason, {**worst[0].params, "check": worst[0].name}
    return "pass", "restored", {"objects": objects, "checks": len(checks)}


def storable(value: Any) -> Any:
    """Text that PostgreSQL can hold: names in archives may be any bytes, NUL included."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [storable(each) for each in value]
    if isinstance(value, dict):
        return {storable(key): storable(each) for key, each in value.items()}
    return value


def _check(said: dict[str, Any]) -> CheckResult:
    outcome = said.get("outcome")
    return CheckResult(
        name=str(said.get("name") or "")[:200],
        outcome=cast("Outcome", outcome) if outcome in get_args(Outcome) else "fail",
        reason=str(said.get("reason") or "")[:100],
        params=_mapping(said.get("params")),
        assertion=said.get("assertion") is True,
    )


def _dicts(value: object) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _mapping(value: object) -> dict[str, Any]:
    """Evidence is short: what is not is no evidence."""
    if not isinstance(value, dict) or len(json.dumps(value)) > PARAMS_LETTERS:
        return {}
    return value


def _count(value: object) -> int:
    return min(value, MOST) if isinstance(value, int) and value > 0 else 0


def _no_number(name: str) -> None:
    """PostgreSQL's JSON knows no NaN and no Infinity."""
    raise ValueError(name)


def _instant(value: object) -> datetime | None:
    """An ISO instant; one without a zone is UTC."""
    try:
        found = datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found
