"""What is overdue, one line a sort, out of what the other panels have read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bcm.links import link


@dataclass(frozen=True)
class Late:
    """How many of one sort are overdue, and the page that names them ("": none)."""

    label: str
    symbol: str
    count: int
    url: str


def overdue_of(found: Mapping[str, Any]) -> Sequence[Late]:
    """Of the panels `found` by name; what one may not see is not in it. The most first."""
    lines = []
    if follow_up := found.get("follow_up"):
        lines.append(
            Late(_("Corrective actions"), "tool", follow_up.overdue, follow_up.overdue_url)
        )
    if programme := found.get("programme"):
        lines.append(
            Late(_("Reviews of assessments"), "calendar-due", programme["overdue"],
                 link("bia:assessment_due"))
        )  # fmt: skip
    if plans := found.get("plans"):
        lines.append(Late(_("Reviews of plans"), "notebook", plans.overdue, plans.overdue_url))
    if drills := found.get("drills"):
        lines.append(
            Late(_("Required drills"), "school", drills.found.late_count, drills.found.url)
        )
    if governance := found.get("governance"):
        lines += governance.late
    return sorted(lines, key=lambda one: -one.count)
