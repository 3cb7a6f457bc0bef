"""The few rows an agenda item names: what was decided, held, happened. Codes and titles only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from drills.models import Drill, DrillStatus
from followup.models import CorrectiveAction
from governance.models import BcmsRecord, ManagementReviewState, RecordKind, ReviewDecision
from incidents.models import Incident

if TYPE_CHECKING:
    from governance.services.agenda import Period

MOST = 10


def _row(code: str, title: str, url: str, state: str = "") -> dict[str, Any]:
    return {"code": code, "title": title, "state": state, "url": url}


def decisions(period: Period) -> list[dict[str, Any]]:
    """Actions of approved reviews that are still open, the oldest due first."""
    codes = ReviewDecision.objects.filter(
        review__state=ManagementReviewState.APPROVED.value, action__isnull=False
    ).values("action")
    rows = CorrectiveAction.objects.filter(pk__in=codes).open().order_by("due_on", "code")[:MOST]
    return [_row(one.code, one.title, one.get_absolute_url(), one.state) for one in rows]


def overdue(period: Period) -> list[dict[str, Any]]:
    rows = CorrectiveAction.objects.open().filter(due_on__lt=period.today)
    rows = rows.order_by("due_on", "code")[:MOST]
    return [_row(one.code, one.title, one.get_absolute_url(), one.state) for one in rows]


def audits(period: Period) -> list[dict[str, Any]]:
    rows = BcmsRecord.objects.filter(
        kind=RecordKind.AUDIT.value, held_on__range=(period.first, period.last)
    ).order_by("held_on")
    return [_row(one.code, one.title, f"/governance/records/{one.code}/") for one in rows[:MOST]]


def drills(period: Period) -> list[dict[str, Any]]:
    rows = Drill.objects.filter(ended_at__gte=period.since, ended_at__lt=period.until)
    rows = rows.exclude(status=DrillStatus.CANCELLED.value).order_by("ended_at")[:MOST]
    return [_row(one.code, one.title, one.get_absolute_url(), one.verdict) for one in rows]


def incidents(period: Period) -> list[dict[str, Any]]:
    """Real ones that are not restricted: the minutes are read by everybody."""
    rows: Iterable[Incident] = (
        Incident.objects.filter(mode="real", confidentiality="open")
        .filter(declared_at__gte=period.since, declared_at__lt=period.until)
        .exclude(status__in=("merged",))
        .order_by("declared_at")[:MOST]
    )
    return [_row(one.number, one.title, one.get_absolute_url(), one.status) for one in rows]


ROWS: dict[str, Callable[[Period], list[dict[str, Any]]]] = {
    "previous_actions": decisions,
    "corrective_actions": overdue,
    "audits": audits,
    "exercises": drills,
    "incidents": incidents,
}
