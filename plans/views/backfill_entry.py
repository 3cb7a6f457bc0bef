"""Entering rows: the grid of one sheet, a paste, a file with mapping and dry run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import may, require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from lib.errors import DomainRefusal, StaleVersion
from lib.wrong_rows import SHOWN
from plans.domain.backfill_states import MAY_ENTER
from plans.domain.paper_lines import ILLEGIBLE, ROW, SERIAL, VOID, Line
from plans.forms.backfill import PasteForm, UploadForm
from plans.models import Backfill, FormSheet, PlanUpload
from plans.services.backfill_export import column_name, may_read_paper, shown_values
from plans.services.backfill_facts import columns_in
from plans.services.backfill_import import (
    NOUN,
    apply_file,
    head_of,
    keep_file,
    paste_rows,
    preview_file,
)
from plans.services.backfill_rows import Entered, delete_row, enter_rows
from plans.services.backfill_words import WARNINGS
from plans.services.backfills import ENTER
from plans.views.backfill_step import batch_or_404

OWN_WORDS = {
    SERIAL: gettext_lazy("Sheet"),
    ROW: gettext_lazy("Row"),
    VOID: gettext_lazy("Void"),
    ILLEGIBLE: gettext_lazy("Illegible"),
}


@dataclass
class GridCell:
    key: str
    name: str
    value: str = ""
    warning: Any = ""
    errors: list[str] = field(default_factory=list)


@dataclass
class GridRow:
    number: int
    cells: list[GridCell]
    void: bool = False
    illegible: bool = False
    version: int | None = None
    by: Any = None
    warning: Any = ""
    errors: list[str] = field(default_factory=list)


@require_http_methods(["GET", "POST"])
def backfill_grid(request: PageRequest, code: str, serial: str) -> HttpResponse:
    """One sheet as it lies on the table: the same rows and columns."""
    batch = batch_or_404(request, code)
    sheet = _sheet(batch, serial)
    may_write = may(request.user, ENTER) and batch.state in MAY_ENTER
    clear = may_read_paper(request.user, batch)
    columns = sheet.printing.design["columns"]
    done: Entered | None = None
    refusals: list[str] = []
    if request.method == "POST":
        require(request.user, ENTER)
        try:
            done = _save_grid(request, batch, sheet, columns)
        except DomainRefusal as refusal:
            refusals = [str(problem.message) for problem in refusal.problems]
        except StaleVersion:
            refusals = [_("Somebody else changed it meanwhile. Look at it again.")]
        if done is not None and not done.wrong:
            messages.success(request, _kept(done))
            return redirect(*_after(request, batch, sheet))
        if done is not None and done.kept:
            messages.success(request, _kept(done))
    posted = request.POST if request.method == "POST" else None
    rows = _grid_rows(sheet, columns, posted=posted, done=done, clear=clear)
    previous, following = _neighbours(batch, sheet)
    context = {
        "batch": batch,
        "sheet": sheet,
        "columns": [one | {"name": column_name(one)} for one in columns],
        "rows": rows,
        "refusals": [*refusals, *_told(done)],
        "may_write": may_write,
        "masked": not clear and any(one["is_personal"] for one in columns),
        "previous": previous,
        "following": following,
    }
    status = 422 if context["refusals"] else 200
    return render(request, "plans/backfill_grid.html", context, status=status)


def _save_grid(
    request: PageRequest, batch: Backfill, sheet: FormSheet, columns: Sequence[Mapping[str, Any]]
) -> Entered:
    lines, gone = [], []
    now = timezone.now()
    for number in range(1, sheet.printing.design["rows_per_sheet"] + 1):
        values = {one["key"]: request.POST.get(f"r{number}.{one['key']}", "") for one in columns}
        void, illegible = f"r{number}.void" in request.POST, f"r{number}.illegible" in request.POST
        version = request.POST.get(f"r{number}.version", "")
        read = int(version) if version.isascii() and version.isdigit() else None
        if any(value.strip() for value in values.values()) or void or illegible:
            lines.append(
                Line(number, sheet.serial, str(number), values, void, illegible, version=read)
            )
        elif read is not None:
            gone.append((number, read))
    done = enter_rows(batch, lines, by=request.user, at=now)
    known = {row.row: row for row in sheet.rows.all()}
    for number, read in gone:
        if number in known:
            delete_row(known[number], read_version=read, by=request.user, at=now)
    return done


def _grid_rows(
    sheet: FormSheet,
    columns: Sequence[dict[str, Any]],
    *,
    posted: QueryDict | None,
    done: Entered | None,
    clear: bool,
) -> list[GridRow]:
    known = {row.row: row for row in sheet.rows.select_related("entered_by")}
    wrong: dict[int, dict[str, list[str]]] = {}
    for one in done.wrong if done else []:
        wrong.setdefault(one.row, {}).setdefault(one.column, []).append(one.reason)
    found = []
    for number in range(1, sheet.printing.design["rows_per_sheet"] + 1):
        row = known.get(number)
        faults = wrong.get(number, {})
        values = shown_values(row, list(columns), personal=clear) if row else {}
        keep = posted is not None and (faults or done is None)
        cells = [
            GridCell(
                key=one["key"],
                name=column_name(one),
                value=posted.get(f"r{number}.{one['key']}", "")
                if keep and posted is not None
                else values.get(one["key"], ""),
                warning=WARNINGS.get(row.warnings.get(one["key"], ""), "") if row else "",
                errors=faults.get(one["key"], []),
            )
            for one in columns
        ]
        found.append(
            GridRow(
                number=number,
                cells=cells,
                void=_ticked(posted, keep, f"r{number}.void", row.void if row else False),
                illegible=_ticked(
                    posted, keep, f"r{number}.illegible", row.illegible if row else False
                ),
                version=row.version if row else None,
                by=row.entered_by if row else None,
                warning=WARNINGS.get(row.warnings.get("*", ""), "") if row else "",
                errors=[*faults.get(ROW, []), *faults.get(SERIAL, [])],
            )
        )
    return found


def _ticked(posted: QueryDict | None, keep: Any, name: str, stored: bool) -> bool:
    return name in posted if keep and posted is not None else stored


def _after(request: PageRequest, batch: Backfill, sheet: FormSheet) -> tuple[Any, ...]:
    _previous, following = _neighbours(batch, sheet)
    if "next" in request.POST and following:
        return ("plans:backfill_grid", batch.code, following)
    if "account" in request.POST:
        return ("plans:sheet_account", batch.code, sheet.serial)
    return ("plans:backfill_grid", batch.code, sheet.serial)


def _neighbours(batch: Backfill, sheet: FormSheet) -> tuple[str, str]:
    before = batch.sheets.filter(serial__lt=sheet.serial).order_by("-serial").first()
    after = batch.sheets.filter(serial__gt=sheet.serial).order_by("serial").first()
    return before.serial if before else "", after.serial if after else ""


@require_http_methods(["GET", "POST"])
def backfill_paste(request: PageRequest, code: str) -> HttpResponse:
    """Up to 5,000 lines out of a spreadsheet."""
    batch = batch_or_404(request, code)
    require(request.user, ENTER)
    form = PasteForm(request.POST if request.method == "POST" else None)
    done, dry = None, "dry_run" in request.POST
    if request.method == "POST" and form.is_valid():
        try:
            done = paste_rows(
                batch, form.cleaned_data["rows"], by=request.user, at=timezone.now(), dry_run=dry
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        if done is not None and not done.wrong and not dry:
            messages.success(request, _kept(done))
            return redirect(batch)
    columns = columns_in(batch)
    context = {
        "batch": batch,
        "form": form,
        "done": done,
        "dry": dry,
        "wrong": _named(done, columns) if done else [],
        "shown": SHOWN,
        "header": [_("Sheet"), _("Row"), *[column_name(one) for one in columns]],
        "cancel_url": batch.get_absolute_url(),
    }
    status = 422 if form.errors or (done and done.wrong) else 200
    return render(request, "plans/backfill_paste.html", context, status=status)


@require_http_methods(["GET", "POST"])
def backfill_import(request: PageRequest, code: str) -> HttpResponse:
    batch = batch_or_404(request, code)
    require(request.user, ENTER)
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = keep_file(
                batch, content=file.read(), filename=file.name, by=request.user, at=timezone.now()
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("plans:backfill_mapping", batch.code, upload.pk)
    context = {
        "batch": batch,
        "form": form,
        "submit_label": _("Preview"),
        "cancel_url": batch.get_absolute_url(),
    }
    status = 422 if form.errors else 200
    return render(request, "plans/backfill_import.html", context, status=status)


@require_http_methods(["GET", "POST"])
def backfill_mapping(request: PageRequest, code: str, upload: int) -> HttpResponse:
    """Which column is which, what would become of every line, and then the entry itself."""
    batch = batch_or_404(request, code)
    require(request.user, ENTER)
    kept = get_object_or_404(
        PlanUpload, pk=upload, noun=NOUN, target=batch.code, created_by=request.user
    )
    if kept.applied_at is not None:
        messages.info(request, _("This file has been applied already."))
        return redirect(batch)
    columns = columns_in(batch)
    mapping = list(kept.mapping["columns"])
    refusals: list[str] = []
    done: Entered | None = None
    now = timezone.now()
    try:
        if request.method == "POST":
            mapping = [request.POST.get(f"column_{n}", "") for n in range(len(mapping))]
        done = preview_file(kept, batch, mapping=mapping, by=request.user, at=now)
        if request.method == "POST" and "apply" in request.POST:
            entered = apply_file(kept, batch, by=request.user, at=now)
            if entered.wrong:
                messages.warning(request, _not_kept(entered))
            messages.success(request, _kept(entered))
            return redirect(batch)
    except DomainRefusal as refusal:
        refusals = [str(problem.message) for problem in refusal.problems]
    names = {key: str(word) for key, word in OWN_WORDS.items()}
    names |= {one["key"]: column_name(one) for one in columns}
    head = head_of(kept)
    context = {
        "batch": batch,
        "upload": kept,
        "choices": names,
        "head": [cells for _number, cells in head],
        "mapping": list(enumerate(mapping)),
        "done": done,
        "wrong": _named(done, columns) if done else [],
        "refusals": refusals,
        "cancel_url": batch.get_absolute_url(),
    }
    status = 422 if refusals else 200
    return render(request, "plans/backfill_mapping.html", context, status=status)


def _named(done: Entered, columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Wrong lines with their columns in words; as many as a page shows."""
    names = {key: str(word) for key, word in OWN_WORDS.items()}
    names |= {one["key"]: column_name(one) for one in columns}
    return [
        {"row": one.row, "column": names.get(one.column, one.column), "value": one.value,
         "reason": one.reason}
        for one in done.wrong[:SHOWN]
    ]  # fmt: skip


def _kept(done: Entered) -> str:
    told = ngettext("%(count)s row was kept.", "%(count)s rows were kept.", done.kept)
    return told % {"count": done.kept}


def _not_kept(done: Entered) -> str:
    told = ngettext(
        "%(count)s line was not kept.", "%(count)s lines were not kept.", done.wrong_lines
    )
    return told % {"count": done.wrong_lines}


def _told(done: Entered | None) -> list[str]:
    if done is None or not done.wrong:
        return []
    return [_not_kept(done)]


def _sheet(batch: Backfill, serial: str) -> FormSheet:
    found = batch.sheets.select_related("printing").filter(serial=serial).first()
    if found is None:
        raise Http404
    return found
