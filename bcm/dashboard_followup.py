"""What managers look at first: what is overdue, what did not help, who was not reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import JSONArray

from accounts.access import may
from accounts.models import User
from bcm.links import link
from followup.models import DUE_STATES, ContactPoint, CorrectiveAction, Notification
from lib.asked_together import Later, Reading, nothing

SHOWN = 5


@dataclass(frozen=True)
class Late:
    """An overdue action; `owner` "" without one."""

    code: str
    title: str
    owner: str
    due_on: date
    url: str


@dataclass(frozen=True)
class FollowUp:
    """`late` are the first overdue P1 actions of something core; the rest are counts."""

    late: list[Late]
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


def follow_up_of(reading: Reading, user: User, today: date) -> Later:
    """For those who look after all actions and messages."""
    if not (may(user, "action.view") and may(user, "notification.view")):
        return nothing
    actions = CorrectiveAction.objects.visible_to(user)
    overdue = Q(state__in=DUE_STATES, due_on__lt=today)
    core = overdue & Q(priority="P1", is_core=True)
    counts = reading.figures(
        actions,
        late_count=Count("pk", filter=core),
        overdue=Count("pk", filter=overdue),
        open=Count("pk", filter=Q(state__in=("open", "in_progress", "done"))),
        ineffective=Count("pk", filter=Q(ineffective_since__isnull=False)),
    )
    late = reading.rows(
        actions.filter(core).order_by("due_on", "code"), SHOWN,
        code="code", title="title", owner="owner__name", due_on="due_on",
    )  # fmt: skip
    # People and logins none of whose messages arrive on some channel.
    unreachable = reading.figures(
        ContactPoint.objects.unreachable(),
        n=Count(JSONArray("person", "user"), distinct=True),
    )
    undelivered = reading.count(Notification.objects.filter(state="failed"))

    def follow_up() -> FollowUp:
        page = link("followup:action_list")
        return FollowUp(
            **counts.of,
            late=[_late(one) for one in late.of],
            unreachable=unreachable["n"],
            undelivered=undelivered["n"],
            late_url=page and f"{page}?priority=P1&core=true&overdue=true",
            overdue_url=page and f"{page}?overdue=true",
            ineffective_url=page and f"{page}?ineffective=true",
            unreachable_url=link("followup:delivery_list"),
            undelivered_url=link("followup:not_sent_list"),
        )

    return follow_up


def _late(one: Mapping[str, Any]) -> Late:
    url = link("followup:action_detail", one["code"])
    due_on = date.fromisoformat(one["due_on"])
    return Late(one["code"], one["title"], one["owner"] or "", due_on, url)
