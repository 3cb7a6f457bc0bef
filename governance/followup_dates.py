"""Dates of governance in the calendar and its feeds, one source a kind; and changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import may
from accounts.models import User
from followup import registry
from followup.registry import Entry
from governance.dated import Dated, Source, only_of, sources
from governance.models import Change, ChangeState, SessionState, TrainingSession

DAY = timedelta(days=1)
PLANNED = (
    *(ChangeState.REQUESTED.value, ChangeState.ASSESSED.value, ChangeState.APPROVED.value),
    ChangeState.IMPLEMENTED.value,
)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    for source in sources():
        registry.register_calendar(source.kind, DatedDays(source))
    registry.register_calendar("change", Changes())
    registry.register_calendar("training_session", Sessions())


class DatedDays:
    """What falls due; personal: what one answers for. Somebody else's expiries are shown to who
    keeps the training records."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.label = source.label

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        seen = "training.view" if self.source.kind == "training_expiry" else "governance.view"
        rows: Iterable[Dated] = self.source.rows(since, until)
        if personal or not may(user, seen):
            rows = only_of(rows, user)
        return [_entry(one) for one in rows]


def _entry(row: Dated) -> Entry:
    return Entry(
        uid=f"{row.kind}-{row.code}".replace(":", "-"),
        title=row.heading,
        url=row.url,
        changed_at=row.changed_at,
        day=row.due_on,
        description=", ".join(one.name for one in row.people),
        kind=row.kind,
    )


class Changes:
    """When changes are made; personal: those one answers for. One query."""

    label = gettext_lazy("Changes")

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        first = datetime.combine(since - DAY, time.min, UTC)
        last = datetime.combine(until + DAY, time.max, UTC)
        rows = Change.objects.visible_to(user).filter(
            planned_start__range=(first, last), state__in=PLANNED
        )
        if personal:
            rows = rows.filter(owner__user_id=user.pk)
        return [
            Entry(
                uid=f"change-{one.code}",
                title=_("Change: %(title)s") % {"title": one.title},
                url=one.get_absolute_url(),
                changed_at=one.updated_at,
                starts_at=one.planned_start,
                ends_at=one.planned_end or one.planned_start,
                description=one.get_state_display(),
                kind="change",
                is_done=one.state == ChangeState.IMPLEMENTED,
            )
            for one in rows.order_by("planned_start", "code")
        ]


class Sessions:
    """Training sessions; personal: those one is invited to. One query."""

    label = gettext_lazy("Training sessions")

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        rows = TrainingSession.objects.visible_to(user).filter(planned_on__range=(since, until))
        rows = rows.exclude(state=SessionState.CANCELLED.value).select_related("course")
        if personal:
            rows = rows.filter(people__user_id=user.pk)
        return [
            Entry(
                uid=f"training-session-{one.code}",
                title=_("Training: %(title)s") % {"title": one.course.name},
                url=one.get_absolute_url(),
                changed_at=one.updated_at,
                day=one.planned_on,
                description=one.place,
                kind="training_session",
                is_done=one.state == SessionState.HELD,
            )
            for one in rows.distinct().order_by("planned_on", "code")
        ]
