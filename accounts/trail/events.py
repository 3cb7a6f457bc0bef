"""One stream out of all event tables, newest first, in a constant number of queries.

pghistory's own aggregate reads every table whole. Here each table gives its newest few rows
after the cursor through its index on time, and the few are merged: two statements for the
events, one for the names of what they point to, however many tables there are.
"""

# ruff: noqa: S608 - table and column names come from the models, all values are parameters

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.trail.kinds import Kind, kinds


@dataclass(frozen=True)
class Cursor:
    """The last event seen: events after it are older."""

    at: datetime
    number: int
    pgh_id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.number}_{self.pgh_id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """None for nonsense: the page then starts at the newest event."""
        try:
            at, number, pgh_id = text.rsplit("_", 2)
            instant = datetime.fromisoformat(at.replace(" ", "+"))
            return cls(instant, int(number), int(pgh_id)) if instant.tzinfo else None
        except ValueError:
            return None


@dataclass(frozen=True)
class Question:
    """What is asked of the trail; empty means "any"."""

    user_id: int | None = None
    type: str = ""
    object_id: str = ""
    code: str = ""
    since: datetime | None = None
    until: datetime | None = None
    action: str = ""
    after: Cursor | None = None


@dataclass(frozen=True)
class Event:
    """`data` is the row as it was after the event (before it, for a deletion)."""

    kind: Kind
    pgh_id: int
    at: datetime
    action: str
    object_id: str
    data: dict[str, Any]
    before: dict[str, Any] | None
    context: dict[str, Any]

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.at, self.kind.number, self.pgh_id)


def read(question: Question, limit: int) -> list[Event]:
    """At most `limit` events that answer, newest first."""
    asked = [kind for kind in kinds().values() if _may_answer(kind, question)]
    if not asked:
        return []
    parts, params = [], []
    for kind in asked:
        where, values = _where(kind, question)
        parts.append(
            f"(SELECT {kind.number} AS number, e.pgh_id, e.pgh_created_at FROM {_q(kind.table)} e"
            f" {where} ORDER BY e.pgh_created_at DESC, e.pgh_id DESC LIMIT %s)"
        )
        params += [*values, limit]
    merged = " UNION ALL ".join(parts)
    sql = (
        f"SELECT number, pgh_id, pgh_created_at FROM ({merged}) merged"
        " ORDER BY pgh_created_at DESC, number DESC, pgh_id DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, limit])
        keys = cursor.fetchall()
    return _load(keys)


def stream(question: Question, batch: int = 500) -> Iterator[list[Event]]:
    """All events that answer, batch by batch (for exports)."""
    while True:
        events = read(question, batch)
        if events:
            yield events
        if len(events) < batch:
            return
        question = replace(question, after=events[-1].cursor)


def _may_answer(kind: Kind, question: Question) -> bool:
    if question.type and kind.type != question.type:
        return False
    return kind.has_code or not question.code


def _where(kind: Kind, question: Question) -> tuple[str, list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []

    def add(condition: str, *given: Any) -> None:
        conditions.append(condition)
        values.extend(given)

    if question.since is not None:
        add("e.pgh_created_at >= %s", question.since)
    if question.until is not None:
        add("e.pgh_created_at < %s", question.until)
    if question.action:
        add("e.pgh_label = %s", question.action)
    if question.object_id:
        column = kind.model._meta.pk
        add(f"e.{_q(kind.object_column)} = %s", column.to_python(question.object_id))
    if question.code:
        add("e.code = %s", question.code)
    if question.user_id is not None:
        add(
            "e.pgh_context_id IN (SELECT id FROM pghistory_context WHERE metadata->>'user' = %s)",
            str(question.user_id),
        )
    if question.after is not None:
        after = question.after
        add("e.pgh_created_at <= %s", after.at)
        if kind.number == after.number:
            add("(e.pgh_created_at < %s OR e.pgh_id < %s)", after.at, after.pgh_id)
        elif kind.number > after.number:
            add("e.pgh_created_at < %s", after.at)
    return (f"WHERE {' AND '.join(conditions)}" if conditions else "", values)


def _load(keys: list[tuple[int, int, datetime]]) -> list[Event]:
    """The rows of `keys`, each with the row before it and its context: one statement."""
    if not keys:
        return []
    by_number = {kind.number: kind for kind in kinds().values()}
    ids: dict[int, list[int]] = {}
    for number, pgh_id, _at in keys:
        ids.setdefault(number, []).append(pgh_id)
    parts, params = [], []
    for number, some in ids.items():
        kind = by_number[number]
        one = _q(kind.object_column)
        parts.append(
            f"SELECT {number} AS number, e.pgh_id, e.pgh_created_at, e.pgh_label,"
            f" e.{one}::text, to_jsonb(e), b.data, c.metadata"
            f" FROM {_q(kind.table)} e LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id"
            f" LEFT JOIN LATERAL (SELECT to_jsonb(p) AS data FROM {_q(kind.table)} p"
            f" WHERE p.{one} = e.{one} AND p.pgh_id < e.pgh_id ORDER BY p.pgh_id DESC LIMIT 1)"
            f" b ON true WHERE e.pgh_id = ANY(%s)"
        )
        params.append(some)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        rows = {(row[0], row[1]): row for row in cursor.fetchall()}
    return [_event(by_number[key[0]], rows[key[0], key[1]]) for key in keys]


def _event(kind: Kind, row: tuple[Any, ...]) -> Event:
    _number, pgh_id, at, action, object_id, data, before, context = row
    return Event(
        kind=kind,
        pgh_id=pgh_id,
        at=at,
        action=action,
        object_id=object_id,
        data=_json(data),
        before=_json(before) if before is not None else None,
        context=_json(context) if context is not None else {},
    )


def _json(value: Any) -> Any:
    """Raw cursors hand jsonb out as text."""
    import json

    return json.loads(value) if isinstance(value, str) else value


def _q(name: str) -> str:
    return connection.ops.quote_name(name)
