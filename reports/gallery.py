"""Every kind of report a person may ask for, by group, with what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from reports.kinds import Group, Kind, kinds_for
from reports.models import ReportKind

ICONS = {
    Group.ANALYSIS: "chart-line",
    Group.BACKUPS: "database-export",
    Group.PLANS: "clipboard-list",
    Group.INCIDENTS: "urgent",
    Group.DRILLS: "target-arrow",
    Group.GOVERNANCE: "scale",
    Group.EVIDENCE: "archive",
}


@dataclass(frozen=True)
class Offered:
    code: str
    label: Any
    kind: Kind

    @property
    def formats(self) -> list[str]:
        """PDF, PDF/A, XLSX: what comes out."""
        found = [one.value.upper() for one in self.kind.formats]
        if "PDF" in found and len(self.kind.variants) > 1:
            found.insert(found.index("PDF") + 1, "PDF/A-3")
        return found


@dataclass(frozen=True)
class Shelf:
    code: str
    label: Any
    icon: str
    kinds: list[Offered]


def gallery(user: User, *, scheduled: bool = False) -> list[Shelf]:
    """Groups without a kind for this person are left out; `scheduled`: for a schedule."""
    found = []
    known = kinds_for(user)
    for group in Group:
        offered = [
            Offered(code, ReportKind(code).label, kind)
            for code, kind in known.items()
            if kind.group == group and (kind.scheduled or not scheduled)
        ]
        if offered:
            found.append(Shelf(group.value, group.label, ICONS[group], offered))
    return found
