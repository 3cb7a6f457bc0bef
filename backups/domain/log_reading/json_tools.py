"""Logs that tools print as JSON: a document, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from backups.domain.log_reading.result import LogResult, shortened
from backups.domain.log_reading.text_tools import is_failure

Objects = list[dict[str, Any]]


def read_json(text: str) -> LogResult | None:
    """None where it is no JSON of a tool we know. Lines between the objects are read as text:
    restic tells of a missing folder in plain words, and goes on."""
    whole = _document(text)
    if whole is not None:
        found = _pgbackrest(whole) or _barman(whole) or _borg_document(whole)
        if found is not None:
            return found
    objects, plain = _objects(text)
    found = _restic(objects) or _borg_lines(objects)
    if found is None:
        return None
    said = tuple(shortened(line) for line in plain if is_failure(line))
    if not said:
        return found
    return replace(found, success=False, errors=(*found.errors, *said))


def _restic(objects: Objects) -> LogResult | None:
    """`restic backup --json`: status lines, errors, and a summary only when it came to its end.

    Files that could not be read are errors of the run even though a snapshot was made (exit 3).
    """
    told = [one for one in objects if isinstance(one.get("message_type"), str)]
    if not told:
        return None
    errors = [_said(one) for one in told if one["message_type"] in ("error", "exit_error")]
    summary = next((one for one in told if one["message_type"] == "summary"), None)
    facts: dict[str, Any] = {}
    if summary is not None:
        names = {
            "snapshot_id": "id", "total_bytes_processed": "bytes",
            "total_files_processed": "files", "total_duration": "seconds", "data_added": "added",
        }  # fmt: skip
        facts = _named(summary, names)
        # `restic check --json` counts what it found.
        if _number(summary.get("num_errors")):
            errors.append(f"num_errors: {summary['num_errors']}")
    return LogResult("restic", summary is not None and not errors, tuple(errors), (), facts)


def _borg_lines(objects: Objects) -> LogResult | None:
    """`borg --log-json`: log messages with levels; the end code is said with `--show-rc`."""
    told = [one for one in objects if one.get("type") in BORG_TYPES]
    documents = [one for one in objects if _is_borg(one)]
    if not told and not documents:
        return None
    errors, warnings, success = [], [], None
    for one in told:
        level = str(one.get("levelname", "")).upper()
        message = _said(one)
        ended = _ended(message)
        if ended is not None:
            success = ended
        elif level in ("ERROR", "CRITICAL") or (level == "WARNING" and is_failure(message)):
            errors.append(message)
        elif level == "WARNING":
            warnings.append(message)
    facts: dict[str, Any] = {}
    for document in documents:
        facts |= _borg_facts(document)
        success = True if success is None else success
    if success is None and not errors:
        success = False  # it never said how it ended
    return LogResult("borg", bool(success) and not errors, tuple(errors), tuple(warnings), facts)


BORG_TYPES = (
    "log_message", "archive_progress", "progress_message", "progress_percent", "file_status",
)  # fmt: skip


def _borg_document(whole: Any) -> LogResult | None:
    """`borg create --json`: printed only at a good end."""
    if not isinstance(whole, dict) or not _is_borg(whole):
        return None
    return LogResult("borg", True, facts=_borg_facts(whole))


def _is_borg(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("archive"), dict) and "repository" in one


def _borg_facts(one: dict[str, Any]) -> dict[str, Any]:
    archive = one["archive"]
    stats = archive.get("stats")
    facts = _named(archive, {"id": "id", "name": "name", "duration": "seconds"})
    if isinstance(stats, dict):
        facts |= _named(stats, {"original_size": "bytes", "nfiles": "files"})
    return facts


def _ended(message: str) -> bool | None:
    """ "terminating with success status, rc 0"; with rc 1 the warnings say what was left out."""
    if "terminating with" not in message:
        return None
    return "terminating with error" not in message


def _pgbackrest(whole: Any) -> LogResult | None:
    """`pgbackrest info --output=json`: stanzas with a status and their backups."""
    if not isinstance(whole, list) or not whole:
        return None
    stanzas = [
        one for one in whole if isinstance(one, dict) and "backup" in one and "status" in one
    ]
    if len(stanzas) != len(whole):
        return None
    errors = []
    facts: dict[str, Any] = {}
    good = True
    for stanza in stanzas:
        name, status = stanza.get("name", ""), stanza["status"]
        if not isinstance(status, dict) or status.get("code") != 0:
            errors.append(f"{name}: {_said(status)}")
        backups = [one for one in stanza["backup"] or [] if isinstance(one, dict)]
        if not backups:
            good = False
            continue
        last = backups[-1]
        if last.get("error"):
            errors.append(f"{name}: {last.get('label', '')}: page checksum errors")
        facts |= _named(last, {"label": "id", "type": "kind", "prior": "parent"})
        info, times = last.get("info"), last.get("timestamp")
        if isinstance(info, dict):
            facts |= _named(info, {"size": "bytes"})
        if isinstance(times, dict):
            facts |= _named(times, {"start": "started", "stop": "stopped"})
    return LogResult("pgbackrest", good and not errors, tuple(map(shortened, errors)), (), facts)


def _barman(whole: Any) -> LogResult | None:
    """`barman -f json check`, `list-backups` or `show-backup`: one object per server."""
    if not isinstance(whole, dict) or not whole or "message_type" in whole:
        return None
    found = [_barman_server(name, said) for name, said in whole.items()]
    known = [one for one in found if one is not None]
    if len(known) != len(found):
        return None
    errors = [error for one in known for error in one.errors]
    facts = {name: value for one in known for name, value in one.facts.items()}
    return LogResult(
        "barman", all(one.success for one in known) and not errors, tuple(errors), (), facts
    )


# What an empty list of backups says.
NO_BACKUP = {"backup_id": "", "status": "NONE"}


def _barman_server(name: str, said: Any) -> LogResult | None:
    if isinstance(said, list):  # list-backups, newest first
        said = said[0] if said and isinstance(said[0], dict) else NO_BACKUP
    if not isinstance(said, dict):
        return None
    if "backup_id" in said and isinstance(said.get("status"), str):
        status = said["status"]
        facts = _named(said, {"backup_id": "id", "size_bytes": "bytes"})
        errors = () if status == "DONE" else (shortened(f"{name}: {status}"),)
        return LogResult("barman", status == "DONE", errors, (), facts)
    checks = {
        key: one
        for key, one in said.items()
        if isinstance(one, dict) and "status" in one and "hint" in one
    }
    if not checks:
        return None
    failed = [
        shortened(f"{name}: {key}: {one.get('hint') or one['status']}")
        for key, one in checks.items()
        if one["status"] != "OK"
    ]
    return LogResult("barman", not failed, tuple(failed))


def _document(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _objects(text: str) -> tuple[Objects, list[str]]:
    """The objects, one a line, and the lines that are none."""
    objects: Objects = []
    plain = []
    for line in text.splitlines():
        try:
            one = json.loads(line) if line.lstrip().startswith("{") else None
        except (ValueError, RecursionError):
            one = None
        if isinstance(one, dict):
            objects.append(one)
        else:
            plain.append(line)
    return objects, plain


def _said(one: Any) -> str:
    """The text of a message, wherever the tool puts it."""
    if not isinstance(one, Mapping):
        return shortened(str(one))
    for value in (one.get("message"), one.get("error")):
        if isinstance(value, dict):
            value = value.get("message") or json.dumps(value)
        if isinstance(value, str) and value:
            about = one.get("item")
            return shortened(f"{about}: {value}" if isinstance(about, str) and about else value)
    return shortened(json.dumps(dict(one), ensure_ascii=False))


def _named(one: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Plain values under our names."""
    found: Iterable[tuple[str, Any]] = ((ours, one.get(theirs)) for theirs, ours in names.items())
    return {name: value for name, value in found if isinstance(value, str | int | float)}


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
