"""The job as the child knows it, and what it says about it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from backups.restoring.contract import Assertion, Limits

OUTPUT_CHARACTERS = 8_000


class Failed(Exception):
    """The restore ends here: the backup's fault, or `not_run` where it is not."""

    def __init__(self, reason: str, *, not_run: bool = False, **params: Any):
        self.reason, self.not_run, self.params = reason, not_run, params
        super().__init__(reason)


class Job:
    """What to do, where, within which limits; collects the result."""

    def __init__(self, said: dict[str, Any]):
        self.format: str = said["format"]
        self.sources = [Path(path) for path in said["sources"]]
        self.names: list[str] = said["names"]
        self.work = Path(said["work"])
        self.limits = Limits(**said["limits"])
        self.assertions = [Assertion(**row) for row in said["assertions"]]
        self.gap_query: str = said["gap_query"]
        self.secrets: dict[str, str] = said["secrets"]
        self.command: list[str] = said["command"] or []
        self.links: bool = said["links"]
        self.postgres_bin = Path(said["postgres_bin"] or "/nowhere")
        self.own_user: bool = said["own_user"]
        self.target = self.work / "out"
        self._result: dict[str, Any] = {"checks": [], "objects": 0, "bytes": 0, "versions": {}}
        self._processes: list[subprocess.Popen[bytes]] = []

    def phase(self, name: str) -> None:
        _say({"phase": name})

    def restored(self, *, objects: int, size: int) -> None:
        self._result.update(objects=objects, bytes=size)

    def stands_at(self, instant: str) -> None:
        self._result["data_stands_at"] = instant

    def recognised(self, name: str) -> None:
        self._result["format"] = name

    def version(self, tool: str, text: str) -> None:
        self._result["versions"][tool] = text[:200]

    def check(
        self, name: str, outcome: str, reason: str, *, assertion: bool = False, **params: Any
    ) -> None:
        self._result["checks"].append(
            {
                "name": name,
                "outcome": outcome,
                "reason": reason,
                "params": params,
                "assertion": assertion,
            }
        )

    def output(self, text: str) -> None:
        """The end of what a program printed; kept for whoever has to find the reason."""
        kept = self._result.get("output", "") + text
        self._result["output"] = kept[-OUTPUT_CHARACTERS:]

    def failed(self, failure: Failed) -> None:
        self._result.update(reason=failure.reason, not_run=failure.not_run, params=failure.params)

    def answer(self) -> None:
        _say({"result": self._result})

    def environment(self, **more: str) -> dict[str, str]:
        """For programs: a home in the scratch folder and nothing of the platform's."""
        home = self.work / "home"
        home.mkdir(mode=0o700, exist_ok=True)
        base = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(home)}
        return {**base, "TMPDIR": str(self.work / "tmp"), **more}

    def run(
        self,
        argv: Sequence[str | Path],
        *,
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
        stdin: Any = subprocess.DEVNULL,
    ) -> tuple[int, str]:
        """A program to its end: (exit status, the last of its output). Time is the guard's."""
        log = self.work / "program.log"
        with log.open("wb") as out:
            done = subprocess.run(
                [os.fspath(part) for part in argv],
                cwd=cwd or self.work,
                env=env or self.environment(),
                stdin=stdin,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
            )
        text = tail(log)
        if done.returncode != 0:
            self.output(text)
        return done.returncode, text

    def start(self, argv: Sequence[str | Path], log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as out:
            process = subprocess.Popen(
                [os.fspath(part) for part in argv],
                cwd=self.work,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self._processes.append(process)
        return process

    def stop_processes(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(signal.SIGQUIT)
        for process in self._processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def tail(file: Path, size: int = OUTPUT_CHARACTERS) -> str:
    with file.open("rb") as found:
        found.seek(max(0, found.seek(0, os.SEEK_END) - size))
        return found.read().decode(errors="replace")


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what, default=str) + "\n")
    sys.stdout.flush()
