"""The second person's page, the reconciliation, the posting ticks and the export."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require
from accounts.request import PageRequest
from plans.backfill_page import AT_ONCE as SHEETS_AT_ONCE
from plans.backfill_page import batch_page, slice_of
from plans.forms.backfill import ReconcileForm
from plans.models import BackfillState
from plans.services.backfill_checking import check_rows
from plans.services.backfill_export import (
    FORMATS,
    column_name,
    export_rows,
    may_read_paper,
    sees_personal,
    shown_values,
)
from plans.services.backfill_facts import columns_in, group_column, reconciliation_of
from plans.services.backfill_posting import tick_posted, tick_resent
from plans.services.backfill_words import WARNINGS
from plans.services.backfills import ENTER, count_groups, reconcile
from plans.views.backfill_step import attempt, batch_or_404, tell

AT_ONCE = 100
TICKS: dict[str, tuple[Any, dict[str, bool]]] = {
    "posted": (tick_posted, {"posted": True}),
    "unposted": (tick_posted, {"posted": False}),
    "resent": (tick_resent, {"resent": True}),
    "unresent": (tick_resent, {"resent": False}),
}
MOST_COUNTED = 500
CONTENT = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "POST"])
def backfill_check(request: PageRequest, code: str) -> HttpResponse:
    """Rows of the sample that nobody has judged, a hundred at a time, sheet by sheet."""
    batch = batch_or_404(request, code)
    if request.method == "POST":
        require(request.user, ENTER)
        verdicts = _verdicts(request)
        refusals = attempt(request, check_rows, batch, verdicts=verdicts) if verdicts else []
        tell(request, refusals, _("%(count)s rows are judged.") % {"count": len(verdicts)})
        return redirect("plans:backfill_check", batch.code)
    columns = columns_in(batch)
    clear = may_read_paper(request.user, batch)
    waiting = batch.rows.filter(in_sample=True, check_result="")
    mine = waiting.filter(entered_by=request.user).count()
    rows = (
        waiting.exclude(entered_by=request.user)
        .select_related("sheet", "entered_by")
        .order_by("sheet__serial", "row")[:AT_ONCE]
    )
    context = batch_page(batch, "check", at=timezone.now(), by=request.user) | {
        "columns": [column_name(one) for one in columns],
        "rows": [_shown(row, columns, clear) for row in rows],
        "wrong_rows": [
            _shown(row, columns, clear)
            for row in batch.rows.filter(check_result="wrong").select_related(
                "sheet", "entered_by", "checked_by"
            )[:AT_ONCE]
        ],
        "mine": mine,
        "waiting": waiting.count(),
        "sample": batch.totals.get("sample", {}),
        "checking": batch.state == BackfillState.CHECKING,
    }
    return render(request, "plans/backfill_check.html", context)


def _verdicts(request: PageRequest) -> dict[int, str]:
    """Radio buttons `v<row id>`; "all" judges the shown rows nobody marked as correct."""
    found = {
        int(name[1:]): str(value)
        for name, value in request.POST.items()
        if name.startswith("v") and name[1:].isascii() and name[1:].isdigit() and value
    }
    if "all" in request.POST:
        for text in request.POST.getlist("shown"):
            if text.isascii() and text.isdigit():
                found.setdefault(int(text), "ok")
    return dict(list(found.items())[:AT_ONCE])


@require_http_methods(["GET", "POST"])
def backfill_reconcile(request: PageRequest, code: str) -> HttpResponse:
    """Sheet by sheet and adviser by adviser; what differs is explained."""
    batch = batch_or_404(request, code)
    form = ReconcileForm(
        request.POST if request.method == "POST" else None,
        initial={"explanation": batch.explanation},
    )
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        require(request.user, ENTER)
        counted, bad = _counted(request)
        given: dict[str, Any] = (
            {} if group_column(columns_in(batch)) is None else {"counted": counted}
        )
        if bad:
            refusals = [_("Counts are whole numbers.")]
        elif "count" in request.POST:
            refusals = attempt(request, count_groups, batch, counted=counted)
            if not refusals:
                tell(request, [], _("The counts are kept."))
                return redirect("plans:backfill_reconcile", batch.code)
        else:
            explanation = form.cleaned_data["explanation"]
            refusals = attempt(request, reconcile, batch, explanation=explanation, **given)
            if not refusals:
                tell(request, [], _("Paper and entries are reconciled."))
                return redirect(batch)
        batch = batch_or_404(request, code)
    columns = columns_in(batch)
    found = reconciliation_of(batch, columns)
    column = group_column(columns)
    sheets = found.sheets
    if len(sheets) > SHEETS_AT_ONCE:  # what differs is looked for: it stands on the first page
        sheets = tuple(sorted(sheets, key=lambda one: not one.difference))
    context = batch_page(batch, "reconcile", at=timezone.now(), by=request.user) | {
        "found": found,
        "sheets": slice_of(sheets, len(sheets), request.GET.get("offset", "")),
        "form": form,
        "group_name": column_name(column) if column else "",
        "groups": list(enumerate(found.groups)),
        "next_group": len(found.groups),
        "refusals": refusals,
        "checking": batch.state == BackfillState.CHECKING,
    }
    status = 409 if refusals else 200
    return render(request, "plans/backfill_reconcile.html", context, status=status)


def _counted(request: PageRequest) -> tuple[dict[str, int], bool]:
    """Fields group_<n> and count_<n>; an empty count means nobody has counted."""
    found: dict[str, int] = {}
    for number in range(MOST_COUNTED):
        name = request.POST.get(f"group_{number}")
        if name is None:
            break
        text = request.POST.get(f"count_{number}", "").strip()
        if not text or (not name.strip() and f"known_{number}" not in request.POST):
            continue
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            return {}, True
        found[name.strip()] = int(text)
    return found, False


@require_http_methods(["GET", "POST"])
def backfill_posting(request: PageRequest, code: str) -> HttpResponse:
    """Row by row: stands in the real system, and the e-service order was sent again."""
    batch = batch_or_404(request, code)
    offset = _number(request.GET.get("offset", ""))
    if request.method == "POST":
        require(request.user, ENTER)
        ids = {int(one) for one in request.POST.getlist("row") if one.isascii() and one.isdigit()}
        action = request.POST.get("action", "")
        if action not in TICKS:
            raise Http404
        verb, on = TICKS[action]
        every = "every" in request.POST
        refusals = attempt(request, verb, batch, rows=None if every else ids, **on)
        tell(request, refusals, _("Ticked."))
        return redirect(f"{reverse('plans:backfill_posting', args=[batch.code])}?offset={offset}")
    columns = columns_in(batch)
    personal = sees_personal(request.user)
    rows = batch.rows.filter(void=False).select_related("sheet", "entered_by")
    count = rows.count()
    page = rows.order_by("sheet__serial", "row")[offset : offset + AT_ONCE]
    context = batch_page(batch, "posting", at=timezone.now(), by=request.user) | {
        "columns": [column_name(one) for one in columns],
        "rows": [_shown(row, columns, personal) for row in page],
        "count": count,
        "offset": offset,
        "previous": max(0, offset - AT_ONCE) if offset else None,
        "following": offset + AT_ONCE if offset + AT_ONCE < count else None,
        "masked": not personal and any(one["is_personal"] for one in columns),
        "ticking": batch.state in ("reconciled", "posted") and batch.activation.integrity_at,
    }
    return render(request, "plans/backfill_posting.html", context)


@require_GET
def backfill_export(request: PageRequest, code: str) -> HttpResponse:
    """The rows in the form's columns; masked without the permission, and logged."""
    batch = batch_or_404(request, code)
    format = request.GET.get("format", "csv")
    if format not in FORMATS:
        raise Http404
    content = export_rows(batch, format=format, by=request.user, at=timezone.now())
    answer = HttpResponse(content, content_type=CONTENT[format])
    answer.headers["Content-Disposition"] = f'attachment; filename="{batch.code}.{format}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _shown(row: Any, columns: list[dict[str, Any]], personal: bool) -> dict[str, Any]:
    values = shown_values(row, columns, personal=personal)
    return {
        "row": row,
        "cells": [
            (column_name(one), values[one["key"]], _warning(row, one["key"]))
            for one in columns
        ],
        "warning": _warning(row, "*"),
    }  # fmt: skip


def _warning(row: Any, key: str) -> Any:
    return WARNINGS.get(row.warnings.get(key, ""), "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
