"""Writing and checking chained timelines (EVT-1, EVT-2, TIM-3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from accounts.models import User
from followup.models import TimelineEvent, TimelineSource

Row = TypeVar("Row", bound=TimelineEvent)

# What has a timeline, with its entries, oldest first: ("ACT-2026-0001", entries) …
Timelines = Callable[[], Iterable[tuple[str, Iterable[TimelineEvent]]]]

_timelines: dict[str, Timelines] = {}


def register_timelines(name: str, timelines: Timelines) -> None:
    """Called from `AppConfig.ready` by every app with timelines, so that all are checked."""
    _timelines[name] = timelines


def all_timelines() -> Iterator[tuple[str, Iterable[TimelineEvent]]]:
    for timelines in _timelines.values():
        yield from timelines()


def append(
    model: type[Row],
    *,
    type: str,
    at: datetime,
    by: User | None,
    recorded_at: datetime | None = None,
    source: str = TimelineSource.UI.value,
    payload: dict[str, Any] | None = None,
    text: str = "",
    language: str = "",
    corrects: Row | None = None,
    **owner: Any,
) -> Row:
    """The next entry of the timeline of `owner` (action=…, incident=…).

    The caller holds the owner's row lock, so numbers follow each other without holes.
    """
    last = model._default_manager.filter(**owner).order_by("-seq").first()
    row = model(
        **owner,
        seq=1 if last is None else last.seq + 1,
        type=type,
        at=at,
        recorded_at=recorded_at or at,
        actor=by,
        source=source if by is not None else TimelineSource.SYSTEM.value,
        payload=payload or {},
        text=text,
        language=language,
        corrects=corrects,
        previous_digest="" if last is None else last.digest,
    )
    row.digest = digest_of(row)
    row.save(force_insert=True)
    return row


def canonical_of(row: TimelineEvent) -> str:
    """What the digest of an entry covers beside the digest before it, as text."""
    content = {
        "seq": row.seq,
        "type": row.type,
        "at": row.at.astimezone(UTC).isoformat(),
        "recorded_at": row.recorded_at.astimezone(UTC).isoformat(),
        "actor": row.actor_id,
        "source": row.source,
        "payload": row.payload,
        "text": row.text,
        "language": row.language,
        "corrects": row.corrects_id,  # type: ignore[attr-defined]
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(row: TimelineEvent) -> str:
    """SHA-256 of the digest before and of this entry's canonical JSON."""
    return hashlib.sha256((row.previous_digest + canonical_of(row)).encode()).hexdigest()


def broken_at(rows: Iterable[TimelineEvent]) -> int | None:
    """The first number whose entry is not as it was written (None: all are), oldest first."""
    before = ""
    for number, row in enumerate(rows, start=1):
        if row.seq != number or row.previous_digest != before or digest_of(row) != row.digest:
            return number
        before = row.digest
    return None
