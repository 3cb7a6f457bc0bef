"""What both walls have in common: names inside, the environment, becoming a user of one's own."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from backups.restoring.contract import MIB

# Names that nothing on the machine has: a folder bound there must not hide the interpreter.
CODE, WORK, SOURCES = "/restore-code", "/restore-work", "/restore-sources"
# Where unshare, which hides nothing by itself, arranges the same.
ROOM = "/mnt"
# The work's own folder is bound there. Where the interpreter lives beneath it, an empty one is
# instead, so that the folders above the interpreter are neither left behind nor the child's.
TMP, TMP_BYTES = Path("/tmp"), 64 * MIB  # noqa: S108
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def python_folders() -> tuple[Path, ...]:
    """Where the interpreter and its packages live, as far as /usr does not hold them."""
    folders = {Path(sys.base_prefix).resolve(), Path(sys.prefix), Path(sys.prefix).resolve()}
    return tuple(sorted(unseen(*folders)))


def unseen(*folders: Path) -> tuple[Path, ...]:
    """Those that the system's own folders do not show anyway."""
    return tuple(folder for folder in folders if not folder.is_relative_to("/usr"))


def holds_any(folder: Path, shown: Iterable[Path]) -> bool:
    return any(one.is_relative_to(folder) for one in shown)


def becoming(uid: int | None) -> tuple[str, ...]:
    if uid is None:
        return ()
    return (
        *("/usr/bin/setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"),
        *("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--"),
    )
