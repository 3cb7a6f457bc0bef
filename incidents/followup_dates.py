"""Dates of incidents in the calendar: when each review is due (K9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from followup import registry
from followup.models import Clock
from followup.registry import Entry
from incidents.models import Incident
from incidents.services.clocks import INCIDENT, REVIEW, title_of


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_calendar("incident_review", Reviews())


class Reviews:
    """Reviews that are not handed in; personal: of one's own (three queries)."""

    label = gettext_lazy("Reviews of incidents")

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        first = datetime.combine(since, time.min, UTC) - timedelta(days=1)
        last = datetime.combine(until, time.max, UTC) + timedelta(days=1)
        clocks = Clock.objects.live().filter(
            kind=REVIEW, subject_kind=INCIDENT, due_at__range=(first, last)
        )
        due = dict(clocks.values_list("subject_code", "due_at"))
        rows = Incident.objects.visible_to(user).filter(number__in=due)
        if personal:
            author = Q(review__author=user)
            commander = Q(assignments__person__user=user, assignments__role="commander")
            rows = rows.filter(author | commander).distinct()
        words = _("Review of the incident: %(incident)s")
        return [
            Entry(
                uid=f"incident-review-{one.number}",
                title=words % {"incident": title_of(one)},
                url=reverse("incidents:incident_review", args=[one.number]),
                changed_at=one.updated_at,
                starts_at=due[one.number],
                ends_at=due[one.number],
                description=_("Submit the review."),
                kind="incident_review",
            )
            for one in rows.order_by("number")
        ]
