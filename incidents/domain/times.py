"""The instants of an incident stand in one order (TIM-4).

occurred ≤ detected ≤ declared ≤ acknowledged ≤ restored ≤ verified ≤ closed. An end before the
beginning cannot be true; any other disorder may be, and asks for a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

ORDER = (
    "occurred_at", "detected_at", "declared_at", "acknowledged_at", "restored_at", "verified_at",
    "closed_at",
)  # fmt: skip


@dataclass(frozen=True)
class Disorder:
    """Two instants in the wrong order. `is_error`: no reason makes it true."""

    earlier: str
    later: str
    is_error: bool


def out_of_order(instants: Mapping[str, datetime | None]) -> list[Disorder]:
    """What stands in the wrong order among the instants that are known; [] when all is well.

    Neighbours are compared: of three known instants the first with the second, the second with
    the third. The beginning is compared with the restoration besides.
    """
    known = [(name, at) for name in ORDER if (at := instants.get(name)) is not None]
    found: list[Disorder] = []
    began, restored = instants.get("occurred_at"), instants.get("restored_at")
    if began is not None and restored is not None and began > restored:
        found.append(Disorder("occurred_at", "restored_at", is_error=True))
    for (first, at), (second, then) in pairwise(known):
        if at > then and (first, second) != ("occurred_at", "restored_at"):
            found.append(Disorder(first, second, is_error=False))
    return found
