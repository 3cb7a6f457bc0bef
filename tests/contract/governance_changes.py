"""A change for the tests of the contract."""

from __future__ import annotations

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "changes": {
        "title": "New database",
        "text": "Version 17: the old one is out of support.",
        "external_ref": "T-4711",
        "systems": ["dispatch"],
        "processes": ["road-rescue"],
        "owner": "p-101",
        "planned_start": "2031-01-10T22:00:00+08:00",
        "planned_end": "2031-01-11T00:00:00+08:00",
        "is_major": True,
    },
}
CHANGES: dict[str, dict[str, Any]] = {"changes": {"external_ref": ""}}
