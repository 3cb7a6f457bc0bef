"""How far each shop is: for the list, one batch's page, the activation and the war room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from plans.models import Backfill, BackfillRow, FormSheet, PlanActivation, SheetState
from plans.services.backfill_clock import RUNNING

DONE = ("reconciled", "posted", "closed")


@dataclass(frozen=True)
class Progress:
    """`written` are rows counted on returned sheets, `entered` rows kept (void ones too).

    `lag_s` runs from the recovery until the batch is reconciled, else until now; None before the
    recovery. `left_s` is what is left of K10, negative when it is over. Both in whole minutes.
    """

    batch: Backfill
    sheets: int = 0
    sheets_out: int = 0
    sheets_lost: int = 0
    written: int = 0
    entered: int = 0
    flagged: int = 0
    to_check: int = 0
    checked: int = 0
    wrong: int = 0
    posted: int = 0
    to_post: int = 0
    lag_s: int | None = None
    left_s: int | None = None
    late: bool = False

    @property
    def entered_of(self) -> int | None:
        """Rows expected; None while sheets are still out or uncounted."""
        return self.written if self.written and not self.sheets_out else None

    @property
    def over_s(self) -> int:
        """How far K10 is overrun, 0 when it is not."""
        return max(0, -(self.left_s or 0))

    @property
    def words(self) -> str:
        return f"{self.percent} %"

    @property
    def percent(self) -> int:
        """0–100 over entry, check and posting; what is reconciled is at least two thirds done."""
        if self.batch.state in ("posted", "closed"):
            return 100
        if self.batch.state == "reconciled":
            return 67 + (33 * self.posted // self.to_post if self.to_post else 0)
        if self.batch.state == "checking":
            return 34 + (33 * self.checked // self.to_check if self.to_check else 0)
        return min(33, 33 * self.entered // self.written) if self.written else 0


@dataclass(frozen=True)
class Whole:
    """All shops of one activation."""

    shops: int
    reconciled: int
    late: int
    rows: int
    percent: int
    worst_lag_s: int | None


def progress_of(batches: Sequence[Backfill], *, at: datetime) -> list[Progress]:
    """In the order given; two queries however many there are."""
    ids = [one.pk for one in batches]
    sheets: dict[int, Any] = {
        row["backfill"]: row
        for row in FormSheet.objects.filter(backfill__in=ids)
        .order_by()
        .values("backfill")
        .annotate(
            count=Count("pk"),
            out=Count("pk", filter=Q(state=SheetState.ISSUED)),
            lost=Count("pk", filter=Q(state=SheetState.LOST)),
            written=Sum("rows_written"),
        )
    }
    good = Q(void=False)
    rows: dict[int, Any] = {
        row["backfill"]: row
        for row in BackfillRow.objects.filter(backfill__in=ids)
        .order_by()
        .values("backfill")
        .annotate(
            entered=Count("pk"),
            flagged=Count("pk", filter=~Q(warnings={})),
            to_check=Count("pk", filter=Q(in_sample=True)),
            checked=Count("pk", filter=Q(in_sample=True) & ~Q(check_result="")),
            wrong=Count("pk", filter=Q(check_result="wrong")),
            to_post=Count("pk", filter=good),
            posted=Count("pk", filter=good & Q(posted_at__isnull=False)),
        )
    }
    return [_one(one, sheets.get(one.pk, {}), rows.get(one.pk, {}), at) for one in batches]


def of_activation(activation: PlanActivation, *, at: datetime) -> tuple[Whole, list[Progress]]:
    """The shops of one activation, the one furthest behind first."""
    batches = list(activation.backfills.for_list().order_by("store__code", "code"))
    found = progress_of(batches, at=at)
    found.sort(key=lambda one: (not one.late, one.percent))
    return whole(found), found


def whole(found: Sequence[Progress]) -> Whole:
    lags = [one.lag_s for one in found if one.lag_s is not None and one.batch.state in RUNNING]
    return Whole(
        shops=len(found),
        reconciled=sum(one.batch.state in DONE for one in found),
        late=sum(one.late for one in found),
        rows=sum(one.entered for one in found),
        percent=sum(one.percent for one in found) // len(found) if found else 0,
        worst_lag_s=max(lags, default=None),
    )


def whole_minutes(seconds: int) -> int:
    """Nobody reads seconds of hours: cut towards zero, from one minute on."""
    if abs(seconds) < 60:
        return seconds
    return seconds - seconds % 60 if seconds > 0 else seconds + -seconds % 60


def _one(batch: Backfill, sheets: dict[str, Any], rows: dict[str, Any], at: datetime) -> Progress:
    ended = batch.reconciled_at or at
    running = batch.state in RUNNING
    lag = None if batch.restored_at is None else int((ended - batch.restored_at).total_seconds())
    left = None
    if batch.due_at is not None and running:
        left = int((batch.due_at - at).total_seconds())
    totals = batch.totals
    purged = batch.purged_at is not None or batch.state == "closed"
    return Progress(
        batch=batch,
        sheets=sum(totals["sheets"].values()) if "sheets" in totals else sheets.get("count", 0),
        sheets_out=sheets.get("out", 0),
        sheets_lost=sheets.get("lost", 0),
        written=sheets.get("written") or 0,
        entered=totals.get("rows", 0) if purged else rows.get("entered", 0),
        flagged=rows.get("flagged", 0),
        to_check=rows.get("to_check", 0),
        checked=rows.get("checked", 0),
        wrong=rows.get("wrong", 0),
        posted=totals.get("posted", 0) if purged else rows.get("posted", 0),
        to_post=rows.get("to_post", 0),
        lag_s=None if lag is None else max(0, whole_minutes(lag)),
        left_s=None if left is None else whole_minutes(left),
        late=batch.due_at is not None and ended > batch.due_at,
    )
