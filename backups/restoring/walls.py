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
from shlex import quote

from backups.restoring.contract import MIB, Isolation, IsolationKind

# Unused by every distribution and by systemd, and mapped in containers: a user for one test, so
# that it owns nothing else and its processes can be counted and killed.
FIRST_UID, LAST_UID = 60706, 61183
# Names that nothing on the machine has: a folder bound there must not hide the interpreter.
CODE, WORK, SOURCES = "/restore-code", "/restore-work", "/restore-sources"
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
# Where unshare, which hides nothing by itself, arranges the same; and what it covers up.
ROOM = "/mnt"
HIDDEN = ("/home", "/srv", "/media", "/run", "/var")
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
        argv = _bwrap(child, work=work, uid=uid, accounts=accounts, binds=binds,
                      readable=readable, code=code)  # fmt: skip
        return Walled(argv, WORK, inside)
    inside = tuple(f"{ROOM}/sources/{n}" for n in range(len(sources)))
    binds = list(zip(map(str, sources), inside, strict=True))
    argv = _unshare(child, work=work, uid=uid, accounts=accounts, binds=binds,
                    code=code, hidden=hidden)  # fmt: skip
    return Walled(argv, f"{ROOM}/work", inside)


def python_folders() -> tuple[Path, ...]:
    """Where the interpreter and its packages live, as far as /usr does not hold them."""
    folders = {Path(sys.base_prefix).resolve(), Path(sys.prefix), Path(sys.prefix).resolve()}
    return tuple(sorted(_unseen(*folders)))


def _unseen(*folders: Path) -> tuple[Path, ...]:
    """Those that the system's own folders do not show anyway."""
    return tuple(folder for folder in folders if not folder.is_relative_to("/usr"))


def _bwrap(
    child: Sequence[str],
    *,
    work: Path,
    uid: int | None,
    accounts: Path,
    binds: Sequence[tuple[str, str]],
    readable: Sequence[Path],
    code: Path | None,
) -> tuple[str, ...]:
    argv = [
        *("bwrap", "--die-with-parent", "--new-session", "--clearenv"),
        *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *("--unshare-cgroup-try", "--hostname", "sandbox"),
        *(word for name, value in ENVIRONMENT.items() for word in ("--setenv", name, value)),
    ]
    if uid is None:
        argv += ["--unshare-user", "--disable-userns"]
    mounts = [(str(folder), str(folder)) for folder in _unseen(*python_folders(), *readable)]
    mounts += [*binds, *((str(accounts / name), f"/etc/{name}") for name in ("passwd", "group"))]
    if code is not None:
        mounts.append((str(code), f"{CODE}/{code.name}"))
    for folder in SYSTEM:
        if os.path.islink(folder):
            argv += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            mounts.append((folder, folder))
    mounts += [(file, file) for file in SYSTEM_FILES if os.path.exists(file)]
    # bwrap would make the folders above a mount for root alone.
    above = {str(parent) for _, inside in mounts for parent in Path(inside).parents} - {"/"}
    for parent in sorted(above - set(SYSTEM)):
        argv += ["--perms", "0755", "--dir", parent]
    for outside, inside in sorted(mounts, key=lambda mount: mount[1]):
        argv += ["--ro-bind", outside, inside]
    argv += [
        *("--proc", "/proc", "--dev", "/dev"),
        *("--size", str(64 * MIB), "--tmpfs", "/dev/shm"),  # noqa: S108
        *("--bind", str(work), WORK, "--bind", str(work / "tmp"), "/tmp"),  # noqa: S108
        *("--remount-ro", "/", "--chdir", "/"),
    ]
    if uid is not None:
        # Only what is needed to become that user; setpriv then gives it all up.
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            argv += ["--cap-add", capability]
        argv = [argv[0], "--cap-drop", "ALL", *argv[1:]]
    return (*argv, "--", *_becoming(uid), *child)


def _unshare(
    child: Sequence[str],
    *,
    work: Path,
    uid: int | None,
    accounts: Path,
    binds: Sequence[tuple[str, str]],
    code: Path | None,
    hidden: Sequence[Path],
) -> tuple[str, ...]:
    """Root arranges the mounts, then the child's user takes over for good."""
    mounts = [*binds, *((str(accounts / name), f"/etc/{name}") for name in ("passwd", "group"))]
    if code is not None:
        mounts.append((str(code), f"{ROOM}/code/{code.name}"))
    lines = ["set -e", f"mount -t tmpfs -o size=1m,mode=755 restore {ROOM}"]
    lines += [f"mkdir {ROOM}/{name}" for name in ("work", "sources", "code")]
    lines.append(f"mount --bind {quote(str(work))} {ROOM}/work")
    for outside, inside in mounts:
        make = "mkdir -p" if os.path.isdir(outside) else "touch"
        if inside.startswith(ROOM):
            lines.append(f"{make} {quote(inside)}")
        lines.append(f"mount --bind {quote(outside)} {quote(inside)}")
        lines.append(f"mount -o remount,bind,ro {quote(inside)}")
    for folder in (*map(Path, HIDDEN), *hidden):
        if folder.is_dir() and not any(one.is_relative_to(folder) for one in python_folders()):
            lines.append(f"mount -t tmpfs -o size=1m,mode=755,ro hidden {quote(str(folder))}")
    lines += [
        f"mount --bind {ROOM}/work/tmp /tmp",
        f"mount -o remount,ro {ROOM}",
        f"cd {ROOM}/work",
    ]
    environment = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
    lines.append(" ".join(map(quote, ["exec", "env", "-i", *environment, *_becoming(uid), *child])))
    return (
        *("unshare", "--net", "--pid", "--ipc", "--uts", "--mount", "--fork", "--kill-child"),
        *("--mount-proc", "--", "sh", "-c", "\n".join(lines)),
    )


def _becoming(uid: int | None) -> tuple[str, ...]:
    if uid is None:
        return ()
    return (
        *("/usr/bin/setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"),
        *("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--"),
    )


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
        child = (sys.executable, "-I", "-c", "import os; os.listdir('/proc/self')")
        wall = walled(kind, child, work=folder / "work", uid=uid, accounts=folder)
        try:
            done = subprocess.run(
                wall.argv, capture_output=True, text=True, timeout=PROBE_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
    return "" if done.returncode == 0 else (done.stderr.strip() or f"exit {done.returncode}")[-300:]


def write_accounts(folder: Path, uid: int | None) -> None:
    """passwd and group with the child's user: PostgreSQL looks its own name up."""
    uid = os.geteuid() if uid is None else uid
    gid = os.getegid() if uid == os.geteuid() else uid
    (folder / "passwd").write_text(f"root:x:0:0::/:/bin/false\nrestore:x:{uid}:{gid}::/:/bin/sh\n")
    (folder / "group").write_text(f"root:x:0:\nrestore:x:{gid}:\n")
    for name in ("passwd", "group"):
        (folder / name).chmod(0o644)
