"""`make check`: everything that reads the code without running it; all of it, then the verdict.

`make check ARGS=lint,types` runs only the ones named.
"""

import os
import subprocess
import sys
import time

CHECKS: dict[str, list[str]] = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "layers": ["lint-imports", "--no-cache"],
    "types": ["mypy"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "deployment": ["python", "manage.py", "check", "--fail-level", "WARNING"],
    "translations": ["python", "-m", "tools.messages", "check"],
}


def main(names: list[str]) -> int:
    chosen = [name for part in names for name in part.split(",")] or list(CHECKS)
    if unknown := [name for name in chosen if name not in CHECKS]:
        sys.exit(f"{', '.join(unknown)}: none of {', '.join(CHECKS)}")
    failed = [name for name in chosen if not _passes(name)]
    print(f"\nmake check: {len(chosen) - len(failed)} passed, {len(failed)} failed", *failed)
    return 1 if failed else 0


def _passes(name: str) -> bool:
    began = time.monotonic()
    program, *arguments = CHECKS[name]
    result = subprocess.run(
        [os.path.join(os.path.dirname(sys.executable), program), *arguments],
        env={**os.environ, "BCM_NO_SERVERS": "1", "PYTHONWARNINGS": "ignore::RuntimeWarning"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    passed = result.returncode == 0
    verdict = "ok" if passed else "FAILS"
    print(f"{name:<14}{verdict}  ({time.monotonic() - began:.1f} s)", flush=True)
    if not passed:
        print(result.stdout.rstrip(), flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
