"""What the form of an action tells while it is filled in: the due date proposed and why, what
was verified before for the same cause, and what is being done about the same source already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from followup.domain.action import DueDays
from followup.models import ActionPriority, CorrectiveAction, FollowupSettings
from followup.related import open_actions_from

SHOWN = 3


@dataclass(frozen=True)
class DueHint:
    """The day, and its reason: the priority's days from today."""

    priority: str
    days: int
    day: date


def due_hint(typed: Mapping[str, str]) -> DueHint | None:
    """None for a priority that does not exist."""
    priority = typed.get("priority", "")
    if priority not in ActionPriority.values:
        return None
    days = {**DueDays().days, **FollowupSettings.current().due_days}[priority]
    return DueHint(priority, days, timezone.localdate() + timedelta(days=days))


def seen_before(
    user: User, typed: Mapping[str, str], but: CorrectiveAction | None = None
) -> list[CorrectiveAction]:
    """Actions for the same kind of root cause, those at the same subject first.

    `same` says that opening this one makes it ineffective: same cause, same subject, verified
    within the settings' months (see `followup.services.action_recurrence`).
    """
    cause = typed.get("cause", "").replace("\0", "")
    if not cause:
        return []
    kind, _colon, code = typed.get("subject", "").replace("\0", "").partition(":")
    rows = CorrectiveAction.objects.visible_to(user).filter(cause__code=cause)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    same = rows.filter(subject_kind=kind, subject_code=code).order_by("-verified_at", "-code")
    found: list[Any] = list(same.filter(state="verified")[:SHOWN])
    for one in found:
        one.same = True
    if len(found) < SHOWN:
        others = rows.exclude(pk__in=[one.pk for one in found]).order_by("-code")
        found += others[: SHOWN - len(found)]
    return found


def open_twins(user: User, typed: Mapping[str, str]) -> list[CorrectiveAction]:
    """What is still to do about the same source."""
    source, ref = (typed.get(name, "").replace("\0", "") for name in ("source", "source_ref"))
    return open_actions_from(user, source, [ref]).get(ref, []) if ref else []
