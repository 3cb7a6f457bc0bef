"""What the approval of minutes brings about: actions, the next review, a digest."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from accounts.models import User
from followup.models import ActionKind, ActionSource
from followup.services.actions import create_action
from governance.models import (
    DecisionKind,
    ManagementReview,
    ManagementReviewState,
    ReviewDecision,
)

KINDS = {DecisionKind.IMPROVEMENT.value: ActionKind.PREVENT.value}
TITLE = 200


def carry_out(row: ManagementReview, *, by: User, at: datetime) -> None:
    """Within the approval's transaction; the caller holds the row."""
    for decision in row.decisions.select_related("owner").order_by("order", "pk"):
        if decision.owner is not None and decision.due_on is not None and decision.action is None:
            decision.action = _action(decision, row, by, at)
            decision.save(update_fields=["action"])
    row.digest = digest_of(row)
    row.save(update_fields=["digest"])
    _plan_next(row, at)


def _action(decision: ReviewDecision, row: ManagementReview, by: User, at: datetime) -> Any:
    first_line = decision.text.strip().splitlines()[0]
    return create_action(
        title=first_line[:TITLE], finding=decision.text, source=ActionSource.REVIEW.value,
        source_ref=row.code, owner=decision.owner, due_on=decision.due_on,
        kind=KINDS.get(decision.kind, ActionKind.CORRECT.value), by=by, at=at, recorded_at=at,
    )  # fmt: skip


def _plan_next(row: ManagementReview, at: datetime) -> None:
    """On its next day, with the same people; none where one is planned already."""
    from followup.services.numbers import next_number
    from governance.services.reviews import SERIES, create_agenda, next_period

    planned = ManagementReview.objects.filter(state=ManagementReviewState.PLANNED.value)
    if row.next_on is None or planned.filter(planned_on__gte=row.planned_on).exists():
        return
    first, last = next_period(row)
    made = ManagementReview(
        code=next_number(SERIES, at=at), title=row.title, period_from=first, period_until=last,
        planned_on=row.next_on, chair=row.chair, secretary=row.secretary,
        written_by=row.written_by,
    )  # fmt: skip
    made.full_clean()
    made.save()
    made.participants.set(row.participants.all())
    create_agenda(made)


def content_of(row: ManagementReview) -> dict[str, Any]:
    """Agenda, minutes and decisions as they were approved, as plain JSON."""
    return {
        "code": row.code,
        "title": row.title,
        "period": [row.period_from.isoformat(), row.period_until.isoformat()],
        "held_at": row.held_at.isoformat() if row.held_at else None,
        "chair": row.chair.code if row.chair else None,
        "secretary": row.secretary.code if row.secretary else None,
        "participants": sorted(row.participants.values_list("code", flat=True)),
        "minutes": row.minutes,
        "next_on": row.next_on.isoformat() if row.next_on else None,
        "agenda": [
            {"key": one.key, "title": one.title, "data": one.data, "discussion": one.discussion}
            for one in row.agenda.order_by("order", "pk")
        ],
        "decisions": [
            {
                "kind": one.kind, "text": one.text,
                "owner": one.owner.code if one.owner else None,
                "due_on": one.due_on.isoformat() if one.due_on else None,
                "action": one.action.code if one.action else None,
            }
            for one in row.decisions.select_related("owner", "action").order_by("order", "pk")
        ],
    }  # fmt: skip


def digest_of(row: ManagementReview) -> str:
    """SHA-256 of the content as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content_of(row), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
