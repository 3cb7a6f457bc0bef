"""One restore test by one worker: fetch the chain, restore it behind the wall, keep the result."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from backups import restoring
from backups.models import BackupSet, Outcome, RestoreTest
from backups.reading import SourceError
from backups.restoring.contract import HEADROOM
from backups.restoring.fetching import Fetched, NotFetched
from backups.restoring.guard import free_bytes
from backups.restoring.lease import Scratch, take
from backups.services import restore_queue
from backups.services.restore_fetching import OutsideHours, chain_of, credentials_of, fetch_set
from backups.services.restore_outcome import close
from backups.services.restore_places import (
    CommandUnknown,
    command_named,
    postgres_programs,
    protected_folders,
    scratch_folder,
)
from backups.services.restore_queue import LeaseLost

# A place outside its hours is asked again then; asked for by a person it is read at once.
LATER = timedelta(minutes=10)
CLOCKS_DIFFER = timedelta(minutes=5)
RENEW_EVERY_S = 5.0
# What the place or the machine is to blame for; everything else is the backup's own fault.
BLAMES_BACKUP = ("missing", "differs", "not_a_file")

Clock = Callable[[], datetime]


class Run:
    """Progress and lease of one test: every few seconds the row hears of it."""

    def __init__(self, test: RestoreTest, clock: Clock):
        self.test, self.clock = test, clock
        self.phases: list[dict[str, Any]] = []
        self._renewed = time.monotonic()
        self.cancelled = False

    def stop(self) -> bool:
        """To be asked all the time; renews the lease. Raises LeaseLost."""
        if time.monotonic() - self._renewed >= RENEW_EVERY_S / 5:
            self._renewed = time.monotonic()
            self.cancelled = restore_queue.renew(self.test, at=self.clock())
        return self.cancelled

    def phase(self, phase: restoring.Phase) -> None:
        if phase.seconds is None:
            self._keep(phase=phase.name)
        else:
            self.phases.append({"name": phase.name, "seconds": phase.seconds})
            self._keep(phases=self.phases)

    def _keep(self, **progress: Any) -> None:
        self.cancelled = restore_queue.renew(self.test, at=self.clock(), **progress)


def run(test: RestoreTest, *, clock: Clock = timezone.now) -> None:
    """Do it; the result is in the row. A lost lease leaves everything to whoever has it now."""
    held: Scratch | None = None
    progress = Run(test, clock)
    try:
        held = take(scratch_folder(), f"{test.code}-sources", None)
        _restore(test, held.folder, progress)
    except LeaseLost:
        return
    except OutsideHours:
        restore_queue.give_back(test, at=clock(), not_before=clock() + LATER)
    except SourceError as error:
        _not_run(test, clock, error.code, {"error": error.text[:300]})
    except OSError as error:
        _not_run(test, clock, "no_scratch", {"error": str(error)[:300]})
    finally:
        if held is not None:
            held.remove()


def _restore(test: RestoreTest, folder: Path, progress: Run) -> None:
    chain = chain_of(test.backup_set)
    test.chain = [one.code for one in chain]
    progress._keep(chain=test.chain)
    try:
        sources = _fetched(test, chain, folder, progress)
    except NotFetched as error:
        if error.code == "stopped" or progress.cancelled:
            restore_queue.cancelled(test, at=progress.clock(), phases=progress.phases)
            return
        blames = error.code in BLAMES_BACKUP
        outcome = Outcome.FAIL.value if blames else Outcome.NOT_RUN.value
        reason = error.code if error.code == "scratch_too_small" else f"fetch_{error.code}"
        close(test, outcome=outcome, reason=reason, params=error.params,
              at=progress.clock(), phases=progress.phases, chain=test.chain)  # fmt: skip
        return
    try:
        request = _request(test, [one.path for one in sources], sum(one.bytes for one in sources))
    except CommandUnknown as error:
        _not_run(test, progress.clock, "no_command", {"name": str(error)})
        return
    result = restoring.restore(request, report=progress.phase, stop=progress.stop)
    if result.reason == "cancelled":
        restore_queue.cancelled(test, at=progress.clock(), phases=progress.phases)
        return
    _keep(test, result, sources, progress)


def _fetched(
    test: RestoreTest, chain: list[BackupSet], folder: Path, progress: Run
) -> list[Fetched]:
    """The chain's copies in scratch, oldest first; `test.copy` is then the one of the set."""
    needed = int(sum(one.size_bytes or 0 for one in chain) * (1 + HEADROOM))
    if (free := free_bytes(folder)) < needed:
        raise NotFetched("scratch_too_small", needed_bytes=needed, free_bytes=free)
    progress.phase(restoring.Phase("fetch", None))
    begun = time.monotonic()
    try:
        found, asked_for = [], test.copy_id
        for number, one in enumerate(chain):
            fetched, test.copy = fetch_set(
                one,
                folder / f"set-{number}",
                preferred=asked_for if one.pk == test.backup_set_id else None,
                anytime=test.requested_by_id is not None,
                at=progress.clock(),
                stop=progress.stop,
            )
            found.append(fetched)
        return found
    finally:
        progress.phase(restoring.Phase("fetch", round(time.monotonic() - begun, 3)))


def _request(test: RestoreTest, sources: list[Path], size: int) -> restoring.RestoreRequest:
    policy = test.backup_set.policy
    chosen: Any = test.format or policy.restore_format
    command = command_named(policy.command) if chosen == "command" else None
    limits = restoring.Limits(seconds=policy.restore_limit_s, ratio=policy.expansion_limit)
    return restoring.RestoreRequest(
        format=chosen,
        sources=tuple(sources),
        scratch=scratch_folder(),
        limits=limits,
        assertions=tuple(_assertion(row) for row in policy.assertions),
        gap_query=policy.gap_query,
        secrets=_secrets(test),
        command=command.argv if command else None,
        programs=command.programs if command else (),
        expected_bytes=size,
        code=test.code,
        protected=protected_folders(),
        postgres_bin=postgres_programs(),
    )


def _assertion(row: dict[str, Any]) -> restoring.Assertion:
    return restoring.Assertion(
        name=str(row.get("name", "")),
        op=row.get("op", "exists"),
        value=row.get("value"),
        sql=str(row.get("sql") or ""),
        path=str(row.get("path") or ""),
    )


def _secrets(test: RestoreTest) -> dict[str, str]:
    """Passphrases of repositories lie with the location: `restic_password`, `borg_passphrase`."""
    held = credentials_of(test.copy) if test.copy is not None else {}
    return {
        name.upper(): value
        for name, value in held.items()
        if name in ("restic_password", "borg_passphrase")
    }


def _keep(
    test: RestoreTest, result: restoring.RestoreResult, sources: list[Fetched], progress: Run
) -> None:
    fetched = next((p["seconds"] for p in progress.phases if p["name"] == "fetch"), 0)
    compared = sum(one.compared for one in sources)
    checks = [asdict(check) for check in result.checks]
    if compared:
        checks.insert(0, {"name": "digests", "outcome": "pass", "reason": "digests_match",
                          "params": {"files": compared}, "assertion": False})  # fmt: skip
    outcome, stands_at = result.outcome, result.data_stands_at
    if stands_at is not None and stands_at > progress.clock() + CLOCKS_DIFFER:
        checks.append({"name": "gap_query", "outcome": "fail", "reason": "in_the_future",
                       "params": {"found": stands_at.isoformat()}, "assertion": False})  # fmt: skip
        outcome, stands_at = ("fail" if outcome in ("pass", "warn") else outcome), None
    ran = result.outcome != "not_run"
    progress._keep()  # the lease must still be ours
    close(
        test,
        outcome=outcome,
        reason=result.reason if outcome == result.outcome else "in_the_future",
        params=result.params if outcome == result.outcome else checks[-1]["params"],
        restored_s=fetched + result.restored_s if ran else None,
        data_stands_at=stands_at,
        checks=checks,
        at=progress.clock(),
        phases=progress.phases,
        chain=test.chain,
        objects_restored=result.objects,
        bytes_restored=result.bytes,
        isolation=result.isolation,
        tools=dict(result.tool_versions),
        output=result.output,
        format=result.format or test.format,
        copy=test.copy,
    )


def _not_run(test: RestoreTest, clock: Clock, reason: str, params: dict[str, Any]) -> None:
    close(test, outcome=Outcome.NOT_RUN.value, reason=reason, params=params, at=clock())
