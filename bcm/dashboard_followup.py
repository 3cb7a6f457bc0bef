"""What managers look at first: what is overdue, what did not help, who was not reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from accounts.access import may
from accounts.models import User
from bcm.links import link
from followup.models import DUE_STATES, ContactPoint, CorrectiveAction, Notification

SHOWN = 5


@dataclass(frozen=True)
class FollowUp:
    """`late` are the first overdue P1 actions of something core; the rest are counts."""

    late: list[CorrectiveAction]
    late_count: int
    overdue: int
    open: int
    ineffective: int
    unreachable: int
    undelivered: int
    late_url: str
    overdue_url: str
    ineffective_url: str
    unreachable_url: str
    undelivered_url: str

    @property
    def more(self) -> int:
        return self.late_count - len(self.late)


def follow_up_of(user: User, today: date) -> FollowUp | None:
    """For those who look after all actions and messages; at most four queries."""
    if not (may(user, "action.view") and may(user, "notification.view")):
        return None
    actions = CorrectiveAction.objects.visible_to(user)
    overdue = Q(state__in=DUE_STATES, due_on__lt=today)
    core = overdue & Q(priority="P1", is_core=True)
    counts = actions.order_by().aggregate(
        late=Count("pk", filter=core),
        overdue=Count("pk", filter=overdue),
        open=Count("pk", filter=Q(state__in=("open", "in_progress", "done"))),
        ineffective=Count("pk", filter=Q(ineffective_since__isnull=False)),
    )
    late = list(actions.filter(core).for_list().order_by("due_on", "code")[:SHOWN])
    page = link("followup:action_list")
    return FollowUp(
        late=late,
        late_count=counts["late"],
        overdue=counts["overdue"],
        open=counts["open"],
        ineffective=counts["ineffective"],
        unreachable=_unreachable(),
        undelivered=Notification.objects.filter(state="failed").count(),
        late_url=page and f"{page}?priority=P1&core=true&overdue=true",
        overdue_url=page and f"{page}?overdue=true",
        ineffective_url=page and f"{page}?ineffective=true",
        unreachable_url=link("followup:delivery_list"),
        undelivered_url=link("followup:not_sent_list"),
    )


def _unreachable() -> int:
    """People and logins none of whose messages arrive on some channel."""
    rows = ContactPoint.objects.unreachable()
    return rows.values("person", "user").distinct().count()
