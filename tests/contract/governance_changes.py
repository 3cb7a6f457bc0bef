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
        "planned_start": "2031-01-10T14:00:00Z",
        "planned_end": "2031-01-10T16:00:00Z",
        "is_major": True,
    },
}
CHANGES: dict[str, dict[str, Any]] = {"changes": {"external_ref": ""}}
