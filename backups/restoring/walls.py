"""The wall around the child: no network, its own processes, its own user, its own file system.

bwrap shows the child only what it needs. Where bwrap does not work, unshare with a dropped user
serves as root: it covers what is known to matter, and for the rest the user that owns nothing
must do. Anything less is `none`: a normal user's unshare would leave the child the worker's own
rights.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backups.restoring.contract import Isolation, IsolationKind
from backups.restoring.walls_bwrap import bwrap
from backups.restoring.walls_inside import ROOM, SOURCES, WORK
from backups.restoring.walls_unshare import unshare

# Unused by every distribution and by systemd, and mapped in containers: a user for one test, so
# that it owns nothing else and its processes can be counted and killed.
FIRST_UID, LAST_UID = 60706, 61183
# The same interpreter with all its parts: another library found by chance would do for a while.
PROBE = "import os, psycopg2; os.listdir('/proc/self'); print(os.__file__)"
PROBE_SECONDS = 10


@dataclass(frozen=True)
class Walled:
    """The command line of the child, and its paths as the child sees them."""

    argv: tuple[str, ...]
    work: str
    sources: tuple[str, ...]


@cache
def isolation(allowed: tuple[IsolationKind, ...] = ("bwrap", "unshare")) -> Isolation:
    """What this machine offers, tried for real and once per process."""
    failures = []
    for kind in allowed:
        refusal = _tried(kind)
        if not refusal:
            return Isolation(kind)
        failures.append(f"{kind}: {refusal}")
    return Isolation("none", "; ".join(failures) or "nothing allowed")


def sandbox_uid() -> int | None:
    """A user for one test; None where this process cannot become another one."""
    # No secret: it only has to be one that is unlikely to be taken.
    return random.randint(FIRST_UID, LAST_UID) if os.geteuid() == 0 else None  # noqa: S311


def walled(
    kind: IsolationKind,
    child: Sequence[str],
    *,
    work: Path,
    uid: int | None,
    accounts: Path,
    sources: Sequence[Path] = (),
    readable: Sequence[Path] = (),
    hidden: Sequence[Path] = (),
    code: Path | None = None,
) -> Walled:
    """`child` behind the wall. `accounts`: a folder with the passwd and group it shall see.

    `readable` must be shown where everything else is hidden, `hidden` where it is not.
    """
    if kind == "bwrap":
        inside = tuple(f"{SOURCES}/{n}" for n in range(len(sources)))
        binds = list(zip(map(str, sources), inside, strict=True))
        argv = bwrap(child, work=work, uid=uid, accounts=accounts, binds=binds,
                      readable=readable, code=code)  # fmt: skip
        return Walled(argv, WORK, inside)
    inside = tuple(f"{ROOM}/sources/{n}" for n in range(len(sources)))
    binds = list(zip(map(str, sources), inside, strict=True))
    argv = unshare(child, work=work, uid=uid, accounts=accounts, binds=binds,
                    code=code, readable=readable, hidden=hidden)  # fmt: skip
    return Walled(argv, f"{ROOM}/work", inside)


def _tried(kind: IsolationKind) -> str:
    """Why this kind does not work here; empty where it does."""
    from tempfile import TemporaryDirectory

    uid = sandbox_uid()
    if kind == "unshare" and uid is None:
        return "needs root to give the child a user of its own"
    needed = {"bwrap": ("bwrap",), "unshare": ("unshare",)}[kind]
    for program in (*needed, *(("setpriv",) if uid is not None else ())):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    with TemporaryDirectory(prefix="bcm-probe-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "work" / "tmp").mkdir(parents=True)
        write_accounts(folder, uid)
        child = (sys.executable, "-I", "-c", PROBE)
        wall = walled(kind, child, work=folder / "work", uid=uid, accounts=folder)
        try:
            done = subprocess.run(
                wall.argv, capture_output=True, text=True, timeout=PROBE_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
    if done.returncode == 0 and done.stdout.strip() == os.__file__:
        return ""
    return (done.stderr.strip() or f"exit {done.returncode}")[-300:]


def write_accounts(folder: Path, uid: int | None) -> None:
    """passwd and group with the child's user: PostgreSQL looks its own name up."""
    uid = os.geteuid() if uid is None else uid
    gid = os.getegid() if uid == os.geteuid() else uid
    (folder / "passwd").write_text(f"root:x:0:0::/:/bin/false\nrestore:x:{uid}:{gid}::/:/bin/sh\n")
    (folder / "group").write_text(f"root:x:0:\nrestore:x:{gid}:\n")
    for name in ("passwd", "group"):
        (folder / name).chmod(0o644)
