"""What the platform knows when a report is given (INC-5): nobody types it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from incidents.models import (
    CheckRun,
    Confidentiality,
    Incident,
    RoleAssignment,
    SituationReport,
)

RESTRICTED = Confidentiality.RESTRICTED.value


def facts_at(incident: Incident, at: datetime) -> dict[str, Any]:
    """As plain JSON: elapsed, time left to RTO and MTD per process, loss so far and of the next
    30 minutes, boxes, people; of a parent also how its children stand. Seconds, money as text."""
    grade = incident.effective_grade
    found: dict[str, Any] = {
        "at": at.isoformat(),
        "status": incident.status,
        "grade": grade.code if grade else "",
        "grade_confirmed": incident.grade_id is not None,
        "elapsed_s": incident.elapsed_s(at),
        "systems": [
            {"code": one.system.code, "extent": one.extent} | _both(one.system)
            for one in incident.failed_systems.select_related("system")
        ],
        "impacts": _impacts(incident, at),
        "loss": _loss(incident, at),
        "checks": _checks(incident),
        "people": [
            {"role": one.role, "name": one.person.name}
            for one in RoleAssignment.objects.held().filter(incident=incident).for_list()
        ],
        "expected_recovery_at": _iso(incident.expected_recovery_at),
    }
    children = _children(incident, at)
    return found | ({"children": children} if children else {})


def _impacts(incident: Incident, at: datetime) -> list[dict[str, Any]]:
    found = []
    for one in incident.impacts.for_list():
        down = one.down_s(at)
        found.append(
            {
                "process": one.process.code,
                **_both(one.process),
                "confirmed": one.confirmed,
                "down_s": down,
                "over": one.end_at is not None,
                "rto_left_s": None if one.rto_s is None else one.rto_s - down,
                "mtd_left_s": None if one.mtd_s is None else one.mtd_s - down,
                "lost_percent": str(one.degradation_percent),
                "workaround_percent": str(one.workaround_percent),
            }
        )
    return found


def _loss(incident: Incident, at: datetime) -> dict[str, Any]:
    from incidents.services.loss import loss_of

    loss = loss_of(incident, at)
    return {
        "total": _money(loss.total),
        "next_30_min": _money(loss.next_30_min),
        "currency": loss.currency,
        "unknown": [str(getattr(one, "code", one)) for one in loss.unknown],
        "beyond_horizon": bool(loss.beyond_horizon),
    }


def _checks(incident: Incident) -> dict[str, int]:
    states = list(
        CheckRun.objects.filter(step__incident=incident)
        .exclude(step__state="dropped")
        .values_list("state", flat=True)
    )
    return {"done": sum(one in ("done", "na") for one in states), "all": len(states)}


def _children(incident: Incident, at: datetime) -> list[dict[str, Any]]:
    """Reports roll up: the last report of each child stands in the parent's."""
    children = list(incident.children.select_related("grade", "provisional_grade"))
    if not children:
        return []
    last = {
        one.incident_id: one
        for one in SituationReport.objects.filter(incident__in=children).order_by("number")
    }
    found = []
    for one in children:
        report, grade = last.get(one.pk), one.effective_grade
        if one.confidentiality == RESTRICTED and incident.confidentiality != RESTRICTED:
            # Who reads the parent's report need not be invited to the child.
            found.append({"number": one.number, "title": "", "status": one.status,
                          "grade": grade.code if grade else "", "elapsed_s": one.elapsed_s(at),
                          "expected_recovery_at": None, "report": None})  # fmt: skip
            continue
        found.append(
            {
                "number": one.number,
                "title": one.title,
                "status": one.status,
                "grade": grade.code if grade else "",
                "elapsed_s": one.elapsed_s(at),
                "expected_recovery_at": _iso(one.expected_recovery_at),
                "report": None
                if report is None
                else {
                    "number": report.number,
                    "at": report.submitted_at.isoformat(),
                    "no_change": report.no_change,
                    "happened": report.happened,
                    "needs": report.needs,
                },
            }
        )
    return found


def _both(row: Any) -> dict[str, str]:
    """Its name in both languages; what has one name only is called so in both."""
    english, chinese = getattr(row, "name_en", ""), getattr(row, "name_zh", "")
    name = english or chinese or str(row.name)
    return {"name_en": english or name, "name_zh": chinese or name}


def _money(amount: Any) -> str | None:
    return None if amount is None else str(amount)


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
