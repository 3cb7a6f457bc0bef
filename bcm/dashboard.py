"""The one page that looks across all apps: are we ready, and what needs me?

Every panel asks what it reads of a `Reading`, which asks the database once; beside it there is
the analysis of the register, kept while nothing changes, and what is read for the rows shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import may
from accounts.middleware import organisation_of
from accounts.models import Organisation, User
from accounts.request import PageRequest
from backups.overview import overview
from bcm.dashboard_backups import Restorable, backups_of
from bcm.dashboard_checklist import first_steps
from bcm.dashboard_drills import drills_of
from bcm.dashboard_figures import findings_of, register_of, visible_of
from bcm.dashboard_followup import follow_up_of
from bcm.dashboard_governance import governance_of
from bcm.dashboard_incidents import incidents_of
from bcm.dashboard_overdue import overdue_of
from bcm.dashboard_plans import plans_of
from bcm.dashboard_questions import three_questions
from bcm.dashboard_todo import todo_of
from bia.analysis.stored import stored
from followup.models import Notification
from lib.asked_once import asking_once, once
from lib.asked_together import Reading


def dashboard(request: PageRequest) -> HttpResponse:
    organisation = organisation_of(request)
    with asking_once():
        once("organisation", lambda: organisation)
        context = _context(request.user, organisation, timezone.now())
        return render(request, "bcm/dashboard.html", context)


def _context(user: User, organisation: Organisation, at: datetime) -> dict[str, Any]:
    today = timezone.localdate(at)
    reading = Reading(Organisation.objects.filter(pk=organisation.pk))
    panels = {
        "todo": todo_of(reading, user, organisation, today),
        "incidents": incidents_of(reading, user, at),
        "steps": first_steps(reading, user, organisation),
        "follow_up": follow_up_of(reading, user, today),
        "plans": plans_of(reading, user, today),
        "drills": drills_of(reading, user, organisation.timezone, at),
        "governance": governance_of(reading, user, today),
        "findings": findings_of(reading, user),
        "register": register_of(reading, user, today),
    }
    unread = reading.count(Notification.objects.unread(user))
    visible = visible_of(reading, user)
    reading.read()
    found = {name: panel() for name, panel in panels.items()}
    register = found.pop("register") or {}
    return {
        **found,
        **register,
        "overdue": overdue_of(found | register),
        **_of_the_analysis(user, at, visible()),
        "unread_messages": unread["n"],
        "may_empty": bool(organisation.sample) and may(user, "sample.empty"),
    }


def _of_the_analysis(user: User, at: datetime, processes: Iterable[int] | None) -> dict[str, Any]:
    """The three questions, and what could not be restored as promised."""
    if not may(user, "register.view"):
        return {}
    now = stored(at)
    seen = overview(user, at, now=now) if may(user, "backup.view") else None
    answers, critical = three_questions(
        user, at, now, backups=Restorable(seen) if seen else None, processes=processes
    )
    return {
        "answers": answers,
        "critical": critical,
        "backups": backups_of(seen) if seen else None,
    }
