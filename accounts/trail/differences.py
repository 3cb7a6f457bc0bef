"""What an event changed, in the reader's words: field, old value, new value."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.trail.events import Event
from accounts.trail.kinds import SILENT
from accounts.trail.names import Key, Name, names_of
from lib.durations import format_duration

LONGEST = 200
# Columns that no form shows and that therefore have no words of their own.
UNLABELLED = {"order": _("order"), "sample": _("sample company")}


@dataclass(frozen=True)
class Difference:
    """`kind` is added, changed or removed (templates/components/_diff.html)."""

    label: str
    before: str | None
    after: str | None
    kind: str


@dataclass(frozen=True)
class Entry:
    """One event as a person reads it."""

    event: Event
    code: str
    name: str
    who: str
    asked_by: str
    url: str
    differences: list[Difference] = field(default_factory=list)

    @property
    def status(self) -> str:
        return {"insert": "added", "update": "changed", "delete": "removed"}[self.event.action]

    @property
    def address(self) -> str:
        return str(self.event.context.get("address", ""))

    @property
    def number(self) -> str:
        """The number of the request or task."""
        return str(self.event.context.get("request") or self.event.context.get("task_id") or "")

    @property
    def is_personal_only(self) -> bool:
        """Only columns that history does not keep were changed."""
        return self.event.action == "update" and not self.differences


def entries(events: Iterable[Event]) -> list[Entry]:
    """All events with their names resolved together (one query)."""
    listed = list(events)
    changes = [_changed_columns(event) for event in listed]
    names = names_of(_pointed_to(listed, changes))
    return [_entry(event, columns, names) for event, columns in zip(listed, changes, strict=True)]


def _changed_columns(event: Event) -> list[str]:
    """The columns to show, in the order of the model's fields.

    A new row lists what was said about it: no empty texts, no boxes left unticked.
    """
    shown = []
    for column in _columns(event):
        new = event.data.get(column)
        if event.action == "update" and event.before is not None:
            if new != event.before.get(column):
                shown.append(column)
        elif new is not False and new not in (None, "", [], {}):
            shown.append(column)
    return shown


def _columns(event: Event) -> list[str]:
    kept = event.kind.columns - SILENT
    fields = event.kind.model._meta.concrete_fields
    return [str(one.column) for one in fields if one.column in kept]


def _pointed_to(
    events: list[Event], changes: list[list[str]]
) -> set[tuple[type[models.Model], str]]:
    wanted: set[tuple[type[models.Model], str]] = set()
    for event, columns in zip(events, changes, strict=True):
        if not event.kind.has_code:
            wanted.add((event.kind.model, event.object_id))
            columns = _columns(event)
        if event.kind.has_code and not event.data.get("name") and not event.data.get("name_en"):
            wanted.add((event.kind.model, event.object_id))
        if event.context.get("user"):
            wanted.add((User, str(event.context["user"])))
        for column in columns:
            target = _target(event, column)
            for row in (event.data, event.before or {}):
                if target is not None and row.get(column) is not None:
                    wanted.add((target, str(row[column])))
    return wanted


def _target(event: Event, column: str) -> type[models.Model] | None:
    one = event.kind.field(column)
    return one.related_model if isinstance(one, models.ForeignKey) else None


def _entry(event: Event, columns: list[str], names: dict[Key, Name]) -> Entry:
    code, words = _called(event, names)
    actor = names.get((User._meta.label_lower, str(event.context.get("user") or "")))
    task = str(event.context.get("task") or "")
    who = actor.words if actor else ""
    return Entry(
        event=event,
        code=code,
        name=words,
        who=task
        or who
        or (gettext("Unknown") if event.context else gettext("Command line or SQL")),
        asked_by=who if task else "",
        url=f"/audit/{event.kind.type}/{event.object_id}/",
        differences=[_difference(event, column, names) for column in columns],
    )


def _called(event: Event, names: dict[Key, Name]) -> tuple[str, str]:
    """Code and name: of the event itself, of the object now, or of what a link connects."""
    now = names.get((event.kind.type, event.object_id), Name("", ""))
    if event.kind.has_code:
        chinese = (get_language() or "").startswith("zh")
        own = event.data.get("name") or event.data.get("name_zh" if chinese else "name_en")
        return event.data["code"], own or now.words
    ends = [
        names.get((target._meta.label_lower, str(event.data.get(column))))
        for column in _columns(event)
        if (target := _target(event, column)) is not None
    ]
    linked = " – ".join(end.code or end.words for end in ends if end)
    if now.code and not now.code.startswith("#"):
        return now.code, now.words
    return linked or now.words or f"#{event.object_id}", ""


def _label(column: Any) -> str:
    """The column's words; of one that no form shows, those of what it points to."""
    words = str(column.verbose_name)
    if column._verbose_name is None:
        if column.is_relation:
            words = str(column.related_model._meta.verbose_name)
        elif column.name in UNLABELLED:
            words = str(UNLABELLED[column.name])
    return str(capfirst(words))


def _difference(event: Event, column: str, names: dict[Key, Name]) -> Difference:
    one = event.kind.field(column)
    label = _label(one) if one is not None else column
    new = _shown(event, column, event.data.get(column), names)
    if event.action == "delete":
        return Difference(label, new, None, "removed")
    if event.action == "insert" or event.before is None:
        return Difference(label, None, new, "added")
    return Difference(label, _shown(event, column, event.before.get(column), names), new, "changed")


def _shown(event: Event, column: str, value: Any, names: dict[Key, Name]) -> str | None:
    """A value in words; None is "not set", 0 is a value."""
    if value is None:
        return None
    target = _target(event, column)
    if target is not None:
        name = names.get((target._meta.label_lower, str(value)))
        return _both(name) if name else f"#{value}"
    one = event.kind.field(column)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if one is not None and one.choices:
        return str(dict(one.flatchoices).get(value, value))
    if column.endswith("_s") and isinstance(value, int):
        return format_duration(value, get_language() or "en")
    if isinstance(one, models.DateTimeField):
        return _instant(str(value))
    if isinstance(value, (dict, list)):
        return _cut(_listed(value))
    if isinstance(value, (int, float)):
        return str(localize(value, use_l10n=False))
    return _cut(str(value))


def _both(name: Name) -> str:
    return f"{name.code} {name.words}".strip() if name.words != name.code else name.code


def _instant(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{localtime(at):%Y-%m-%d %H:%M:%S %z}" if at.tzinfo else text


def _listed(value: dict[str, Any] | list[Any]) -> str:
    if isinstance(value, list) and all(isinstance(one, (str, int)) for one in value):
        return ", ".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
