"""Row by row into the real system: the posted tick and the "e-service order resent" tick."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.access import require
from accounts.models import User
from lib.errors import GuardsUnmet, Problem
from plans.domain import backfill_states as states
from plans.models import Backfill, BackfillLog, BackfillState
from plans.services.backfill_words import guard_problem
from plans.services.backfills import ENTER, locked


@transaction.atomic
def tick_posted(
    backfill: Backfill,
    *,
    rows: Collection[int] | None,
    by: User,
    at: datetime,
    posted: bool = True,
) -> int:
    """None: every row. Only after the integrity of the system's data is verified (ruling C7).

    Answers how many ticks changed; ticking twice changes nothing. Void rows are never posted.
    """
    require(by, ENTER)
    batch = locked(backfill)
    problems = _problems(batch, {BackfillState.RECONCILED.value})
    if batch.activation.integrity_at is None:
        problems.append(guard_problem("integrity"))
    if problems:
        raise GuardsUnmet(problems)
    found = batch.rows.filter(void=False, posted_at__isnull=posted)
    if rows is not None:
        found = found.filter(pk__in=list(rows))
    changed = found.update(posted_at=at if posted else None)
    _log(batch, "rows_posted" if posted else "rows_unposted", changed, by, at)
    return changed


@transaction.atomic
def tick_resent(
    backfill: Backfill,
    *,
    rows: Collection[int] | None,
    by: User,
    at: datetime,
    resent: bool = True,
) -> int:
    """The e-service order went to the customer again; also after posting."""
    require(by, ENTER)
    batch = locked(backfill)
    problems = _problems(batch, set(states.MAY_TICK))
    if batch.activation.integrity_at is None:
        problems.append(guard_problem("integrity"))
    if problems:
        raise GuardsUnmet(problems)
    found = batch.rows.filter(void=False, resent_at__isnull=resent)
    if rows is not None:
        found = found.filter(pk__in=list(rows))
    changed = found.update(resent_at=at if resent else None)
    _log(batch, "orders_resent" if resent else "orders_unresent", changed, by, at)
    return changed


def _problems(batch: Backfill, allowed: set[str]) -> list[Problem]:
    if batch.state in allowed:
        return []
    return [guard_problem("state", state=batch.get_state_display())]


def _log(batch: Backfill, what: str, count: int, by: User, at: datetime) -> None:
    if count:
        payload = {"rows": count}
        BackfillLog.objects.create(backfill=batch, what=what, by=by, at=at, payload=payload)
