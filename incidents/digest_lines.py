"""The incidents' lines of the morning's digest: the reviews one has to write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from followup import registry
from followup.models import Clock
from followup.registry import DigestItem
from incidents.models import Incident, IncidentRole, Review, RoleAssignment
from incidents.services.clocks import INCIDENT, REVIEW, title_of
from incidents.services.holders import organisation_zone

Lines = dict[int, list[DigestItem]]


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_digest("incidents", Digest())


class Digest:
    """Three queries, whatever the number of people and incidents."""

    def items(self, people: Sequence[Person], today: date) -> Mapping[int, Sequence[DigestItem]]:
        lines: Lines = defaultdict(list)
        clocks = Clock.objects.live().filter(kind=REVIEW, subject_kind=INCIDENT)
        due = dict(clocks.values_list("subject_code", "due_at"))
        if not due:
            return lines
        zone = ZoneInfo(organisation_zone())
        ids = {one.pk for one in people}
        for person, incident in _authors(ids, due):
            day = due[incident.number].astimezone(zone).date()
            lines[person].append(
                DigestItem(
                    section="overdue" if day < today else "this_week",
                    title=_("Review of the incident: %(incident)s")
                    % {"incident": f"{incident.number} {title_of(incident)}"},
                    url=reverse("incidents:incident_review", args=[incident.number]),
                    due_on=day,
                )
            )
        return lines


def _authors(people: set[int], numbers: Mapping[str, object]) -> list[tuple[int, Incident]]:
    """Who writes each review: its author, else who commanded last."""
    found: dict[str, tuple[int, Incident]] = {}
    commanders = RoleAssignment.objects.filter(
        role=IncidentRole.COMMANDER, incident__number__in=numbers
    )
    for one in commanders.select_related("incident").order_by("assumed_at", "id"):
        found[one.incident.number] = (one.person_id, one.incident)
    reviews = Review.objects.filter(
        incident__number__in=numbers, author__person__isnull=False
    ).select_related("incident", "author__person")
    for review in reviews:
        author: Any = review.author
        found[review.incident.number] = (author.person.pk, review.incident)
    return [pair for _number, pair in sorted(found.items()) if pair[0] in people]
