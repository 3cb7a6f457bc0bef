"""The second person: what was entered against the paper, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from lib.errors import GuardsUnmet, Problem, Refused
from plans.models import Backfill, BackfillLog, BackfillState, RowCheck
from plans.services.backfill_words import guard_problem
from plans.services.backfills import ENTER, expand_sample, locked

VERDICTS = {RowCheck.OK.value, RowCheck.WRONG.value}


@transaction.atomic
def check_rows(backfill: Backfill, *, verdicts: Mapping[int, str], by: User, at: datetime) -> int:
    """Row id → "ok" or "wrong". One error, and all rows are checked. Answers how many were judged.

    Nobody checks what they entered themselves; what somebody else judged meanwhile stays.
    Raises Refused, GuardsUnmet.
    """
    require(by, ENTER)
    batch = locked(backfill)
    if batch.state != BackfillState.CHECKING:
        raise GuardsUnmet([guard_problem("state", state=batch.get_state_display())])
    if set(verdicts.values()) - VERDICTS:
        raise Refused("invalid", _("A row is correct or wrong."), "verdicts")
    rows = {row.pk: row for row in batch.rows.select_for_update().filter(pk__in=list(verdicts))}
    if len(rows) != len(verdicts):
        raise Refused("unknown", _("Some of these rows are not in this batch."), "verdicts")
    own = sum(row.entered_by_id == by.pk for row in rows.values())
    if own:
        words: Any = _("Somebody else must check the %(count)s rows you entered.")
        raise GuardsUnmet([Problem("own_rows", words % {"count": own})])
    judged = [row for row in rows.values() if row.check_result == RowCheck.NONE]
    for row in judged:
        row.check_result = verdicts[row.pk]
        row.checked_by, row.checked_at, row.in_sample = by, at, True
        row.version += 1
    fields = ["check_result", "checked_by", "checked_at", "in_sample", "version"]
    batch.rows.model.objects.bulk_update(judged, fields, batch_size=500)
    wrong = sum(row.check_result == RowCheck.WRONG for row in judged)
    if wrong:
        expand_sample(batch, at=at, by=by)
    if judged:
        payload = {"rows": len(judged), "wrong": wrong}
        BackfillLog.objects.create(
            backfill=batch, what="rows_checked", by=by, at=at, payload=payload
        )
    return len(judged)
