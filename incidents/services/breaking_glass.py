"""Command for whoever is there, once nobody had it for too long (§4.6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from followup.services.verb import Call
from incidents.clock_lines import instant
from incidents.models import (
    OPEN,
    Incident,
    IncidentSettings,
    RoleAssignment,
)
from incidents.services.role_holding import COMMANDER, begin_role, commander_of, require_person
from incidents.services.step import claimed, locked, require_status
from lib.errors import GuardsUnmet


@transaction.atomic
def break_glass(incident: Incident, *, reason: str = "", **call: Unpack[Call]) -> RoleAssignment:
    """Anybody who sees the incident takes command once nobody had it for ten minutes (§4.6).

    Written down, and announced to everybody in it. Raises GuardsUnmet: somebody commands, or the
    time has not passed yet.
    """
    row = locked(incident)
    by = call["by"]
    if not Incident.objects.visible_to(by).filter(pk=row.pk).exists():
        raise PermissionDenied("incident.break_glass")
    person = require_person(by)
    holder = commander_of(row)
    if holder is not None and holder.person_id == person.pk:
        return holder
    require_status(row, *OPEN)
    when = claimed(call)
    problem = why_not_break_glass(row, at=when.recorded_at)
    if problem is not None:
        raise problem
    given = begin_role(
        row, COMMANDER, person, when, call, confirmed=True, break_glass=True, note=reason
    )
    from incidents.services.telling import tell_broken_glass

    tell_broken_glass(row, given, by=by, at=when.recorded_at)
    return given


def why_not_break_glass(incident: Incident, *, at: datetime) -> GuardsUnmet | None:
    """The page's greyed button says the same as the refusal."""
    if commander_of(incident) is not None:
        words = _("Somebody is in command.")
        return GuardsUnmet.one("commanded", words)
    opens = break_glass_opens_at(incident)
    if at < opens:
        text = _("Anybody may take command from %(at)s on.") % {"at": instant(opens)}
        return GuardsUnmet.one("too_early", text)
    return None


def break_glass_opens_at(incident: Incident) -> datetime:
    """Ten minutes after the declaration or the end of the last command."""
    last = (
        RoleAssignment.objects.filter(incident=incident, role=COMMANDER)
        .order_by("-released_at")
        .values_list("released_at", flat=True)
        .first()
    )
    wait = timedelta(seconds=IncidentSettings.current().break_glass_after_s)
    return max(last or incident.declared_at, incident.declared_at) + wait
