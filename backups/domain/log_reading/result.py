"""What one log says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST_LINE = 300


@dataclass(frozen=True)
class LogResult:
    """`success` None: no mark either way is known for this tool. `errors` and `warnings` are
    lines of the log (shortened), `facts` what it says of the backup: bytes, files, id, times."""

    tool: str
    success: bool | None = None
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def shortened(line: str) -> str:
    line = line.strip()
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"
