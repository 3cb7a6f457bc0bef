"""Numbered sheets: printed for a shop, issued to a batch, and accounted for one by one."""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Person, User
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from plans.domain import backfill_states as states
from plans.models import (
    Backfill,
    BackfillLog,
    BackfillRow,
    FormPrinting,
    FormSheet,
    PaperForm,
    SheetState,
    Store,
)
from plans.services import stock
from plans.services.forms import columns_of

MOST_SHEETS = 500
LANGUAGES = ("en", "zh-hans", "both")
_SIGNS = string.ascii_letters + string.digits
FREE = (SheetState.STOCK.value, SheetState.ISSUED.value)


def serial_of(prefix: str, number: int) -> str:
    """ "CSM-000123"."""
    return f"{prefix}-{number:06d}"


@transaction.atomic
def print_sheets(
    form: PaperForm, *, store: Store | None, quantity: int, language: str, by: User, at: datetime
) -> FormPrinting:
    """Allot the next `quantity` serials and freeze the design. The form's row is locked, so
    serials have neither gaps nor doubles however many print at once.

    Raises Refused at `quantity`, `language`; GuardsUnmet for a form that is not in use.
    """
    require(by, "plan.print")
    if isinstance(quantity, bool) or not 1 <= quantity <= MOST_SHEETS:
        raise Refused("invalid", _("Print 1 to 500 sheets at once."), "quantity")
    if language not in LANGUAGES:
        raise Refused("invalid", _("Sheets are in English, Chinese or both."), "language")
    locked = PaperForm.objects.select_for_update().get(pk=form.pk)
    if not locked.is_active:
        raise GuardsUnmet.one("not_active", _("This form is not in use any more."))
    if store is not None and not store.is_active:
        raise Refused("not_active", _("This shop is closed."), "store")
    printing = FormPrinting.objects.create(
        form=locked,
        store=store,
        language=language,
        design=design_of(locked),
        first_serial=locked.next_serial,
        quantity=quantity,
        printed_at=at,
        printed_by=by,
    )
    FormSheet.objects.bulk_create(
        FormSheet(
            printing=printing,
            serial=serial_of(locked.prefix, number),
            token=new_token(),
            store=store,
            changed_at=at,
        )
        for number in range(locked.next_serial, locked.next_serial + quantity)
    )
    locked.next_serial += quantity
    locked.save(update_fields=["next_serial"])
    form.next_serial = locked.next_serial
    if store is not None:
        stock.judge_stock([locked.pk], [store.pk], at=at)
    return printing


def design_of(form: PaperForm) -> dict[str, Any]:
    """What a sheet shows, as plain values: kept with the printing."""
    return {
        "code": form.code,
        "name_en": form.name_en,
        "name_zh": form.name_zh,
        "header_en": form.header_en,
        "header_zh": form.header_zh,
        "rows_per_sheet": form.rows_per_sheet,
        "landscape": form.landscape,
        "columns": columns_of(form),
    }


def new_token() -> str:
    return "".join(secrets.choice(_SIGNS) for _number in range(12))


@transaction.atomic
def issue_sheets(
    backfill: Backfill, *, by: User, at: datetime, serials: Sequence[str] = (), quantity: int = 0
) -> list[FormSheet]:
    """Give sheets to the batch: those named, or the first `quantity` of the shop's stock.

    Raises Refused at `serials` (unknown, another form, another batch or shop) and `quantity`.
    """
    require(by, "backfill.enter")
    batch = _locked(backfill)
    _still_entering(batch)
    if serials:
        rows = lock_sheets(batch, list(dict.fromkeys(serials)), refuse=True)
        found = list(rows.values())
    else:
        free = FormSheet.objects.select_for_update(skip_locked=True).filter(
            store=batch.store, printing__form=batch.form, state=SheetState.STOCK
        )
        found = list(free.order_by("serial")[:quantity])
        if len(found) < quantity or quantity < 1:
            words: Any = _("The shop has %(count)s blank sheets in stock.") % {"count": len(found)}
            raise Refused("too_few", words, "quantity")
    for sheet in found:
        take(sheet, batch, at=at)
    _log(batch, "sheets_issued", by, at, serials=[one.serial for one in found])
    stock.judge_stock([batch.form_id], [batch.store_id], at=at)
    return found


def lock_sheets(
    batch: Backfill, serials: Sequence[str], *, refuse: bool = False
) -> dict[str, FormSheet]:
    """The sheets of `serials` that are the batch's or could be: free ones of its shop and form,
    which `take` makes its own.

    Locks them in order of serial. What belongs elsewhere is left out, or refused with why.
    Call in a transaction.
    """
    rows = {
        row.serial: row
        for row in FormSheet.objects.select_for_update(of=("self",))
        .filter(serial__in=serials)
        .select_related("printing", "store", "backfill__store")
        .order_by("serial")
    }
    taken: dict[str, FormSheet] = {}
    problems = []
    for serial in serials:
        sheet = rows.get(serial)
        words = why_not(sheet, batch)
        if words is None:
            assert sheet is not None
            taken[serial] = sheet
        elif refuse:
            problems.append(Problem("invalid", f"{serial}: {words}", "serials"))
    if problems:
        raise Refused.many(problems)
    return taken


def why_not(sheet: FormSheet | None, batch: Backfill) -> Any:
    """Why this sheet cannot be entered in this batch, None when it can (E37)."""
    if sheet is None:
        return _("No sheet with this number was printed.")
    if sheet.printing.form_id != batch.form_id:
        return _("This sheet is of another form.")
    if sheet.backfill_id == batch.pk:
        return None
    if sheet.backfill_id is not None:
        other = sheet.backfill
        assert other is not None
        return _("This sheet belongs to %(batch)s of %(store)s.") % {
            "batch": other.code,
            "store": other.store,
        }
    if sheet.store_id not in (None, batch.store_id):
        return _("This sheet lies in the stock of %(store)s.") % {"store": sheet.store}
    if sheet.state not in FREE:
        return _("This sheet is “%(state)s”.") % {"state": sheet.get_state_display()}
    return None


def take(sheet: FormSheet, batch: Backfill, *, at: datetime) -> None:
    """A locked, free sheet becomes the batch's; one that is its own already stays as it is."""
    if sheet.backfill_id == batch.pk:
        return
    sheet.backfill = batch
    sheet.store_id = batch.store_id
    sheet.state = SheetState.ISSUED.value
    sheet.changed_at = at
    sheet.version += 1
    sheet.save()


@transaction.atomic
def account_for(
    sheet: FormSheet,
    *,
    state: str,
    by: User,
    at: datetime,
    read_version: int | None = None,
    rows_written: int | None = None,
    rows_void: int = 0,
    rows_estimated: int | None = None,
    signed_by: Person | None = None,
    note: str = "",
) -> FormSheet:
    """What became of an issued sheet: returned (rows counted), blank, lost (signed, estimated)
    or void; `issued` takes it back.

    Raises Refused at the field, StaleVersion, GuardsUnmet when the batch is past checking.
    """
    require(by, "backfill.enter")
    batch = _batch_of(sheet)
    row = FormSheet.objects.select_for_update(of=("self",)).select_related("printing").get(
        pk=sheet.pk
    )  # fmt: skip
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    _check_counts(row, state, rows_written, rows_void, rows_estimated, signed_by)
    entered = BackfillRow.objects.filter(sheet=row).count()
    if entered and state in (SheetState.BLANK, SheetState.VOID):
        words: Any = _("%(count)s rows of it were entered.") % {"count": entered}
        raise Refused("has_rows", words, "state")
    lost, returned = state == SheetState.LOST, state == SheetState.RETURNED
    row.state = state
    row.rows_written = rows_written if returned else None
    row.rows_void = rows_void if returned else 0
    row.rows_estimated = rows_estimated if lost else None
    row.signed_by = signed_by if lost else None
    row.note = note
    row.changed_at = at
    row.version += 1
    row.save()
    _log(batch, f"sheet_{state}", by, at, serial=row.serial, written=rows_written)
    return row


def _check_counts(
    row: FormSheet,
    state: str,
    written: int | None,
    void: int,
    estimated: int | None,
    signed_by: Person | None,
) -> None:
    allowed = {one.value for one in SheetState} - {SheetState.STOCK.value}
    if state not in allowed:
        raise Refused("invalid", _("Say what became of the sheet."), "state")
    most = row.printing.design["rows_per_sheet"]
    problems = []
    if state == SheetState.RETURNED:
        if written is None:
            words = _("Count the rows written on the sheet.")
            problems.append(Problem("required", words, "rows_written"))
        elif not 0 <= written <= most:
            told: Any = _("The sheet has %(count)s rows.") % {"count": most}
            problems.append(Problem("invalid", told, "rows_written"))
        elif not 0 <= void <= written:
            words = _("More rows are void than were written.")
            problems.append(Problem("invalid", words, "rows_void"))
    if state == SheetState.LOST:
        if signed_by is None:
            words = _("Somebody must sign for a lost sheet.")
            problems.append(Problem("required", words, "signed_by"))
        if estimated is None or not 0 <= estimated <= most:
            told = _("Estimate how many of its %(count)s rows were written.") % {"count": most}
            problems.append(Problem("required", told, "rows_estimated"))
    if problems:
        raise Refused.many(problems)


def _batch_of(sheet: FormSheet) -> Backfill:
    if sheet.backfill_id is None:
        words = _("This sheet was not issued to a batch.")
        raise GuardsUnmet.one("not_issued", words)
    batch = Backfill.objects.select_for_update().get(pk=sheet.backfill_id)
    _still_entering(batch)
    return batch


def _locked(backfill: Backfill) -> Backfill:
    return (
        Backfill.objects.select_for_update(of=("self",))
        .select_related("form", "store")
        .get(pk=backfill.pk)
    )


def _still_entering(batch: Backfill) -> None:
    if batch.state not in states.MAY_ENTER:
        words = _("The batch is reconciled; reopen it first.")
        raise GuardsUnmet.one("state", words)


def _log(batch: Backfill, what: str, by: User | None, at: datetime, **payload: Any) -> None:
    BackfillLog.objects.create(backfill=batch, what=what, by=by, at=at, payload=payload)
