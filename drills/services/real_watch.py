"""A real emergency on the systems of a drill that runs: who controls it must decide (DRL-13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from drills.followup_sources import drill_subject
from drills.models import Drill, DrillStatus
from drills.services.real_event import about
from drills.services.step import locked, write
from followup.registry import Recipient
from followup.services.outbox import Message, notify
from incidents.models import Incident
from incidents.models.incident import IncidentQuerySet
from lib.claimed_time import claim

GRADES = ("I", "II")
# While these the drill may still be stopped.
PLAYED = (DrillStatus.RUNNING.value, DrillStatus.PAUSED.value)


def emergencies(drill: Drill) -> IncidentQuerySet:
    """Real incidents of grade I or II in response on a system, or holding down a process, of the
    drill."""
    grave = Q(grade__code__in=GRADES) | Q(grade=None, provisional_grade__code__in=GRADES)
    touches = Q(systems__in=drill.systems.all()) | Q(impacts__process__in=drill.processes.all())
    rows = Incident.objects.real().in_response().filter(grave, touches)
    return rows.exclude(pk=drill.real_incident_id or 0).order_by("declared_at", "pk").distinct()


def prompts(drill: Drill, *, controls: bool) -> list[Incident]:
    """What whoever controls the drill must decide about now, for its pages."""
    if not controls or drill.status not in PLAYED:
        return []
    return list(emergencies(drill).for_list()[:5])


def look(at: datetime) -> int:
    """Every drill that is played; how many emergencies were told. Safe to run twice."""
    grave = Q(grade__code__in=GRADES) | Q(grade=None, provisional_grade__code__in=GRADES)
    if not Incident.objects.real().in_response().filter(grave).exists():
        return 0
    return sum(_look_at(one, at) for one in Drill.objects.filter(status__in=PLAYED))


@transaction.atomic
def _look_at(drill: Drill, at: datetime) -> int:
    found = list(emergencies(drill))
    if not found:
        return 0
    row = locked(drill)
    told = set(
        row.timeline.filter(type="real_incident").values_list("payload__incident", flat=True)
    )
    new = [one for one in found if one.number not in told]
    for one in new:
        payload = {"incident": one.number, "grade": _grade(one)}
        if not _is_restricted(one):
            payload["title"] = one.title
        write(row, "real_incident", when=claim(at, at), by=None, payload=payload)
        tell(row, one, at=at)
    return len(new)


def told_at_once(incident: Incident, *, at: datetime) -> int:
    """The same, when an incident is graded, under its lock: only told, for drills are locked
    before incidents; the entry is written with the next look."""
    if incident.is_drill or _grade(incident) not in GRADES:
        return 0
    touched = Q(systems__in=incident.systems.all()) | Q(
        processes__in=incident.impacts.values("process")
    )
    rows = Drill.objects.filter(touched, status__in=PLAYED).exclude(real_incident=incident)
    return sum(tell(one, incident, at=at) for one in rows.distinct())


def tell(drill: Drill, incident: Incident, *, at: datetime) -> int:
    """Marked as real, urgent; once for each incident, whoever noticed it."""
    subject = drill_subject(drill)
    wanted: Iterable[Recipient] = subject.roles.get("controller", ())
    message = Message(
        kind="drill.real_incident",
        recipients=dict.fromkeys(wanted, ("controller",)),
        subject=about(incident),
        params={
            "number": incident.number,
            "drill": drill.code,
            "title": incident.number if _is_restricted(incident) else incident.title,
            "grade": _grade(incident),
            "systems": ", ".join(str(one) for one in incident.systems.all()[:5]) or "–",
        },
        mark=f"{drill.code}:{incident.number}",
        urgent=True,
        held_in_quiet_hours=False,
        url=drill.get_absolute_url(),
    )
    return notify(message, at=at)


def _is_restricted(incident: Incident) -> bool:
    return incident.confidentiality == "restricted"


def _grade(incident: Incident) -> str:
    grade = incident.effective_grade
    return grade.code if grade is not None else ""
