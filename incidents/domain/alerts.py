"""What monitoring systems post, read into alerts. Nothing in a payload is trusted.

`read_alerts` understands Prometheus Alertmanager's webhook (version 4) and any JSON by a mapping
(docs/operations.md). Texts lose control characters and are cut to what a column holds; instants
that cannot be (year 1, the future) are left out; what has no identity is refused by name.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.errors import Problem, Refused

MOST_ALERTS = 1000
MOST_SYSTEMS = 50
LONGEST_ID, LONGEST_TITLE, LONGEST_SUMMARY = 200, 200, 5000
DEEPEST = 12
MOST_MAPPING = 50_000
# Alertmanager writes year 1 where it knows no time; a claimed instant reaches ten years back.
OLDEST = timedelta(days=3650)

KINDS = ("alertmanager", "json")
FIRING, RESOLVED = ("firing",), ("resolved",)
# Paths a mapping may name, and what else stands in it.
PATHS = (
    "alerts", "group", "external_id", "title", "summary", "state", "system", "occurred_at"
)  # fmt: skip
LISTS = ("firing", "resolved")
NEEDED = ("external_id", "title")


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

    Raises Refused at `alerts` or at the path of the mapping that leads nowhere.
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


def mapping_problems(kind: str, mapping: Any) -> list[Problem]:
    """What is wrong with a mapping, each at `mapping`; [] when it can be used."""
    if not isinstance(mapping, dict):
        return [Problem("invalid", _("The mapping is an object of names and paths."), "mapping")]
    if not _is_storable(mapping):
        return [Problem("invalid", _("It holds characters that cannot be kept."), "mapping")]
    problems = [
        _wrong(_("The mapping knows no “%(name)s”."), name)
        for name in mapping
        if name not in (*PATHS, *LISTS, "systems")
    ]
    problems += [
        _wrong(_("“%(name)s” is a path, a text such as labels.alertname."), name)
        for name in PATHS
        if name in mapping and not _is_path(mapping[name])
    ]
    problems += [
        _wrong(_("“%(name)s” is a list of texts."), name)
        for name in LISTS
        if name in mapping and not _is_texts(mapping[name])
    ]
    if "systems" in mapping and not _is_table(mapping["systems"]):
        problems.append(_wrong(_("“%(name)s” gives names the codes of systems."), "systems"))
    if kind == "json":
        problems += [
            _wrong(_("The mapping must say where “%(name)s” stands."), name)
            for name in NEEDED
            if name not in mapping
        ]
    return problems


# --- Prometheus Alertmanager -----------------------------------------------------------------


def _from_alertmanager(payload: Any, mapping: Mapping[str, Any], now: datetime) -> list[Alert]:
    if not isinstance(payload, dict) or not isinstance(payload.get("alerts"), list):
        raise Refused("not_alertmanager", _("This is no notification of Alertmanager."), "alerts")
    group = _identity(payload.get("groupKey"))
    return [
        _alertmanager_alert(one, group, mapping, now) for one in _few(payload["alerts"], "alerts")
    ]


def _alertmanager_alert(one: Any, group: str, mapping: Mapping[str, Any], now: datetime) -> Alert:
    if not isinstance(one, dict):
        raise Refused("not_alertmanager", _("An alert is an object."), "alerts")
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
        raise Refused("not_an_alert", _("An alert is an object."), "alerts")

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


def at_path(value: Any, path: str) -> Any:
    """What stands at "$.alerts.0.labels.alertname"; None where the path leads nowhere.

    Keys may hold dots themselves: the longest that fits is taken.
    """
    parts = [part for part in path.removeprefix("$").split(".") if part][:DEEPEST]
    return _walk(value, parts)


def _walk(value: Any, parts: Sequence[str]) -> Any:
    if not parts:
        return value
    if isinstance(value, list):
        first = parts[0]
        place = int(first) if first.isascii() and first.isdigit() and len(first) < 7 else -1
        return _walk(value[place], parts[1:]) if 0 <= place < len(value) else None
    if isinstance(value, dict):
        for length in range(len(parts), 0, -1):
            key = ".".join(parts[:length])
            if key in value:
                return _walk(value[key], parts[length:])
    return None


def text(value: str, most: int) -> str:
    """Without control characters no database or page keeps, at most `most` characters."""
    kept = (
        one for one in value
        if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs", "Cf")
    )  # fmt: skip
    clean = "".join(kept).strip()
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"


def line(value: str, most: int) -> str:
    return text(" ".join(text(value, most * 4).split()), most)


def believable(value: Any, now: datetime) -> datetime | None:
    """An instant with an offset, or seconds since 1970; None for what cannot be. What lies in
    the future is now."""
    found: datetime | None = None
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value.strip()[:64])
        elif isinstance(value, int | float) and not isinstance(value, bool):
            # Milliseconds are told from seconds by their size.
            found = datetime.fromtimestamp(value / 1000 if value > 10**11 else value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if found is None or found.tzinfo is None or found.year < 1970:
        return None
    if found < now - OLDEST:
        return None
    return min(found.astimezone(UTC), now)


def _few(rows: Sequence[Any], field: str) -> Sequence[Any]:
    if len(rows) > MOST_ALERTS:
        words = _("At most %(most)s alerts at once.") % {"most": MOST_ALERTS}
        raise Refused("too_many", words, field)
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


def _is_storable(value: Any) -> bool:
    """No NUL and no half of a pair: no database keeps them. Not too long either."""
    told = json.dumps(value, ensure_ascii=False)
    return len(told) <= MOST_MAPPING and not any(
        one == "\0" or unicodedata.category(one) == "Cs" for one in told.replace("\\u0000", "\0")
    )


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and len(value) <= 1000 and all(
        isinstance(one, str) for one in value.values()
    )  # fmt: skip


def _wrong(words: Any, name: Any) -> Problem:
    return Problem("mapping", words % {"name": str(name)[:60]}, "mapping")


def _nowhere(name: str, path: Any) -> Refused:
    words = _("The payload has nothing at “%(path)s”, where “%(name)s” should stand.")
    return Refused("nothing_there", words % {"path": str(path)[:100], "name": name}, name)
