"""The wall made of name spaces alone, for root: what matters is covered, the user owns nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from shlex import quote

from backups.restoring.walls_inside import (
    ENVIRONMENT,
    ROOM,
    TMP,
    TMP_BYTES,
    becoming,
    holds_any,
    python_folders,
    unseen,
)

# Where the room is arranged, and then moved, when something that it needs lies beneath its place.
STAGE = "/sys"
HIDDEN = ("/home", "/root", "/srv", "/media", "/run", "/var")


def unshare(
    child: Sequence[str],
    *,
    work: Path,
    uid: int | None,
    accounts: Path,
    binds: Sequence[tuple[str, str]],
    code: Path | None,
    readable: Sequence[Path],
    hidden: Sequence[Path],
) -> tuple[str, ...]:
    """Root arranges the mounts, then the child's user takes over for good."""
    mounts = [*binds, *((str(accounts / name), f"/etc/{name}") for name in ("passwd", "group"))]
    if code is not None:
        mounts.append((str(code), f"{ROOM}/code/{code.name}"))
    shown = unseen(*python_folders(), *readable)
    needed = (work, *(Path(outside) for outside, _inside in mounts), *shown)
    stage = STAGE if holds_any(Path(ROOM), needed) else ROOM
    lines = ["set -e", f"mount -t tmpfs -o size=1m,mode=755 restore {stage}"]
    lines += [f"mkdir {stage}/{name}" for name in ("work", "sources", "code")]
    lines.append(f"mount --bind {quote(str(work))} {stage}/work")
    for outside, inside in mounts:
        make = "mkdir -p" if os.path.isdir(outside) else "touch"
        if inside.startswith(ROOM):
            inside = stage + inside.removeprefix(ROOM)
            lines.append(f"{make} {quote(inside)}")
        lines.append(f"mount --bind {quote(outside)} {quote(inside)}")
        lines.append(f"mount -o remount,bind,ro {quote(inside)}")
    for number, folder in enumerate(shown):
        kept = f"{stage}/shown-{number}"
        lines += [f"mkdir {kept}", f"mount --bind {quote(str(folder))} {kept}"]
    if stage != ROOM:
        lines.append(f"mount --move {stage} {ROOM}")
    covers = _outermost(folder for folder in (*map(Path, HIDDEN), *hidden) if folder.is_dir())
    lines += _covered([one for one in covers if not one.is_relative_to(ROOM)], shown)
    if not holds_any(TMP, shown):
        lines.append(f"mount --bind {ROOM}/work/tmp {TMP}")
    lines += [
        f"mount -o remount,ro {ROOM}",
        f"cd {ROOM}/work",
    ]
    environment = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
    lines.append(" ".join(map(quote, ["exec", "env", "-i", *environment, *becoming(uid), *child])))
    return (
        *("unshare", "--net", "--pid", "--ipc", "--uts", "--mount", "--fork", "--kill-child"),
        *("--mount-proc", "--", "sh", "-c", "\n".join(lines)),
    )


def _outermost(folders: Iterable[Path]) -> list[Path]:
    """Without those that lie in another one: covering that one hides them already."""
    every = sorted(set(folders))
    return [one for one in every if not any(one.is_relative_to(o) for o in every if o != one)]


def _covered(covers: Sequence[Path], shown: Sequence[Path]) -> list[str]:
    """Empty folders over the hidden ones; what must be shown is put back where it was."""
    lines = []
    if holds_any(TMP, shown):
        covers = [one for one in covers if not one.is_relative_to(TMP)]
        lines.append(f"mount -t tmpfs -o size={TMP_BYTES},mode=1777 tmp {TMP}")
    for folder in covers:
        lines.append(f"mount -t tmpfs -o size=1m,mode=755 hidden {quote(str(folder))}")
    for number, folder in enumerate(shown):
        place = quote(str(folder))
        if any(folder.is_relative_to(cover) for cover in (*covers, TMP, Path(ROOM))):
            lines += [f"mkdir -p {place}", f"mount --bind {ROOM}/shown-{number} {place}"]
            lines.append(f"mount -o remount,bind,ro {place}")
    return [*lines, *(f"mount -o remount,ro {quote(str(folder))}" for folder in covers)]
