"""The life of a batch: opened for a shop, entered, checked, reconciled, posted, closed (PLN-13).

Every verb locks the batch's row, asks the guards of `domain.backfill_states` and writes a line of
its log. Rows are entered by `backfill_rows`, checked by `backfill_checking`, ticked by
`backfill_posting`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Person, User
from bia.services.publishing import publish_row
from followup.services.numbers import next_number
from lib.errors import GuardsUnmet, Refused
from lib.versioning import create
from plans.domain import backfill_states as states
from plans.domain.sampling import ALL, sample, share_of
from plans.models import (
    Backfill,
    BackfillLog,
    BackfillRow,
    BackfillState,
    FormSheet,
    PaperForm,
    PlanActivation,
    SheetState,
    Store,
)
from plans.services import backfill_clock, sheets, stock
from plans.services.backfill_facts import (
    columns_in,
    facts_of,
    group_column,
    reconciliation_of,
)
from plans.services.backfill_words import guard_problem

ENTER = "backfill.enter"
MOST_COUNTED = 500


@transaction.atomic
def open_backfill(
    *,
    activation: PlanActivation,
    form: PaperForm,
    store: Store,
    by: User,
    at: datetime,
    lead: Person | None = None,
    serials: Sequence[str] = (),
    quantity: int = 0,
) -> Backfill:
    """A batch of one shop's paper, with the sheets it was given. K10 runs once the activation is
    restored. Raises Refused: a second batch of this shop and form, sheets of somebody else."""
    require(by, ENTER)
    if activation.state == "cancelled":
        raise Refused("cancelled", _("This activation was cancelled."), "activation")
    batch = create(
        Backfill,
        code=next_number("BF", at=at),
        activation=activation,
        form=form,
        store=store,
        lead=lead or store.lead,
    )
    _log(batch, "opened", by, at)
    if serials or quantity:
        sheets.issue_sheets(batch, by=by, at=at, serials=serials, quantity=quantity)
    backfill_clock.start_for(batch, at=at, by=by)
    return batch


@transaction.atomic
def change_lead(backfill: Backfill, *, lead: Person | None, by: User, at: datetime) -> Backfill:
    require(by, ENTER)
    batch = locked(backfill)
    batch.lead = lead
    _save(batch, "lead")
    backfill_clock.start_for(batch, at=at, by=by)
    return batch


@transaction.atomic
def send_to_checking(
    backfill: Backfill, *, by: User, at: datetime, seed: int | None = None
) -> Backfill:
    """All is entered: the sample is drawn, with a seed that is kept so that anybody can draw it
    again. Raises GuardsUnmet while sheets are out."""
    require(by, ENTER)
    batch = locked(backfill)
    _guard("checking", batch)
    keys = {
        f"{serial}:{row:03d}": pk
        for pk, serial, row in batch.rows.values_list("pk", "sheet__serial", "row")
    }
    errors = bool(batch.totals.get("errors_found"))
    percent = share_of(len(keys), errors=errors)
    seed = secrets.randbelow(2**31) if seed is None else seed
    drawn = sample(list(keys), percent, seed)
    batch.rows.update(in_sample=False)
    batch.rows.filter(pk__in=[keys[key] for key in drawn]).update(in_sample=True)
    batch.state = BackfillState.CHECKING.value
    batch.sample_percent = percent
    batch.entered_at = at
    batch.totals = batch.totals | {"sample": {"seed": seed, "of": len(keys), "rows": len(drawn)}}
    _save(batch, "state", "sample_percent", "entered_at", "totals")
    _log(batch, "checking", by, at, seed=seed, percent=percent, rows=len(drawn))
    return batch


@transaction.atomic
def reopen(backfill: Backfill, *, reason: str, by: User, at: datetime) -> Backfill:
    """Back to entry, with a reason; what was checked stays checked. Not once rows are posted."""
    require(by, ENTER)
    if not reason.strip():
        raise Refused("required", _("Say why."), "reason")
    batch = locked(backfill)
    _guard("reopening", batch)
    batch.state = BackfillState.ENTERING.value
    batch.reconciled_at = batch.reconciled_by = None
    _save(batch, "state", "reconciled_at", "reconciled_by")
    _log(batch, "reopened", by, at, reason=reason.strip())
    backfill_clock.reopened(batch, at=at, by=by)
    return batch


@transaction.atomic
def count_groups(
    backfill: Backfill, *, counted: Mapping[str, int], by: User, at: datetime
) -> Backfill:
    """Lines on the paper by adviser, counted by hand. Raises Refused at `counted`."""
    require(by, ENTER)
    batch = locked(backfill)
    if batch.state not in states.MAY_ENTER:
        raise GuardsUnmet([guard_problem("state", state=batch.get_state_display())])
    wrong = len(counted) > MOST_COUNTED or not all(
        isinstance(name, str)
        and len(name) <= 500
        and isinstance(number, int)
        and not isinstance(number, bool)
        and 0 <= number <= 100_000
        for name, number in counted.items()
    )
    if wrong:
        raise Refused("invalid", _("Counts are whole numbers by name."), "counted")
    if group_column(columns_in(batch)) is None and counted:
        raise Refused("invalid", _("No column of this form has totals."), "counted")
    batch.totals = batch.totals | {"counted": dict(counted)}
    _save(batch, "totals")
    _log(batch, "counted", by, at, groups=len(counted))
    return batch


@transaction.atomic
def reconcile(
    backfill: Backfill,
    *,
    by: User,
    at: datetime,
    explanation: str = "",
    counted: Mapping[str, int] | None = None,
) -> Backfill:
    """Paper and entries agree, or the difference is explained; K10 is met.

    Raises GuardsUnmet: sheets out, rows of the sample unchecked or wrong, no explanation.
    """
    require(by, ENTER)
    if counted is not None:
        count_groups(backfill, counted=counted, by=by, at=at)
    batch = locked(backfill)
    text = explanation.strip()
    found = reconciliation_of(batch, columns_in(batch))
    _guard("reconciliation", batch, explanation=text, reconciliation=found)
    batch.state = BackfillState.RECONCILED.value
    batch.explanation = text
    batch.reconciled_at, batch.reconciled_by = at, by
    batch.totals = batch.totals | {
        "written": found.written,
        "entered": found.entered,
        "void": found.void,
        "difference": found.difference,
        "lost_sheets": found.lost_sheets,
        "lost_rows": found.lost_rows,
        "balanced": found.balanced,
        "exception": found.exception,
        "illegible": batch.rows.filter(illegible=True).count(),
    }
    _save(batch, "state", "explanation", "reconciled_at", "reconciled_by", "totals")
    _log(batch, "reconciled", by, at, balanced=found.balanced, lost=found.lost_sheets)
    backfill_clock.reconciled(batch, at=at, by=by)
    publish_row("backfill.reconciled", batch, at=at)
    return batch


@transaction.atomic
def finish_posting(backfill: Backfill, *, by: User, at: datetime) -> Backfill:
    """Every row stands in the real system. Raises GuardsUnmet before the integrity of its data
    is verified (ruling C7) and while a row has no posted tick."""
    require(by, ENTER)
    batch = locked(backfill)
    _guard("posting", batch)
    batch.state = BackfillState.POSTED.value
    batch.posted_at = at
    batch.totals = batch.totals | {
        "posted": batch.rows.filter(posted_at__isnull=False).count(),
        "resent": batch.rows.filter(resent_at__isnull=False).count(),
    }
    _save(batch, "state", "posted_at", "totals")
    _log(batch, "posted", by, at)
    publish_row("backfill.posted", batch, at=at)
    return batch


@transaction.atomic
def close(backfill: Backfill, *, by: User, at: datetime) -> Backfill:
    """Nothing more comes. Blank sheets go back into the shop's stock; counts are kept, the rows
    until they are purged."""
    require(by, ENTER)
    batch = locked(backfill)
    _guard("closure", batch)
    by_state: dict[str, int] = {}
    for sheet in batch.sheets.all():
        by_state[sheet.state] = by_state.get(sheet.state, 0) + 1
    batch.state = BackfillState.CLOSED.value
    batch.closed_at = at
    batch.totals = batch.totals | {
        "rows": batch.rows.count(),
        "sheets": by_state,
        "resent": batch.rows.filter(resent_at__isnull=False).count(),
    }
    _save(batch, "state", "closed_at", "totals")
    blank = FormSheet.objects.select_for_update().filter(backfill=batch, state=SheetState.BLANK)
    for sheet in blank:
        sheet.state, sheet.backfill, sheet.changed_at = SheetState.STOCK.value, None, at
        sheet.version += 1
        sheet.save()
    stock.judge_stock([batch.form_id], [batch.store_id], at=at)
    _log(batch, "closed", by, at, exception=bool(batch.totals.get("exception")))
    return batch


@transaction.atomic
def delete_backfill(backfill: Backfill, *, by: User, at: datetime) -> None:
    """Opened by mistake: only while nothing was entered; its sheets go back into stock."""
    require(by, ENTER)
    batch = locked(backfill)
    if batch.state != BackfillState.OPEN or BackfillRow.objects.filter(backfill=batch).exists():
        raise GuardsUnmet.one("has_rows", _("Rows were entered; it cannot be taken away."))
    for sheet in FormSheet.objects.select_for_update().filter(backfill=batch):
        sheet.state, sheet.backfill, sheet.changed_at = SheetState.STOCK.value, None, at
        sheet.rows_written = sheet.rows_estimated = sheet.signed_by = None
        sheet.rows_void = 0
        sheet.version += 1
        sheet.save()
    backfill_clock.dropped(batch, at=at, by=by)
    batch.log.all().delete()
    batch.delete()


def locked(backfill: Backfill) -> Backfill:
    return (
        Backfill.objects.select_for_update(of=("self",))
        .select_related("form", "store", "activation", "lead__user")
        .get(pk=backfill.pk)
    )


def expand_sample(batch: Backfill, *, at: datetime, by: User) -> None:
    """An error was found: everything is checked (in the caller's transaction)."""
    batch.totals = batch.totals | {"errors_found": batch.totals.get("errors_found", 0) + 1}
    if batch.sample_percent != ALL:
        batch.sample_percent = ALL
        batch.rows.update(in_sample=True)
        _log(batch, "sample_widened", by, at)
    _save(batch, "totals", "sample_percent")


def guards_of(verb: str, batch: Backfill, **about: Any) -> list[Any]:
    """The problems in the way of `verb`, for pages that say so beforehand."""
    facts = facts_of(
        batch,
        explanation=about.get("explanation", batch.explanation),
        reconciliation=about.get("reconciliation"),
    )
    counts = {
        "sheets_out": facts.sheets_out,
        "unchecked": facts.unchecked,
        "wrong_rows": facts.wrong,
        "unposted": facts.unposted,
    }
    return [
        guard_problem(code, count=counts.get(code, 0), state=batch.get_state_display())
        for code in states.unmet(verb, batch.state, facts)
    ]


def _guard(verb: str, batch: Backfill, **about: Any) -> None:
    problems = guards_of(verb, batch, **about)
    if problems:
        raise GuardsUnmet(problems)


def _save(batch: Backfill, *fields: str) -> None:
    batch.version += 1
    batch.save(update_fields=[*fields, "version", "updated_at"])


def _log(batch: Backfill, what: str, by: User | None, at: datetime, **payload: Any) -> None:
    BackfillLog.objects.create(backfill=batch, what=what, by=by, at=at, payload=payload)
