"""Two versions of one form side by side: theirs (saved meanwhile) and mine (just posted).

A view that catches `StaleVersion` answers `render(..., "base_conflict.html", {"conflict":
conflict(...)}, status=409)`. The person's choice comes back to the same edit view, which reads
`merged(request.POST)` instead of `request.POST`; without a choice in it that is the same data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

_CARRIER = "mine-"
_CURRENT = "theirs-"
_PICK = "pick-"


@dataclass(frozen=True)
class Row:
    name: str
    label: str
    theirs: str
    mine: str


@dataclass
class Conflict:
    """`rows` differ; `carried` are hidden inputs holding both versions."""

    action: str
    by: Any = None
    at: datetime | None = None
    rows: list[Row] = field(default_factory=list)
    carried: list[tuple[str, str]] = field(default_factory=list)


def conflict(
    *,
    mine: forms.BaseForm,
    theirs: forms.BaseForm,
    version: int,
    action: str = "",
    by: Any = None,
    at: datetime | None = None,
) -> Conflict:
    """`mine` is bound to what was posted, `theirs` unbound on the current record."""
    found = Conflict(action=action, by=by, at=at)
    for name in mine.fields:
        if name == "version":
            continue
        ours, saved = _raw(mine[name]), _raw(theirs[name])
        if ours == saved:
            found.carried += [(mine[name].html_name, value) for value in ours]
            continue
        found.carried += [(_CARRIER + mine[name].html_name, value) for value in ours]
        found.carried += [(_CURRENT + mine[name].html_name, value) for value in saved]
        label = str(mine[name].label or name)
        found.rows.append(
            Row(mine[name].html_name, label, _shown(theirs[name], saved), _shown(mine[name], ours))
        )
    found.carried.append(
        (mine["version"].html_name if "version" in mine.fields else "version", str(version))
    )
    return found


def merged(posted: QueryDict) -> QueryDict:
    """The posted data with every `pick-<field>` resolved to the chosen version."""
    chosen = QueryDict(mutable=True)
    for name in posted:
        if name.startswith(_PICK):
            target = name.removeprefix(_PICK)
            prefix = _CURRENT if posted[name] == "theirs" else _CARRIER
            chosen.setlist(target, posted.getlist(prefix + target))
        elif not name.startswith((_CARRIER, _CURRENT)):
            chosen.setlist(name, posted.getlist(name))
    return chosen


def _raw(bound: forms.BoundField) -> list[str]:
    """The values as a browser would post them: nothing for an empty or unticked control."""
    value = bound.value()
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return ["on"] if value and value not in ("False", "false", "0") else []
    prepared = bound.field.widget.format_value(value)
    many = prepared if isinstance(prepared, (list, tuple)) else [prepared]
    return sorted(str(one) for one in many if one not in (None, ""))


def _shown(bound: forms.BoundField, values: list[str]) -> str:
    choices: dict[str, str] = {}
    for key, label in getattr(bound.field, "choices", None) or []:
        group = label if isinstance(label, (list, tuple)) else [(key, label)]
        choices |= {str(one): str(words) for one, words in group}
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return "✓" if values else "✗"
    return ", ".join(choices.get(one, one) for one in values)
