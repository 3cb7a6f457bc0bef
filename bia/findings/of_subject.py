"""The open findings about one process or system, worst first, in a reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from bia.findings.telling import Telling
from bia.models import Finding, FindingSeverity, FindingState, Process, System

MOST = 20


@dataclass(frozen=True)
class Told:
    finding: Finding
    title: str
    text: str


def findings_of(user: User, row: Process | System, at: datetime) -> list[Told]:
    """One query; at most twenty."""
    column = "process" if isinstance(row, Process) else "system"
    rows = Finding.objects.visible_to(user).for_list().filter(**{column: row})
    found = list(rows.filter(state=FindingState.OPEN).order_by("code")[:MOST])
    found.sort(key=lambda one: FindingSeverity.values.index(one.severity))
    telling = Telling(user, at)
    return [Told(one, telling.title(one), telling.text(one)) for one in found]
