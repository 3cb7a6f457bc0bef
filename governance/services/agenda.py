"""What fills the agenda of a management review (ISO 22301 9.3.2): figures of its period and now.

Nothing but names of figures, numbers and codes is kept, so that what was frozen in one language
is read in another. `evidence` are shares of `governance.evidence` as they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Organisation
from governance.evidence import evidence_of
from governance.services import agenda_figures as figures
from governance.services.agenda_rows import ROWS
from lib.days import day_in


@dataclass(frozen=True)
class Period:
    """Of the review: days (both included), the instants they begin and end at, and now."""

    first: date
    last: date
    since: datetime
    until: datetime
    at: datetime
    today: date


Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """One input: its figures and the evidence that belongs to it."""

    figures: Callable[[Period], Figures]
    evidence: tuple[str, ...] = ()


ITEMS: dict[str, Item] = {
    "previous_actions": Item(figures.decisions),
    "context": Item(figures.context, ("context", "parties", "obligations", "climate")),
    "corrective_actions": Item(figures.actions, ("actions_on_time", "corrective_actions")),
    "measuring": Item(figures.measuring, ("measuring", "trend")),
    "audits": Item(figures.audits, ("internal_audit",)),
    "feedback": Item(figures.feedback, ("parties", "communication")),
    "exercises": Item(
        figures.exercises, ("drills_on_time", "critical_drilled", "restore_tests", "drill_reports")
    ),
    "bia_risk": Item(
        figures.bia_risk, ("bia_coverage", "bia_fresh", "risk_register", "risks_treated")
    ),
    "documentation": Item(
        figures.documentation,
        ("plans_current", "gaps_closed", "backups_verified", "suppliers"),
    ),
    "incidents": Item(figures.incidents, ("incidents_reviewed",)),
    "changes": Item(figures.changes, ("policy", "objectives", "scope")),
    "resources": Item(figures.resources, ("resources", "competence", "team_trained")),
    "improvement": Item(figures.improvement, ("improvement",)),
}


def period_of(first: date, last: date, *, at: datetime) -> Period:
    zone = Organisation.current().timezone
    begins = datetime.combine(first, time(), ZoneInfo(zone))
    ends = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone))
    return Period(first, last, begins, ends, at, day_in(at, zone))


def agenda_data(first: date, last: date, *, at: datetime) -> dict[str, dict[str, Any]]:
    """Key of an item → {"figures": {name: number}, "evidence": {key: {value, count, of}},
    "rows": [{code, title, state, url}]}; a constant number of queries."""
    period = period_of(first, last, at=at)
    found = evidence_of({key for one in ITEMS.values() for key in one.evidence}, at=at)
    return {
        key: {
            "figures": dict(item.figures(period)),
            "evidence": {
                name: {
                    "value": None if found[name].value is None else f"{found[name].value:.4f}",
                    "count": found[name].count,
                    "of": found[name].of,
                }
                for name in item.evidence
                if name in found
            },
            "rows": ROWS[key](period) if key in ROWS else [],
        }
        for key, item in ITEMS.items()
    }
