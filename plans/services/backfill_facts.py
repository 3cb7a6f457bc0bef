"""What a batch looks like in numbers: the guards, the reconciliation and the pages read this."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.db.models.fields.json import KeyTextTransform

from plans.domain import paper_values
from plans.domain.backfill_states import Facts
from plans.domain.reconciliation import Reconciliation, SheetCount, reconcile
from plans.models import Backfill, FormPrinting, RowCheck
from plans.services.forms import columns_of

MOST_GROUPS = 500


def columns_in(batch: Backfill) -> list[dict[str, Any]]:
    """The columns of the batch's printings, the newest design first; else of the form as it is.

    Sheets of two printings may differ: what only the older one has comes at the end.
    """
    designs = (
        FormPrinting.objects.filter(sheets__backfill=batch)
        .order_by("-printed_at", "-pk")
        .distinct()
        .values_list("design", flat=True)
    )
    found: dict[str, dict[str, Any]] = {}
    for design in designs:
        for column in design["columns"]:
            found.setdefault(column["key"], column)
    return list(found.values()) or columns_of(batch.form)


def cells_of(columns: list[dict[str, Any]]) -> list[paper_values.Cell]:
    return [
        paper_values.Cell(
            key=one["key"],
            type=one["type"],
            required=one["is_required"],
            choices=tuple(one["choices"]),
        )
        for one in columns
    ]


def group_column(columns: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The column whose totals must balance (the adviser)."""
    return next((one for one in columns if one["groups_totals"]), None)


def reconciliation_of(batch: Backfill, columns: list[dict[str, Any]]) -> Reconciliation:
    """Three queries."""
    counts: dict[int, Any] = {
        row["sheet"]: row
        for row in batch.rows.order_by()
        .values("sheet")
        .annotate(good=Count("pk", filter=Q(void=False)), struck=Count("pk", filter=Q(void=True)))
    }
    sheets = [
        SheetCount(
            serial=one.serial,
            state=one.state,
            written=one.rows_written,
            void=one.rows_void,
            estimated=one.rows_estimated,
            entered=counts.get(one.pk, {}).get("good", 0),
            entered_void=counts.get(one.pk, {}).get("struck", 0),
        )
        for one in batch.sheets.order_by("serial")
    ]
    column = group_column(columns)
    counted = None if column is None else dict(batch.totals.get("counted", {}))
    return reconcile(sheets, entered_by_group=_by_group(batch, column), counted_by_group=counted)


def _by_group(batch: Backfill, column: dict[str, Any] | None) -> dict[str, int]:
    if column is None:
        return {}
    rows = (
        batch.rows.filter(void=False)
        .annotate(name=KeyTextTransform(column["key"], "values"))
        .order_by()
        .values("name")
        .annotate(count=Count("pk"))[:MOST_GROUPS]
    )
    found: dict[str, int] = {}
    for row in rows:
        found[row["name"] or ""] = found.get(row["name"] or "", 0) + row["count"]
    return found


def facts_of(
    batch: Backfill, *, explanation: str, reconciliation: Reconciliation | None = None
) -> Facts:
    rows = batch.rows.aggregate(
        all=Count("pk"),
        unchecked=Count("pk", filter=Q(in_sample=True, check_result=RowCheck.NONE)),
        wrong=Count("pk", filter=Q(check_result=RowCheck.WRONG)),
        unposted=Count("pk", filter=Q(void=False, posted_at__isnull=True)),
        posted=Count("pk", filter=Q(posted_at__isnull=False)),
    )
    found = reconciliation or reconciliation_of(batch, columns_in(batch))
    return Facts(
        rows=rows["all"],
        sheets_out=len(found.unaccounted),
        unchecked=rows["unchecked"],
        wrong=rows["wrong"],
        balanced=found.balanced,
        explained=bool(explanation.strip()),
        restored=batch.activation.restored_at is not None,
        integrity=batch.activation.integrity_at is not None,
        unposted=rows["unposted"],
        any_posted=bool(rows["posted"]),
    )
