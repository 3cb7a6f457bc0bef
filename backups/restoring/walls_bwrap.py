"""The wall made of bubblewrap: the child sees what it needs and nothing else."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from backups.restoring.contract import MIB
from backups.restoring.walls_inside import (
    CODE,
    ENVIRONMENT,
    TMP,
    TMP_BYTES,
    WORK,
    becoming,
    holds_any,
    python_folders,
    unseen,
)

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime")


def bwrap(
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
    shown = unseen(*python_folders(), *readable)
    mounts = [(str(folder), str(folder)) for folder in shown]
    mounts += [*binds, *((str(accounts / name), f"/etc/{name}") for name in ("passwd", "group"))]
    if code is not None:
        mounts.append((str(code), f"{CODE}/{code.name}"))
    for folder in SYSTEM:
        if os.path.islink(folder):
            argv += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            mounts.append((folder, folder))
    mounts += [(file, file) for file in SYSTEM_FILES if os.path.exists(file)]
    # Before what is shown, which may lie beneath one of them.
    argv += ["--proc", "/proc", "--dev", "/dev"]
    argv += ["--size", str(64 * MIB), "--tmpfs", "/dev/shm"]  # noqa: S108
    if holds_any(TMP, shown):
        argv += ["--perms", "1777", "--size", str(TMP_BYTES), "--tmpfs", str(TMP)]
    else:
        argv += ["--bind", str(work / "tmp"), str(TMP)]
    # bwrap would make the folders above a mount for root alone.
    above = {str(parent) for _, inside in mounts for parent in Path(inside).parents} - {"/"}
    for parent in sorted(above - {*SYSTEM, str(TMP)}):
        argv += ["--perms", "0755", "--dir", parent]
    for outside, inside in sorted(mounts, key=lambda mount: mount[1]):
        argv += ["--ro-bind", outside, inside]
    argv += [
        *("--bind", str(work), WORK),
        *("--remount-ro", "/", "--chdir", "/"),
    ]
    if uid is not None:
        # Only what is needed to become that user; setpriv then gives it all up.
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            argv += ["--cap-add", capability]
        argv = [argv[0], "--cap-drop", "ALL", *argv[1:]]
    return (*argv, "--", *becoming(uid), *child)
