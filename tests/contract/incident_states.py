"""An incident in response with a row of every part, for made-up requests."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from bia.models import Process, System
from incidents.models import CheckRun
from incidents.services import incidents as verbs
from plans.models import IncidentGrade
from tests import factories


def codes_of_incidents(by: User, at: datetime) -> dict[str, object]:
    """Nouns of the addresses → what names one object there."""
    me = by.person if hasattr(by, "person") else factories.person("commander-1", user=by)
    system = System.objects.get(code="dispatch")
    began = at - timedelta(minutes=30)
    incident = verbs.declare(
        title="Dispatch", systems=[(system, "full")], occurred_at=began, by=by, at=at
    )
    verbs.acknowledge(incident, by=by, at=at)
    verbs.open_impact(incident, process=Process.objects.get(code="road-rescue"), by=by, at=at)
    worst = IncidentGrade.objects.get(code="I")
    verbs.confirm_grade(incident, grade=worst, reason="Seen", by=by, at=at)
    report = verbs.submit_report(incident, happened="Still down.", by=by, at=at)
    message = verbs.draft(incident, audience="staff", subject_en="Down", body_en="x", by=by, at=at)
    other = verbs.declare(title="Another one", systems=[], by=by, at=at)
    contact = incident.contacts.create(position=1, place="Duty", person=me)
    role = incident.assignments.held().get(role="commander", person=me)
    return {
        "incidents": incident.number,
        "incidents/events": 1,
        "incidents/impacts": incident.impacts.get().pk,
        "incidents/reports": report.number,
        "incidents/messages": message.number,
        "incidents/contacts": contact.pk,
        "incidents/steps/checks": CheckRun.objects.filter(step__incident=incident)[0].pk,
        "incidents/roles": role.pk,
        "incidents/relations": other.number,
        "monitoring": "prometheus",
    }
