"""What the resources of governance take: glued from a module of each part that has one.

`tests/contract/governance_<part>.py` may hold BODIES (a body each, in an order in which they can
be made, after everything of `world.BODIES`), CHANGES, GIVEN, READ_ONLY as in `world.py`, and
`codes(by, at) -> dict` with what further nouns of the addresses are named by, as in
`drill_states.py`.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from accounts.models import User

PARTS = (
    "frameworks",
    "records",
    "levels",
    "investment",
    "programme",
    "reviews",
    "training",
    "changes",
    "risks",
    "inspections",
    "cases",
    "health",
)


def _modules() -> list[ModuleType]:
    names = [f"tests.contract.governance_{part}" for part in PARTS]
    return [import_module(name) for name in names if find_spec(name)]


BODIES: dict[str, dict[str, Any]] = {}
CHANGES: dict[str, dict[str, Any]] = {}
GIVEN: tuple[str, ...] = ()
READ_ONLY: dict[str, set[str]] = {}

for _part in _modules():
    BODIES |= getattr(_part, "BODIES", {})
    CHANGES |= getattr(_part, "CHANGES", {})
    GIVEN += getattr(_part, "GIVEN", ())
    READ_ONLY |= getattr(_part, "READ_ONLY", {})


def codes_of_governance(by: User, at: datetime) -> dict[str, object]:
    """Nouns of the addresses → what names one object there."""
    found: dict[str, object] = {}
    for part in _modules():
        if hasattr(part, "codes"):
            found |= part.codes(by, at)
    return found
