"""restic and borg: the newest snapshot out of a read-only repository, by the tool itself."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from backups.restoring.inside import files
from backups.restoring.inside.job import Failed, Job


def restic(job: Job, sources: list[Path]) -> None:
    program = _program("restic")
    _, version = job.run([program, "version"])
    job.version("restic", version.strip())
    secret = _secret(job, "RESTIC_PASSWORD")
    base: list[str | Path] = [
        program,
        "--repo",
        sources[0],
        "--password-file",
        secret,
        "--no-lock",
        "--no-cache",
    ]
    snapshots = _json(job, [*base, "snapshots", "--json"], "repository_unreadable")
    if not snapshots:
        raise Failed("nothing_restored", objects=0)
    newest = max(snapshots, key=lambda one: str(one.get("time", "")))
    job.phase("restore")
    job.target.mkdir(mode=0o700)
    code, text = job.run([*base, "restore", str(newest["id"]), "--target", job.target])
    if code != 0:
        raise Failed("restore_refused", error=_last(text), exit=code)
    _measured(job, str(newest["time"]))


def borg(job: Job, sources: list[Path]) -> None:
    program = _program("borg")
    _, version = job.run([program, "--version"])
    job.version("borg", version.strip())
    secret = _secret(job, "BORG_PASSPHRASE", needed=False)
    environment = job.environment(
        BORG_BASE_DIR=str(job.work / "borg"),
        BORG_RELOCATED_REPO_ACCESS_IS_OK="yes",
        BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK="yes",
        BORG_PASSCOMMAND=f"cat {secret}",
    )
    found = _json(job, [program, "--bypass-lock", "list", "--json", "--last", "1", sources[0]],
                  "repository_unreadable", environment)  # fmt: skip
    archives = found.get("archives", []) if isinstance(found, dict) else []
    if not archives:
        raise Failed("nothing_restored", objects=0)
    newest = archives[-1]
    job.phase("restore")
    job.target.mkdir(mode=0o700)
    code, text = job.run(
        [program, "--bypass-lock", "extract", "--numeric-ids", f"{sources[0]}::{newest['name']}"],
        cwd=job.target,
        env=environment,
    )
    if code != 0:
        raise Failed("restore_refused", error=_last(text), exit=code)
    _measured(job, str(newest.get("start", "")))


def _measured(job: Job, instant: str) -> None:
    size = files.size(job.target)
    if size > job.limits.output_bytes:
        raise Failed("too_many_bytes", limit_bytes=job.limits.output_bytes)
    job.restored(objects=files.count(job.target), size=size)
    job.stands_at(_microseconds(instant))
    files.check(job)


def _microseconds(instant: str) -> str:
    """restic writes nanoseconds, which Python does not read."""
    return re.sub(r"(\.\d{6})\d+", r"\1", instant)


def _program(name: str) -> str:
    found = shutil.which(name, path="/usr/bin:/bin")
    if found is None:
        raise Failed("program_missing", not_run=True, program=name)
    return found


def _secret(job: Job, name: str, *, needed: bool = True) -> Path:
    """The passphrase in a file that only this user may read, gone with the scratch folder."""
    if needed and not job.secrets.get(name):
        raise Failed("secret_missing", not_run=True, secret=name)
    file = job.work / f"secret-{name.lower()}"
    file.touch(mode=0o600)
    file.write_text(job.secrets.get(name, ""))
    return file


def _json(job: Job, argv: list[Any], reason: str, environment: dict[str, str] | None = None) -> Any:
    code, text = job.run(argv, env=environment)
    if code != 0:
        wrong_key = "wrong password" in text or "passphrase supplied" in text
        if wrong_key:
            raise Failed("wrong_secret", not_run=True)
        raise Failed(reason, error=_last(text), exit=code)
    whole = (job.work / "program.log").read_text(errors="replace")
    try:
        return json.loads(whole[min(i for i in (whole.find("["), whole.find("{")) if i >= 0) :])
    except ValueError as error:
        raise Failed(reason, error=str(error)[:300]) from error


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines or [""])[-1][:300]
