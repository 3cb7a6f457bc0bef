"""Batches: the list with every shop's lag, one with its sheets and log, and opening one."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import may, require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing
from plans.backfill_access import may_open
from plans.backfill_log import log_of
from plans.backfill_page import batch_page, slice_of
from plans.backfill_progress import progress_of, whole
from plans.filters.backfill import BackfillFilter
from plans.forms.backfill import IssueForm, OpenForm, ReasonForm, SheetForm
from plans.models import Backfill, FormSheet
from plans.services.backfills import (
    ENTER,
    close,
    delete_backfill,
    finish_posting,
    open_backfill,
    reopen,
    send_to_checking,
)
from plans.services.sheets import account_for, issue_sheets
from plans.views.backfill_step import attempt, batch_or_404, tell


class BackfillListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        progress = progress_of(found, at=timezone.now())
        for row, one in zip(found, progress, strict=True):
            row.progress = one
        return found


@require_GET
def backfill_list(request: PageRequest) -> HttpResponse:
    if not may_open(request.user):
        raise PermissionDenied("backfill.view")
    may_enter = may(request.user, ENTER)
    first = {"href": reverse("plans:backfill_create"), "action": _("Open a batch")}
    listing = BackfillListing(
        request,
        Backfill.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Batch"), ["code"]),
            Column("store", gettext_lazy("Shop"), ["store__code", "code"]),
            Column("activation", gettext_lazy("Activation"), ["activation__code", "code"]),
            Column("state", gettext_lazy("State"), ["state", "code"]),
            Column("progress", gettext_lazy("Progress")),
            Column("rows", gettext_lazy("Rows"), css="num"),
            Column("lag", gettext_lazy("Since the recovery"), ["restored_at", "code"], css="num"),
        ],
        row_template="plans/_backfill_row.html",
        search_in=["code", "store__code", "store__name_en", "store__name_zh", "activation__code"],
        filterset_class=BackfillFilter,
        ordering="-code",
        key="code",
        caption=_("Backfill"),
        empty={
            "title": _("Nothing to enter"),
            "text": _(
                "When a plan was carried out on paper, each shop gets a batch: its sheets are "
                "entered, checked by a second person, reconciled with the paper and posted."
            ),
            **(first if may_enter else {}),
        },
    )
    context = {
        "may_enter": may_enter,
        "whole": whole([row.progress for row in listing.rows]),
    }
    return render_listing(request, "plans/backfill_list.html", listing, context)


@require_GET
def backfill_detail(request: PageRequest, code: str) -> HttpResponse:
    batch = batch_or_404(request, code)
    may_enter = may(request.user, ENTER)
    sheets = batch.sheets.select_related("signed_by").order_by("serial")
    context = batch_page(batch, "detail", at=timezone.now(), by=request.user) | {
        "sheets": slice_of(sheets, batch.sheets.count(), request.GET.get("offset", "")),
        "issue_form": IssueForm() if may_enter else None,
        "log": log_of(batch),
        "activation_url": _activation_url(batch),
    }
    return render(request, "plans/backfill_detail.html", context)


@require_http_methods(["GET", "POST"])
def backfill_create(request: PageRequest) -> HttpResponse:
    require(request.user, ENTER)
    initial = {"activation": request.GET.get("activation"), "store": request.GET.get("store")}
    posted = request.POST if request.method == "POST" else None
    form = OpenForm(posted, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        fields["quantity"] = fields["quantity"] or 0
        try:
            batch = open_backfill(by=request.user, at=timezone.now(), **fields)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The batch is open."))
            return redirect(batch)
    context = {
        "form": form,
        "cancel_url": reverse("plans:backfill_list"),
        "submit_label": _("Open the batch"),
    }
    status = 422 if form.errors else 200
    return render(request, "plans/backfill_create.html", context, status=status)


@require_POST
def backfill_issue(request: PageRequest, code: str) -> HttpResponse:
    batch = batch_or_404(request, code)
    require(request.user, ENTER)
    form = IssueForm(request.POST)
    if form.is_valid():
        given = {
            "serials": form.cleaned_data["serials"],
            "quantity": form.cleaned_data["quantity"] or 0,
        }
        tell(request, attempt(request, issue_sheets, batch, **given), _("The sheets were issued."))
    else:
        for errors in form.errors.values():
            for words in errors:
                messages.error(request, str(words))
    return redirect(batch)


@require_http_methods(["GET", "POST"])
def sheet_account(request: PageRequest, code: str, serial: str) -> HttpResponse:
    """What became of a sheet: returned and counted, blank, lost, void."""
    batch = batch_or_404(request, code)
    require(request.user, ENTER)
    sheet = _sheet(batch, serial)
    initial = {
        "version": sheet.version,
        "state": "returned" if sheet.state == "issued" else sheet.state,
        "rows_written": sheet.rows_written,
        "rows_void": sheet.rows_void or None,
        "rows_estimated": sheet.rows_estimated,
        "signed_by": sheet.signed_by_id,
        "note": sheet.note,
    }
    posted = request.POST if request.method == "POST" else None
    form = SheetForm(posted, initial=initial, signed_by=sheet.signed_by_id)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["rows_void"] = given["rows_void"] or 0
        try:
            account_for(
                sheet, read_version=given.pop("version"), by=request.user, at=timezone.now(),
                **given,
            )  # fmt: skip
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%(serial)s is accounted for.") % {"serial": serial})
            return redirect(batch)
    context = {
        "form": form,
        "batch": batch,
        "sheet": sheet,
        "entered": sheet.rows.count(),
        "rows": sheet.printing.design["rows_per_sheet"],
        "cancel_url": batch.get_absolute_url(),
    }
    status = 422 if form.errors else 200
    return render(request, "plans/sheet_account.html", context, status=status)


STEPS: dict[str, tuple[Any, Any]] = {
    "checking": (send_to_checking, gettext_lazy("The sample is drawn; a second person checks it.")),
    "posting": (finish_posting, gettext_lazy("All rows are posted.")),
    "closure": (close, gettext_lazy("The batch is closed.")),
}


@require_POST
def backfill_step(request: PageRequest, code: str, step: str) -> HttpResponse:
    batch = batch_or_404(request, code)
    require(request.user, ENTER)
    if step not in STEPS:
        raise Http404
    verb, done = STEPS[step]
    tell(request, attempt(request, verb, batch), str(done))
    return redirect(batch)


@require_http_methods(["GET", "POST"])
def backfill_reopen(request: PageRequest, code: str) -> HttpResponse:
    batch = batch_or_404(request, code)
    require(request.user, ENTER)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        refusals = attempt(request, reopen, batch, reason=form.cleaned_data["reason"])
        if not refusals:
            messages.success(request, _("The batch is open for entry again."))
            return redirect(batch)
    context = {
        "batch": batch,
        "form": form,
        "title": _("Open it for entry again"),
        "summary": [(_("Batch"), batch.code), (_("Shop"), batch.store)],
        "confirm_label": _("Open for entry"),
        "refusals": refusals,
        "cancel_url": batch.get_absolute_url(),
    }
    return render(request, "plans/backfill_confirm.html", context, status=409 if refusals else 200)


@require_http_methods(["GET", "POST"])
def backfill_delete(request: PageRequest, code: str) -> HttpResponse:
    batch = batch_or_404(request, code)
    require(request.user, ENTER)
    refusals: list[str] = []
    if request.method == "POST":
        refusals = attempt(request, delete_backfill, batch)
        if not refusals:
            messages.success(request, _("The batch was taken away; its sheets are in stock again."))
            return redirect("plans:backfill_list")
    context = {
        "batch": batch,
        "title": _("Take the batch away"),
        "summary": [(_("Batch"), batch.code), (_("Shop"), batch.store)],
        "confirm_label": _("Take away"),
        "danger": True,
        "refusals": refusals,
        "cancel_url": batch.get_absolute_url(),
    }
    return render(request, "plans/backfill_confirm.html", context, status=409 if refusals else 200)


@require_GET
def sheet_scan(request: PageRequest, token: str) -> HttpResponse:
    """Where the code on a sheet leads: its grid, or the batches when it was never issued."""
    sheet = (
        FormSheet.objects.filter(token=token)
        .select_related("printing__form", "backfill", "store")
        .first()
    )
    if sheet is None or not may_open(request.user):
        raise Http404
    if sheet.backfill is not None:
        batch_or_404(request, sheet.backfill.code)
        return redirect("plans:backfill_grid", sheet.backfill.code, sheet.serial)
    running = (
        Backfill.objects.visible_to(request.user)
        .for_list()
        .filter(form=sheet.printing.form_id, state__in=("open", "entering", "checking"))
    )
    if sheet.store_id is not None:
        running = running.filter(store=sheet.store_id)
    return render(request, "plans/sheet_scan.html", {"sheet": sheet, "running": running[:20]})


def _activation_url(batch: Backfill) -> str:
    try:
        return batch.activation.get_absolute_url()
    except NoReverseMatch:
        return ""


def _sheet(batch: Backfill, serial: str) -> FormSheet:
    found = batch.sheets.select_related("printing", "signed_by").filter(serial=serial).first()
    if found is None:
        raise Http404
    return found
