"""A finished pack in the administrator's folder: whole or not at all.

`PACK_ROOT` (environment) is the only place; the settings page names a folder below it. A pack
that cannot be stored stays downloadable; why is written down and told.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lib.errors import Refused
from lib.stored_bytes import pieces_of
from plans.models import OfflinePack, PlanSettings
from plans.pack_messages import tell_not_stored

log = logging.getLogger("bcm.plans")


def folder_of(name: str) -> Path | None:
    """The folder below PACK_ROOT, None when none is asked for. Raises Refused for a name that
    leads out of it (a link too), or when there is no PACK_ROOT."""
    if not name.strip():
        return None
    if settings.PACK_ROOT is None:
        words = _("The server has no PACK_ROOT: see the chapter on packs in docs/operations.md.")
        raise Refused("no_root", words, "pack_folder")
    root = Path(settings.PACK_ROOT).resolve()
    folder = (root / name.strip()).resolve()
    if folder != root and root not in folder.parents:
        raise Refused("outside", _("The folder must lie below PACK_ROOT."), "pack_folder")
    return folder


def name_of(pack: OfflinePack) -> str:
    return f"{pack.code}-{pack.requested_at:%Y%m%d-%H%M}.zip"


def store_pack(pack: OfflinePack, content: IO[bytes], *, at: datetime) -> None:
    """Put it into the folder, if there is one. Never raises for what a disk can do."""
    try:
        folder = folder_of(PlanSettings.current().pack_folder)
        if folder is None:
            return
        pack.stored_at, pack.store_failure = str(_written(folder, name_of(pack), content)), ""
    except Refused as refusal:
        pack.stored_at, pack.store_failure = "", str(refusal.problems[0].message)[:500]
    except OSError as error:
        log.warning("pack %s could not be stored: %s", pack.code, error)
        pack.stored_at, pack.store_failure = "", (error.strerror or str(error))[:500]
    pack.save(update_fields=["stored_at", "store_failure"])
    if pack.store_failure:
        tell_not_stored(pack, at=at)


def _written(folder: Path, name: str, content: IO[bytes]) -> Path:
    """Under its name only when all of it is on the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.part"
    try:
        content.seek(0)
        with part.open("wb") as file:
            for piece in pieces_of(content):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, folder / name)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return folder / name


def remove_stored(packs: Iterable[OfflinePack]) -> int:
    """Expired packs leave the folder as well: only files this platform put there."""
    gone = 0
    for pack in packs:
        path = Path(pack.stored_at) if pack.stored_at else None
        if path is None or path.name != name_of(pack):
            continue
        try:
            path.unlink()
            gone += 1
        except FileNotFoundError:
            pass
        except OSError as error:
            log.warning("pack %s could not be removed: %s", pack.code, error)
            continue
        pack.stored_at = ""
        pack.save(update_fields=["stored_at"])
    return gone
