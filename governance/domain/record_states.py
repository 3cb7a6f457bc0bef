"""The life of a record of the management system: verb → (from, to)."""

from __future__ import annotations

STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "submit": (("draft",), "submitted"),
    "return": (("submitted",), "draft"),
    "approve": (("submitted",), "in_force"),
    "retire": (("draft", "in_force"), "retired"),
}


def follows(state: str, verb: str) -> bool:
    return state in STEPS[verb][0]
