"""What monitoring systems post, read into alerts. Nothing in a payload is trusted.

`read_alerts` understands Prometheus Alertmanager's webhook (version 4) and any JSON by a mapping
(docs/operations.md). Texts lose control characters and are cut to what a column holds; instants
that cannot be (year 1, the future) are left out; what has no identity is refused by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bia.domain.marking import gettext_noop
from incidents.domain.alert_faults import Fault, Unreadable
from incidents.domain.alert_values import at_path, believable, line, text

MOST_ALERTS = 1000
MOST_SYSTEMS = 50
LONGEST_ID, LONGEST_TITLE, LONGEST_SUMMARY = 200, 200, 5000
FIRING, RESOLVED = ("firing",), ("resolved",)


@dataclass(frozen=True)
class Alert:
    """`external_id` is the same for the same trouble; alerts of one `group` are one incident.
    `systems` are names as the sender has them, `since` None where it says nothing believable."""

    external_id: str
    group: str
    firing: bool
    title: str
    summary: str = ""
    systems: tuple[str, ...] = ()
    since: datetime | None = None


def read_alerts(
    payload: Any, *, kind: str, mapping: Mapping[str, Any], now: datetime
) -> list[Alert]:
    """The alerts of a payload, each once (the last word counts), in their order.

    Raises Unreadable at `alerts` or at the path of the mapping that leads nowhere.
    """
    read = _from_alertmanager if kind == "alertmanager" else _from_json
    found: dict[str, Alert] = {}
    for alert in read(payload, mapping, now):
        found.pop(alert.external_id, None)
        found[alert.external_id] = alert
    return list(found.values())


def mapped_systems(names: Iterable[str], mapping: Mapping[str, Any]) -> list[str]:
    """Codes of systems: as `systems` of the mapping translates them, else as they are."""
    table = mapping.get("systems") or {}
    return list(dict.fromkeys(str(table.get(name, name)) for name in names))


# --- Prometheus Alertmanager -----------------------------------------------------------------


def _from_alertmanager(payload: Any, mapping: Mapping[str, Any], now: datetime) -> list[Alert]:
    if not isinstance(payload, dict) or not isinstance(payload.get("alerts"), list):
        raise _unreadable(
            "not_alertmanager", gettext_noop("This is no notification of Alertmanager.")
        )
    group = _identity(payload.get("groupKey"))
    return [
        _alertmanager_alert(one, group, mapping, now) for one in _few(payload["alerts"], "alerts")
    ]


def _alertmanager_alert(one: Any, group: str, mapping: Mapping[str, Any], now: datetime) -> Alert:
    if not isinstance(one, dict):
        raise _unreadable("not_alertmanager", gettext_noop("An alert is an object."))
    labels, notes = _texts(one.get("labels")), _texts(one.get("annotations"))
    label = str(mapping.get("system") or "labels.system")
    name = labels.get("alertname", "")
    own = _identity(one.get("fingerprint")) or _digest(labels)
    title = notes.get("title") or notes.get("summary") or _join(name, labels.get("instance", ""))
    return Alert(
        external_id=own,
        group=group or own,
        firing=str(one.get("status", "")).lower() not in RESOLVED,
        title=line(title or own, LONGEST_TITLE),
        summary=text(notes.get("description") or notes.get("summary") or "", LONGEST_SUMMARY),
        systems=_names(at_path(one, label)),
        since=believable(one.get("startsAt"), now),
    )


# --- any JSON --------------------------------------------------------------------------------


def _from_json(payload: Any, mapping: Mapping[str, Any], now: datetime) -> list[Alert]:
    rows = payload
    if mapping.get("alerts"):
        rows = at_path(payload, str(mapping["alerts"]))
        if rows is None:
            raise _nowhere("alerts", mapping["alerts"])
    listed: Sequence[Any] = rows if isinstance(rows, list) else [rows]
    return [_json_alert(one, mapping, now) for one in _few(listed, "alerts")]


def _json_alert(one: Any, mapping: Mapping[str, Any], now: datetime) -> Alert:
    if not isinstance(one, dict | list):
        raise _unreadable("not_an_alert", gettext_noop("An alert is an object."))

    def told(name: str) -> Any:
        return at_path(one, str(mapping[name])) if mapping.get(name) else None

    own = _identity(told("external_id"))
    if not own:
        raise _nowhere("external_id", mapping.get("external_id", ""))
    return Alert(
        external_id=own,
        group=_identity(told("group")) or own,
        firing=_is_firing(told("state"), mapping),
        title=line(_plain(told("title")) or own, LONGEST_TITLE),
        summary=text(_plain(told("summary")), LONGEST_SUMMARY),
        systems=_names(told("system")),
        since=believable(told("occurred_at"), now),
    )


def _is_firing(state: Any, mapping: Mapping[str, Any]) -> bool:
    """A state nobody has named counts as trouble: better one look too many."""
    word = _plain(state).lower()
    resolved = {str(one).lower() for one in mapping.get("resolved") or RESOLVED}
    return word not in resolved


# --- small parts -----------------------------------------------------------------------------


def _few(rows: Sequence[Any], field: str) -> Sequence[Any]:
    if len(rows) > MOST_ALERTS:
        words = gettext_noop("At most %(most)s alerts at once.")
        raise Unreadable(Fault("too_many", words, field, {"most": MOST_ALERTS}))
    return rows


def _identity(value: Any) -> str:
    """A text that names something; longer ones by their digest, so that they stay apart."""
    told = line(_plain(value), 10_000)
    return told if len(told) <= LONGEST_ID else hashlib.sha256(told.encode()).hexdigest()


def _digest(labels: Mapping[str, str]) -> str:
    """Alertmanager's own way to tell alerts apart is their labels."""
    told = json.dumps(labels, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {str(name): _plain(one) for name, one in value.items()}


def _names(value: Any) -> tuple[str, ...]:
    """One name, several in a list, or several with commas."""
    told = value if isinstance(value, list) else _plain(value).split(",")
    names = (line(_plain(one), 100) for one in told[:MOST_SYSTEMS])
    return tuple(dict.fromkeys(name for name in names if name))


def _join(*words: str) -> str:
    return ": ".join(word for word in words if word)


def _unreadable(code: str, words: str) -> Unreadable:
    return Unreadable(Fault(code, words, "alerts"))


def _nowhere(name: str, path: Any) -> Unreadable:
    words = gettext_noop("The payload has nothing at “%(path)s”, where “%(name)s” should stand.")
    return Unreadable(Fault("nothing_there", words, name, {"path": str(path)[:100], "name": name}))
