"""What may follow what in a management review (ISO 22301 9.3)."""

from __future__ import annotations

# verb → (from, to). Minutes of an approved review are never opened again.
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "hold": (("planned",), "held"),
    "submit": (("held",), "submitted"),
    "return": (("submitted",), "held"),
    "approve": (("submitted",), "approved"),
    "cancel": (("planned",), "cancelled"),
}


def follows(state: str, verb: str) -> bool:
    return state in STEPS[verb][0]
