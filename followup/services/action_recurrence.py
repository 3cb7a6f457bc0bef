"""When a cause comes back, what was meant to remove it was not effective (ACT)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from accounts.models import User
from followup.domain.action import recurs
from followup.models import CorrectiveAction, FollowupSettings
from followup.services import action_telling as telling
from followup.services.action_step import publish, write
from lib.claimed_time import Claimed
from lib.versioning import change


def mark_recurrences(action: CorrectiveAction, *, when: Claimed) -> None:
    """Mark what was verified for the same cause and subject (both without one: cause alone).

    Call with the new action's row locked. It is linked to the one verified last.
    """
    if action.cause_id is None:
        return
    earlier = CorrectiveAction.objects.filter(
        cause=action.cause_id, subject_kind=action.subject_kind, subject_code=action.subject_code
    ).exclude(pk=action.pk)
    marked = mark_ineffective(earlier, when=when, came_back=action.code, by=None)
    if marked and action.recurrence_of_id is None:
        last = max(marked, key=lambda one: (one.verified_at, one.pk))
        change(action, read_version=None, recurrence_of=last)


def mark_ineffective(
    earlier: QuerySet[CorrectiveAction], *, when: Claimed, came_back: str, by: User | None
) -> list[CorrectiveAction]:
    """Of `earlier`, those verified within the settings' months before `when`; all are told.

    `came_back` says what showed it: an action's number or a measurement's. Each is marked once.
    """
    months = FollowupSettings.current().recurrence_months
    rows = (
        earlier.filter(state="verified", ineffective_since=None)
        .filter(verified_at__gte=when.at - timedelta(days=31 * (months + 1)))
        .select_related("owner__user", "verifier__user")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    marked = []
    for one in rows:
        if one.verified_at is None or not recurs(one.verified_at, when.at, months):
            continue
        change(one, read_version=None, ineffective_since=when.at)
        payload = {"came_back": came_back}
        entry = write(one, "recurred", when=when, by=by, payload=payload)
        told = [telling.owner(one), telling.verifier(one), telling.bcm_managers()]
        at = when.recorded_at
        telling.tell(one, "action.ineffective", told, entry=entry, at=at, came_back=came_back)
        publish(one, "ineffective", when.at)
        marked.append(one)
    return marked
