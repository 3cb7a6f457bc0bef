"""Rows of customers end some time after their batch; counts stay (PLN-13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from plans.models import Backfill, BackfillLog, BackfillState, PlanSettings, PlanUpload
from plans.services.backfill_import import KEPT, NOUN


def purge(*, at: datetime, stop: Callable[[], bool] = lambda: False) -> int:
    """Batches closed longer ago than the settings say lose their rows; how many rows went.

    One transaction a batch; what `stop` leaves is done tomorrow.
    """
    PlanUpload.objects.filter(noun=NOUN, created_at__lt=at - KEPT).delete()
    limit = at - timedelta(days=PlanSettings.current().purge_days)
    due = Backfill.objects.filter(
        state=BackfillState.CLOSED, closed_at__lt=limit, purged_at__isnull=True
    )
    gone = 0
    for pk in list(due.order_by("closed_at").values_list("pk", flat=True)):
        if stop():
            break
        gone += _purge_one(pk, at)
    return gone


@transaction.atomic
def _purge_one(pk: int, at: datetime) -> int:
    batch = Backfill.objects.select_for_update().filter(pk=pk, purged_at__isnull=True).first()
    if batch is None:
        return 0
    count, _each = batch.rows.all().delete()
    PlanUpload.objects.filter(noun=NOUN, target=batch.code).delete()
    batch.purged_at = at
    batch.totals = {**batch.totals, "rows": batch.totals.get("rows", count)}
    batch.version += 1
    batch.save(update_fields=["purged_at", "totals", "version", "updated_at"])
    payload = {"rows": count}
    BackfillLog.objects.create(backfill=batch, what="purged", at=at, payload=payload)
    return count
