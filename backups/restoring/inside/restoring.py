"""From sources to the restorer of their format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backups.restoring.inside import (
    commands,
    dumps,
    plain_sql,
    repositories,
    sqlites,
    tars,
    zips,
)
from backups.restoring.inside.detection import head_of, payload_of, recognised
from backups.restoring.inside.job import Failed, Job
from backups.restoring.inside.unpacking import unpack

RESTORERS: dict[str, Callable[[Job, list[Path]], None]] = {
    "pg_dump": dumps.run,
    "sql": plain_sql.run,
    "tar": tars.run,
    "zip": zips.run,
    "sqlite": sqlites.run,
    "restic": repositories.restic,
    "borg": repositories.borg,
    "command": commands.run,
}
# Of these a later set replaces or adds to what an earlier one brought back.
CHAINED = ("tar", "zip", "sql", "command")
UNPACKED_AT_MOST = 2


def run(job: Job) -> None:
    job.phase("prepare")
    if job.format == "command":
        kinds, sources = {"command"}, job.sources
    else:
        payload = [file for source in job.sources for file in payload_of(source)]
        found = [_opened(job, source, n) for n, source in enumerate(payload)]
        kinds, sources = {kind for kind, _ in found}, [path for _, path in found]
    if len(kinds) != 1:
        raise Failed("mixed_formats", formats=sorted(kinds))
    kind = kinds.pop()
    job.recognised(kind)
    if job.format not in ("auto", kind):
        raise Failed("other_format", expected=job.format, found=kind)
    if len(sources) > 1 and kind not in CHAINED:
        raise Failed("chain_not_supported", not_run=True, format=kind)
    RESTORERS[kind](job, sources)


def _opened(job: Job, source: Path, number: int) -> tuple[str, Path]:
    """The format and the file that has it: decompressed, unless it is a tar (that one streams)."""
    for layer in range(UNPACKED_AT_MOST + 1):
        head = head_of(source)
        kind = recognised(source, head)
        if not kind.startswith("unpack:"):
            return kind, source
        compression = kind.removeprefix("unpack:")
        if tars.holds_tar(job, source, compression):
            return "tar", source
        if layer == UNPACKED_AT_MOST:
            break
        unpacked = unpack(job, source, compression, number * 10 + layer)
        if layer:
            source.unlink()
        source = unpacked
    raise Failed("too_many_layers", limit=UNPACKED_AT_MOST)
