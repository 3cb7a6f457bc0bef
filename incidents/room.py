"""The war room: what its parts read, each question asked once, and the parts in their places.

Every part is a module `incidents.<name>_part` with `<name>_part(room) -> dict` and a template
`incidents/_part_<name>.html`; a part that has nothing to show answers {} and is left empty. Parts
read the cached rows of the room, so that all of them together stay within its number of queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch, Q

from accounts.models import Person, User
from followup.models import Clock
from incidents.models import (
    Attachment,
    CheckRun,
    Contact,
    Impact,
    Incident,
    IncidentEntry,
    IncidentRole,
    IncidentSystem,
    RoleAssignment,
    StepRun,
    Visibility,
)
from incidents.services.rights import Rights, rights_of

SHOWN_ENTRIES = 30


@dataclass
class Room:
    """One incident as one person sees it at one instant."""

    incident: Incident
    user: User
    at: datetime

    @cached_property
    def rights(self) -> Rights:
        return rights_of(self.incident, self.user)

    def may(self, verb: str) -> bool:
        return self.rights.may(verb)

    @cached_property
    def systems(self) -> Sequence[IncidentSystem]:
        return list(self.incident.failed_systems.select_related("system"))

    @cached_property
    def impacts(self) -> Sequence[Impact]:
        """Open ones first, then by their beginning."""
        rows = list(self.incident.impacts.for_list())
        for row in rows:
            row.incident = self.incident
        return sorted(rows, key=lambda one: (one.end_at is not None, one.start_at, one.pk))

    @cached_property
    def open_impacts(self) -> Sequence[Impact]:
        return [one for one in self.impacts if one.end_at is None]

    @cached_property
    def clocks(self) -> Sequence[Clock]:
        """Of the incident and its impacts, live and ended, by their deadline."""
        number = self.incident.number
        mine = Q(subject_kind="incident", subject_code=number)
        of_impacts = Q(subject_kind="impact", subject_code__startswith=f"{number}:")
        return list(Clock.objects.filter(mine | of_impacts).order_by("due_at", "id"))

    @cached_property
    def live_clocks(self) -> Sequence[Clock]:
        return [one for one in self.clocks if one.is_live]

    @cached_property
    def steps(self) -> Sequence[StepRun]:
        """The card, with the boxes of each step in `checks.all()`."""
        checks = CheckRun.objects.select_related("by")
        return list(self.incident.steps.prefetch_related(Prefetch("checks", checks)))

    @cached_property
    def assignments(self) -> Sequence[RoleAssignment]:
        """All there ever were, oldest first."""
        return list(self.incident.assignments.for_list())

    @cached_property
    def held(self) -> Sequence[RoleAssignment]:
        return [one for one in self.assignments if one.released_at is None]

    @cached_property
    def commander(self) -> Person | None:
        roles = (one for one in self.held if one.role == IncidentRole.COMMANDER)
        return next((one.person for one in roles), None)

    @cached_property
    def contacts(self) -> Sequence[Contact]:
        rows = self.incident.contacts.select_related("person", "role")
        return list(rows.prefetch_related("attempts__by"))

    @property
    def visibilities(self) -> Sequence[str]:
        """Which entries of the timeline this person may read."""
        found = [Visibility.ALL.value]
        if self.may("respond"):
            found.append(Visibility.COMMAND.value)
        if self._is_invited:
            found.append(Visibility.RESTRICTED.value)
        return found

    @property
    def _is_invited(self) -> bool:
        mine = any(one.person.user_id == self.user.pk for one in self.held)
        return mine or self.may("command")

    @cached_property
    def entries(self) -> Sequence[IncidentEntry]:
        """The newest of the timeline that this person may read, newest first."""
        rows = self.incident.timeline.filter(visibility__in=self.visibilities)
        rows = rows.select_related("actor", "corrects", "pin").prefetch_related(
            Prefetch("attachments", Attachment.objects.defer("content"))
        )
        return list(rows.order_by("-seq")[:SHOWN_ENTRIES])
