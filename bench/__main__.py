"""`python -m bench [--write]`: measure all, print a table, with --write into the docs.

Each part runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from bench.table import as_text, write

PARTS = (
    *("lists", "assessments", "many", "map", "imports", "analysis", "growth", "gap_rows"),
    "engine",
    "what_if",
    "recovery",
    *("reading_large", "reading_cold", "reading_small"),
    *("verifying_small", "verifying_killed"),
    *("clocks", "messages", "actions", "calendar", "inbox"),
    *("backups", "backup_arrivals", "backup_scan"),
    "report",
)
# What a part needs done before, by a process whose memory is not counted.
BEFORE = {"report": "report_data"}


def main() -> int:
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")] or list(PARTS)
    if os.environ.get("DATABASE_URL"):
        print("The bench empties its database: only the embedded one. Unset DATABASE_URL.")
        return 2
    results: list[dict[str, object]] = []
    for part in [step for one in wanted for step in (BEFORE.get(one), one) if step]:
        print(f"{part} …", file=sys.stderr, flush=True)
        done = subprocess.run(
            [sys.executable, "-m", "bench.part", part],
            env=os.environ | {"BCM_DB_NAME": "bcm_bench", "DEBUG": "0", "LOG_LEVEL": "ERROR"},
            stdout=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            print(f"{part} failed", file=sys.stderr)
            return 1
        results += json.loads(done.stdout.splitlines()[-1])
    print(as_text(results))
    if "--write" in sys.argv:
        write(results)
    return 1 if any(one["ok"] is False for one in results) else 0


if __name__ == "__main__":
    sys.exit(main())
