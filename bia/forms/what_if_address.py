"""A question in words, as the address of a page, and as what may be ticked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bia.analysis.sight import Sight
from bia.analysis.what_if import Inputs, is_class
from bia.models import Importance, SystemKind
from lib.durations import format_duration
from lib.language import listed

FEW = 40
NAMED = 20
PARAMETERS = ("failed", "add", "lasts", "decision", "teams", "start", "staff", "shift")
LOCAL = "%Y-%m-%dT%H:%M"


def choices(sight: Sight, chosen: Iterable[str]) -> list[tuple[Any, Any]]:
    """Ticks: sites, suppliers (while there are few), classes, and whatever else is chosen."""
    offered: dict[str, list[tuple[str, str]]] = {"site": [], "supplier": []}
    for one in sight.seen():
        if one.table in offered:
            offered[one.table].append((one.key, one.name))
    groups: list[tuple[Any, Any]] = [
        (label, sorted(rows, key=lambda row: row[1]))
        for label, rows in (
            (gettext("Sites"), offered["site"]),
            (gettext("Suppliers"), offered["supplier"]),
        )
        if 0 < len(rows) <= FEW
    ]
    kinds = [(f"kind:{kind.value}", kind.label) for kind in SystemKind]
    ranks = [(f"importance:{rank.value}", rank.label) for rank in Importance]
    groups.append((gettext("Systems by kind"), kinds))
    groups.append((gettext("Systems by importance"), ranks))
    shown = {value for _label, rows in groups for value, _name in rows}
    others = [(one, entry_name(one, sight)) for one in chosen if one not in shown]
    return [*groups, (gettext("Others"), others)] if others else groups


def entry_name(entry: str, sight: Sight) -> str:
    """What people call an entry of a question."""
    if is_class(entry):
        kind, _colon, value = entry.partition(":")
        label = SystemKind(value).label if kind == "kind" else Importance(value).label
        return gettext("All systems: %(kind)s") % {"kind": label}
    if entry in sight.named:
        return sight.name(entry)
    return gettext("%(key)s (no longer there)") % {"key": entry}


def initial_of(inputs: Inputs, zone: ZoneInfo) -> dict[str, Any]:
    """Values of the form for a question."""
    start = None if inputs.start is None else inputs.start.astimezone(zone)
    return {
        "failed": list(inputs.failed),
        "lasts": inputs.duration_s,
        "decision": inputs.decision_s or None,
        "teams": inputs.teams,
        "start": None if start is None else start.replace(tzinfo=None),
        "staff": None if inputs.staff_share == 1 else int(inputs.staff_share * 100),
        "shift": inputs.restore_point_shift_s,
    }  # fmt: skip


def query_of(inputs: Inputs, zone: ZoneInfo, **more: Any) -> str:
    """The address of a question, the same in every language."""
    values = initial_of(inputs, zone)
    pairs: list[tuple[str, Any]] = [("failed", one) for one in values.pop("failed")]
    for name, value in (values | more).items():
        if value in (None, ""):
            continue
        if name in ("lasts", "decision", "shift"):
            value = format_duration(value, "en")
        elif isinstance(value, datetime):
            value = value.strftime(LOCAL)
        pairs.append((name, value))
    return urlencode(pairs)


def asks_something(parameters: Mapping[str, Any]) -> bool:
    return any(name in parameters for name in PARAMETERS)


def question_rows(inputs: Inputs, sight: Sight, zone: ZoneInfo) -> Sequence[tuple[Any, Any]]:
    """The question in words; what is not asked is left out."""
    language = get_language() or "en"
    names = [entry_name(one, sight) for one in inputs.failed]
    shown = listed(names[:NAMED])
    if len(names) > NAMED:
        more = {"names": shown, "count": len(names) - NAMED}
        shown = gettext("%(names)s and %(count)s more") % more
    lasts = gettext("until restored")
    if inputs.duration_s is not None:
        lasts = format_duration(inputs.duration_s, language)
    rows = [(_("What fails"), shown or gettext("Nothing")), (_("Lasts"), lasts)]
    if inputs.duration_s is None:
        teams = gettext("as many as are wanted") if inputs.teams is None else str(inputs.teams)
        rows += [
            (_("Teams that restore"), teams),
            (_("Time to decide"), format_duration(inputs.decision_s, language)),
        ]
    if inputs.start is not None:
        local = inputs.start.astimezone(zone)
        rows.append((_("Begins"), f"{local:%Y-%m-%d %H:%M} {zone.key}"))
    if inputs.staff_share != 1:
        rows.append((_("People at work, %"), f"{(inputs.staff_share * 100).normalize():f}"))
    if inputs.restore_point_shift_s is not None:
        older = format_duration(inputs.restore_point_shift_s, language)
        rows.append((_("Data come back older by"), older))
    return rows
