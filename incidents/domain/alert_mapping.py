"""How a source of monitoring says where things stand in what it posts, and what may be wrong."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from bia.domain.marking import gettext_noop
from incidents.domain.alert_faults import Fault

MOST_MAPPING = 50_000
# Paths a mapping may name, and what else stands in it.
PATHS = (
    "alerts", "group", "external_id", "title", "summary", "state", "system", "occurred_at"
)  # fmt: skip
LISTS = ("firing", "resolved")
NEEDED = ("external_id", "title")


def mapping_faults(kind: str, mapping: Any) -> list[Fault]:
    """What is wrong with a mapping, each at `mapping`; [] when it can be used."""
    if not isinstance(mapping, dict):
        return [
            Fault(
                "invalid", gettext_noop("The mapping is an object of names and paths."), "mapping"
            )
        ]
    if not _is_storable(mapping):
        return [
            Fault("invalid", gettext_noop("It holds characters that cannot be kept."), "mapping")
        ]
    faults = [
        _wrong(gettext_noop("The mapping knows no “%(name)s”."), name)
        for name in mapping
        if name not in (*PATHS, *LISTS, "systems")
    ]
    faults += [
        _wrong(gettext_noop("“%(name)s” is a path, a text such as labels.alertname."), name)
        for name in PATHS
        if name in mapping and not _is_path(mapping[name])
    ]
    faults += [
        _wrong(gettext_noop("“%(name)s” is a list of texts."), name)
        for name in LISTS
        if name in mapping and not _is_texts(mapping[name])
    ]
    if "systems" in mapping and not _is_table(mapping["systems"]):
        faults.append(
            _wrong(gettext_noop("“%(name)s” gives names the codes of systems."), "systems")
        )
    if kind == "json":
        faults += [
            _wrong(gettext_noop("The mapping must say where “%(name)s” stands."), name)
            for name in NEEDED
            if name not in mapping
        ]
    return faults


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


def _wrong(words: str, name: Any) -> Fault:
    return Fault("mapping", words, "mapping", {"name": str(name)[:60]})
