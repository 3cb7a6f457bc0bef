"""How the launcher talks: one line for each step, one line for what stops it."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINES_OF_A_FAILED_PROGRAM = 15


class Stop(SystemExit):
    """The launcher cannot go on; the text is the one line that says what to do."""


def step(text: str) -> None:
    print(f"  {text}", flush=True)


def run(command: Sequence[str | Path], *, failure: str, env: dict[str, str] | None = None) -> None:
    """Run a program silently; if it fails, show its last lines and stop with `failure`."""
    result = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if result.returncode != 0:
        print("\n".join(result.stdout.splitlines()[-LINES_OF_A_FAILED_PROGRAM:]), flush=True)
        raise Stop(failure)
