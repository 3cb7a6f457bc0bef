"""What people changed in the period: policies, quarantines and their release. From the history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from backups.bundle.scope import CHUNK, Scope
from backups.models import BackupPolicy, BackupSet
from lib.history import event_model

Rows = Iterator[Mapping[str, Any]]
# Counted up by every change, or says when it was.
BOOKKEEPING = {"version", "created_at", "updated_at", "id"}


def policy_changes(scope: Scope) -> Rows:
    """Who made, changed or removed a policy when; `changed`: field → [before, after]."""
    events: Any = event_model(BackupPolicy)
    names = [
        field.attname
        for field in BackupPolicy._meta.concrete_fields
        if field.attname in {one.attname for one in events._meta.concrete_fields}
    ]
    rows = events._default_manager.filter(pgh_created_at__lte=scope.until)
    if scope.policy_ids is not None:
        rows = rows.filter(pgh_obj_id__in=scope.policy_ids)
    rows = rows.order_by("pgh_obj_id", "pgh_id").select_related("pgh_context")
    before: Any = None
    for event in rows.iterator(chunk_size=CHUNK):
        same = before is not None and before.pgh_obj_id == event.pgh_obj_id
        changed = _differences(before if same else None, event, names)
        before = event
        if event.pgh_created_at > scope.since and (changed or event.pgh_label != "update"):
            yield {
                "policy": event.code, "what": event.pgh_label, "at": event.pgh_created_at,
                "by": who(event.pgh_context), "changed": changed,
            }  # fmt: skip


def _differences(before: Any, after: Any, names: list[str]) -> dict[str, list[Any]]:
    if before is None:
        return {}
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in names}
    return {
        name: pair for name, pair in pairs.items() if name not in BOOKKEEPING and pair[0] != pair[1]
    }


def who(context: Any) -> str:
    """The number of the user as the audit trail keeps it; "" for the platform itself."""
    return "" if context is None else str(context.metadata.get("user") or "")


def releases(scope: Scope) -> Rows:
    """Quarantines and their releases, each once, in the order of time."""
    found = [*_marks(scope, "quarantined_at"), *_marks(scope, "released_at")]
    yield from sorted(found, key=lambda one: (one["at"], one["set"]))


def _marks(scope: Scope, field: str) -> Iterator[dict[str, Any]]:
    events = event_model(BackupSet)
    rows = events._default_manager.filter(pgh_created_at__lte=scope.until)
    rows = scope.within(scope.of_policies(rows, "policy_id"), field)
    rows = rows.order_by("pgh_obj_id", field, "pgh_id").distinct("pgh_obj_id", field)
    released = field == "released_at"
    reason = "release_reason" if released else "quarantine_reason"
    for code, system, at, words, name, hint in rows.values_list(
        "code", "policy__system__code", field, reason, "released_by__username", "suspicion"
    ).iterator(chunk_size=CHUNK):  # fmt: skip
        yield _mark(code, system, at, words, name if released else "", hint, released)


def _mark(
    code: str, system: str, at: datetime, words: str, name: str | None, hint: Any, released: bool
) -> dict[str, Any]:
    return {
        "what": "released" if released else "quarantined", "set": code, "system": system,
        "at": at, "reason": words, "by": name or "", "suspicion": hint,
    }  # fmt: skip
