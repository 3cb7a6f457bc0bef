"""What open incidents and coming drills ask of one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from bcm.links import link
from bcm.todo import Part, Task, first
from drills.models import Drill, DrillStatus
from incidents.models import Incident, IncidentRole, RoleAssignment
from lib.asked_together import Reading, instant

# From when on a drill one leads stands on the list.
SOON_DAYS = 30
TO_PREPARE = (DrillStatus.PLANNED.value, DrillStatus.PREPARING.value, DrillStatus.READY.value)
TO_EVALUATE = (DrillStatus.DEBRIEF.value, DrillStatus.REPORTING.value)


def incident_parts(reading: Reading, user: User) -> list[Part]:
    """One's parts in open incidents: nothing on the list is more urgent."""
    rows = RoleAssignment.objects.filter(
        person__user=user, released_at=None, incident__in=Incident.objects.real().open()
    ).exclude(role=IncidentRole.FOLLOWER)

    def task(one: Mapping[str, Any]) -> Task:
        role = IncidentRole(one["role"]).label
        words = _("Open incident, your part is %(role)s") % {"role": role}
        subject = f"{one['number']} {one['title']}"
        url = link("incidents:incident_detail", one["number"])
        return Task("urgent", words, subject, url, now=True)

    return [
        first(
            reading, rows.order_by("-incident__declared_at", "pk"), task,
            role="role", number="incident__number", title="incident__title",
        )
    ]  # fmt: skip


def drill_parts(reading: Reading, user: User, today: date) -> list[Part]:
    soon = today + timedelta(days=SOON_DAYS)
    prepare = Drill.objects.filter(
        lead_controller__user=user, status__in=TO_PREPARE, planned_start__date__lte=soon
    )
    evaluate = Drill.objects.filter(
        Q(lead_evaluator__user=user) | Q(lead_evaluator=None, lead_controller__user=user),
        status__in=TO_EVALUATE,
    )
    columns = {"code": "code", "title": "title"}
    return [
        first(
            reading, prepare.order_by("planned_start", "pk"),
            lambda one: _drill(_("Prepare the drill"), one, today), at="planned_start", **columns,
        ),
        first(
            reading, evaluate.order_by("ended_at", "pk"),
            lambda one: _drill(_("Evaluate the drill"), one, today), **columns,
        ),
    ]  # fmt: skip


def _drill(words: str, one: Mapping[str, Any], today: date) -> Task:
    starts_at = instant(one.get("at"))
    due_on = None if starts_at is None else starts_at.date()
    url = link("drills:drill_detail", one["code"])
    return Task("school", words, one["title"], url, due_on, due_on is not None and due_on < today)
