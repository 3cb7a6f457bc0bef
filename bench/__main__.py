"""`python -m bench [PART …] [--write]`: measure, print a table, with --write into the docs.

Each part runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence

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
    "plans",
    "backfills",
    *("incidents", "feed_load"),
    "drill_programme",
    "dashboard",
    *("report", "report_shared"),
)
# What a part needs done before, by a process whose memory is not counted.
BEFORE = {"report": "report_data", "report_shared": "report_shared_data"}


def asked(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line says; exits for --help and for what is no part and no option."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure speed on generated organisations, in a database of its own.",
        epilog=f"Parts: {', '.join(PARTS)}.",
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="only these; without, all")
    parser.add_argument("--write", action="store_true", help="the table into docs/benchmarks.md")
    found = parser.parse_intermixed_args(words)
    unknown = [part for part in found.parts if part not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)} (there are {', '.join(PARTS)})")
    return found


def main() -> int:
    options = asked()
    wanted = options.parts or list(PARTS)
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
    if options.write:
        write(results)
    return 1 if any(one["ok"] is False for one in results) else 0


if __name__ == "__main__":
    sys.exit(main())
