"""The instants of an incident stand in one order (TIM-4).

occurred ≤ detected ≤ declared ≤ acknowledged ≤ restored ≤ verified ≤ closed. An end before the
beginning cannot be true; any other disorder may be, and asks for a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.errors import Problem

ORDER = (
    "occurred_at", "detected_at", "declared_at", "acknowledged_at", "restored_at", "verified_at",
    "closed_at",
)  # fmt: skip

NAMES = {
    "occurred_at": _("Began"),
    "detected_at": _("Detected"),
    "declared_at": _("Declared"),
    "acknowledged_at": _("Acknowledged"),
    "restored_at": _("Restored"),
    "verified_at": _("Verified"),
    "closed_at": pgettext_lazy("incident", "Closed"),
}
WRONG = _("“%(first)s” lies after “%(second)s”.")
IMPOSSIBLE = _("It was restored before it began.")


@dataclass(frozen=True)
class Disorder:
    """Two instants in the wrong order. `is_error`: no reason makes it true."""

    earlier: str
    later: str
    is_error: bool
    problem: Problem


def out_of_order(instants: Mapping[str, datetime | None]) -> list[Disorder]:
    """What stands in the wrong order among the instants that are known; [] when all is well.

    Neighbours are compared: of three known instants the first with the second, the second with
    the third. The beginning is compared with the restoration besides.
    """
    known = [(name, at) for name in ORDER if (at := instants.get(name)) is not None]
    found: list[Disorder] = []
    began, restored = instants.get("occurred_at"), instants.get("restored_at")
    if began is not None and restored is not None and began > restored:
        problem = Problem("restored_before_it_began", IMPOSSIBLE, "restored_at")
        found.append(Disorder("occurred_at", "restored_at", True, problem))
    for (first, at), (second, then) in pairwise(known):
        if at > then and (first, second) != ("occurred_at", "restored_at"):
            problem = Problem(
                "out_of_order", WRONG % {"first": NAMES[first], "second": NAMES[second]}, first
            )
            found.append(Disorder(first, second, False, problem))
    return found
