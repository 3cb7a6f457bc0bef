"""What a restore test is asked to do and what it answers: plain values, no ORM, no settings.

Bytes and seconds throughout. Codes, not sentences: the pages translate them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

Format = Literal["auto", "pg_dump", "sql", "tar", "zip", "sqlite", "restic", "borg", "command"]
FORMATS: tuple[Format, ...] = (
    *("auto", "pg_dump", "sql", "tar", "zip", "sqlite", "restic", "borg", "command"),
)
PhaseName = Literal["fetch", "prepare", "restore", "check", "measure", "clean"]
Outcome = Literal["pass", "fail", "warn", "not_run"]
Operation = Literal["equals", "at_least", "exists", "sha256"]
IsolationKind = Literal["bwrap", "unshare", "none"]

MIB = 1024 * 1024
GIB = 1024 * MIB
# What a test writes beside the data itself: write-ahead log, indexes, temporary files.
HEADROOM = 1.2


@dataclass(frozen=True)
class Limits:
    """What the sandboxed child may use. `ratio` is produced bytes per byte read."""

    seconds: float = 3600
    memory_bytes: int = 4 * GIB
    output_bytes: int = 200 * GIB
    files: int = 2_000_000
    processes: int = 64
    file_bytes: int = 100 * GIB
    ratio: float = 200
    # Left alone on the disk of the scratch folder, whatever the test would still need.
    free_bytes: int = 512 * MIB


@dataclass(frozen=True)
class Assertion:
    """A claim about the restored data: a query's first value, or a file below the target.

    `sql` runs read-only in the restored database. `path` is relative to the restored tree:
    `exists`, `sha256` of the file, `equals` and `at_least` compare its size in bytes.
    """

    name: str
    op: Operation
    value: Any = None
    sql: str = ""
    path: str = ""


@dataclass(frozen=True)
class Isolation:
    """How the child is kept apart; `none` tells in `reason` why every restore is `not_run`."""

    kind: IsolationKind
    reason: str = ""


@dataclass(frozen=True)
class RestoreRequest:
    """One restore test. `sources`: the chain's local files, oldest first, already fetched.

    `protected`: folders of production (locations, the platform's own); a scratch folder that is
    one of them, holds one or lies in one is refused. `links`: accept links of an archive as far
    as they stay inside the target. `programs`: folders the administrator's command needs to see.
    """

    format: Format
    sources: tuple[Path, ...]
    scratch: Path
    limits: Limits = field(default_factory=Limits)
    assertions: tuple[Assertion, ...] = ()
    gap_query: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)
    command: tuple[str, ...] | None = None
    expected_bytes: int | None = None
    code: str = "test"
    protected: tuple[Path, ...] = ()
    links: bool = False
    programs: tuple[Path, ...] = ()
    postgres_bin: Path | None = None
    isolation: Isolation | None = None


@dataclass(frozen=True)
class Phase:
    """A part of the test; `seconds` is None while it runs."""

    name: PhaseName
    seconds: float | None


@dataclass(frozen=True)
class CheckResult:
    """One claim and what became of it. `assertion` marks those the policy asked for."""

    name: str
    outcome: Outcome
    reason: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    assertion: bool = False


@dataclass(frozen=True)
class RestoreResult:
    """`restored_s`: from the first step to checked data, without fetching and cleaning up."""

    outcome: Outcome
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)
    phases: tuple[Phase, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    objects: int = 0
    bytes: int = 0
    restored_s: float = 0
    data_stands_at: datetime | None = None
    output: str = ""
    isolation: str = "none"
    tool_versions: Mapping[str, str] = field(default_factory=dict)
    format: str = ""
