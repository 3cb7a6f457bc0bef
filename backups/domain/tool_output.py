"""What restic, Borg and pgBackRest print of a run, as the facts of a backup set.

Whether the run succeeded is `log_reading`'s to say; here is what stands in it besides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

TOOLS = ("restic", "borg", "pgbackrest")
_KINDS = {"full": "full", "diff": "differential", "incr": "incremental"}


class NoOutput(ValueError):  # a refusal, told at the command line
    """The text is nothing this tool prints at the end of a backup."""


@dataclass(frozen=True)
class Told:
    """`kind` "" where the tool does not tell; `parent_label` its own name of what it builds on."""

    tool: str
    label: str = ""
    parent_label: str = ""
    kind: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    size_bytes: int | None = None
    files: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def read_tool(tool: str, text: str, *, zone: str = "UTC") -> Told:
    """`zone` is that of the machine: Borg prints its local time without an offset.

    Raises NoOutput.
    """
    readers = {"restic": _restic, "borg": _borg, "pgbackrest": _pgbackrest}
    try:
        found = readers[tool](text, ZoneInfo(zone))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise NoOutput(tool) from error
    return found


def _restic(text: str, zone: ZoneInfo) -> Told:
    """`restic backup --json`: its summary; a snapshot stands for the start of the run."""
    [*_others, last] = [one for one in _objects(text) if one.get("message_type") == "summary"]
    seconds = float(last.get("total_duration") or 0)
    started = _instant(last.get("backup_start"), zone)
    ended = _instant(last.get("backup_end"), zone)
    if started and not ended:
        ended = started + timedelta(seconds=seconds)
    return Told(
        "restic",
        label=str(last.get("snapshot_id", "")),
        started_at=started,
        finished_at=ended,
        size_bytes=_whole(last.get("total_bytes_processed")),
        files=_whole(last.get("total_files_processed")),
        facts=_only(last, "snapshot_id", "data_added", "files_new", "files_changed", "dry_run"),
    )


def _borg(text: str, zone: ZoneInfo) -> Told:
    """`borg create --json`, also where other lines stand around it."""
    [archive, *_others] = [one["archive"] for one in _documents(text) if "archive" in one]
    stats = archive.get("stats") or {}
    return Told(
        "borg",
        label=str(archive.get("name") or archive.get("id", "")),
        started_at=_instant(archive.get("start"), zone),
        finished_at=_instant(archive.get("end"), zone),
        size_bytes=_whole(stats.get("original_size")),
        files=_whole(stats.get("nfiles")),
        facts=_only(archive, "id", "name") | _only(stats, "deduplicated_size", "compressed_size"),
    )


def _pgbackrest(text: str, zone: ZoneInfo) -> Told:
    """`pgbackrest info --output=json`: the newest backup of its one stanza."""
    [stanza] = json.loads(text)
    last = stanza["backup"][-1]
    times, info = last["timestamp"], last.get("info") or {}
    return Told(
        "pgbackrest",
        label=str(last["label"]),
        parent_label=str(last.get("prior") or ""),
        kind=_KINDS[last["type"]],
        started_at=datetime.fromtimestamp(times["start"], UTC),
        finished_at=datetime.fromtimestamp(times["stop"], UTC),
        size_bytes=_whole(info.get("size")),
        facts=_only(last, "label", "type", "prior") | {"stanza": str(stanza.get("name", ""))},
    )


def _objects(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        if line.lstrip().startswith("{"):
            try:
                one = json.loads(line)
            except ValueError:
                continue
            if isinstance(one, dict):
                yield one


def _documents(text: str) -> Iterator[dict[str, Any]]:
    start = text.find("{")
    while start >= 0:
        try:
            one, end = json.JSONDecoder().raw_decode(text, start)
        except ValueError:
            start = text.find("{", start + 1)
            continue
        if isinstance(one, dict):
            yield one
        start = text.find("{", end)


def _instant(value: Any, zone: ZoneInfo) -> datetime | None:
    if not isinstance(value, str):
        return None
    # restic prints nanoseconds, Python reads microseconds.
    head, dot, rest = value.replace("Z", "+00:00").partition(".")
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    micros = dot + digits[:6].ljust(6, "0") if dot else ""
    at = datetime.fromisoformat(head + micros + rest[len(digits) :])
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _only(one: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: one[name] for name in names if one.get(name) is not None}
