"""Importing an MSEL (choose a file, say what its columns are, look, write), and exporting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from drills.exporting.msel_sheet import msel_csv, msel_xlsx
from drills.forms.msel import MselColumnsForm, MselImportForm, start_of
from drills.msel_columns import COLUMNS, write_condition
from drills.script_page import ScriptPage, script_page
from drills.services.msel_import import (
    NOUN,
    apply_upload,
    keep_upload,
    set_mapping,
    summary_of,
    target_of,
)
from drills.services.scripting import MOST
from drills.views.script import about
from lib.api.numbered import FITS_A_BIGINT
from lib.durations import format_duration
from lib.errors import DomainRefusal
from plans.importing.planned import CHANGED, NEW, Planned
from plans.importing.sheet import read_sheet
from plans.models import PlanUpload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def msel_import(request: PageRequest, code: str, library: bool = False) -> HttpResponse:
    page = _open(request, code, library)
    posted = request.method == "POST"
    form = MselImportForm(
        request.POST if posted else None, request.FILES if posted else None,
        initial=start_of(page.owner),
    )  # fmt: skip
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        given = form.cleaned_data
        try:
            upload = keep_upload(
                page.owner, content=file.read(), filename=file.name, by=actor(request),
                at=timezone.now(), start=given["start"], zone=given["zone"],
                replace=given["replace"],
            )  # fmt: skip
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(page.url("msel_preview", upload.pk))
    context = {
        **about(page, "edit"),
        "form": form,
        "submit_label": _("Look at it"),
        "cancel_url": page.url("edit"),
        "columns": [column.label for column in COLUMNS.values()],
    }
    return render(request, "drills/msel_import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def msel_preview(
    request: PageRequest, code: str, upload: str, library: bool = False
) -> HttpResponse:
    """What the file would do. POST with `apply` writes it, without it changes the mapping."""
    page = _open(request, code, library)
    kept = _upload(request, page, upload)
    if kept.applied_at is not None:
        messages.info(request, _("This file has been applied already."))
        return redirect(page.url("edit"))
    (header, lines), _notices = read_sheet(bytes(kept.content), kept.filename, most=MOST)
    applying = "apply" in request.POST
    posted = request.POST if request.method == "POST" and not applying else None
    form = MselColumnsForm(
        posted, header=header, example=lines[0][1] if lines else [],
        initial=MselColumnsForm.initial_of(kept.mapping),
    )  # fmt: skip
    if posted is not None and form.is_valid():
        set_mapping(kept, form.mapping())
        return redirect(request.path)
    refusals: list[Any] = []
    if applying:
        try:
            done = apply_upload(
                page.owner, kept, fingerprint=request.POST.get("fingerprint", ""),
                by=actor(request), at=timezone.now(),
            )  # fmt: skip
        except DomainRefusal as refusal:
            refusals = [problem.message for problem in refusal.problems]
        else:
            words = ngettext(
                "%(count)s inject was imported.", "%(count)s injects were imported.", done.writes
            )
            messages.success(request, words % {"count": done.writes})
            return redirect(page.url("edit"))
    summary = summary_of(page.script, kept)
    context = {
        **about(page, "edit"),
        "upload": kept, "form": form, "summary": summary, "counts": summary.counts,
        "wrong": summary.wrong[:SHOWN], "refusals": refusals, "cancel_url": page.url("edit"),
        "new": [(one, _time(one.values.get("offset_s"))) for one in summary.of(NEW)[:SHOWN]],
        "changed": [(one, differences(one)) for one in summary.of(CHANGED)[:SHOWN]],
    }  # fmt: skip
    status = 409 if refusals else 422 if form.errors else 200
    return render(request, "drills/msel_preview.html", context, status=status)


@require_safe
def msel_export(request: PageRequest, code: str, library: bool = False) -> Any:
    """`?format=csv`, else XLSX; `?empty=1` the header alone."""
    page = script_page(request, code, library)
    name = f"{page.owner.code}-msel"
    if request.GET.get("format") == "csv":
        answer: Any = StreamingHttpResponse(msel_csv(page.owner), content_type="text/csv")
        name += ".csv"
    else:
        content = msel_xlsx(None if "empty" in request.GET else page.owner)
        answer = HttpResponse(content, content_type=XLSX)
        name += ".xlsx"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def differences(planned: Planned) -> list[tuple[Any, Any, Any]]:
    """Label, before, after."""
    found = []
    for name, before in planned.before.items():
        after = planned.values[name]
        label = COLUMNS[name].label if name in COLUMNS else _("Expectations")
        if name == "expectations":
            before, after = _expected(before), _expected(after)
        elif name == "offset_s":
            before, after = _time(before), _time(after)
        elif name == "condition":
            before, after = write_condition(before), write_condition(after)
        elif name == "people":
            before, after = ", ".join(before), ", ".join(one.code for one in after)
        elif name == "to_roles":
            before, after = ", ".join(before), ", ".join(after)
        found.append((label, before, after))
    return found


def _expected(rows: list[dict[str, Any]]) -> str:
    return "; ".join(f"{one['key']} {one['text_en'] or one['text_zh']}" for one in rows)


def _time(seconds: int | None) -> str:
    return "" if seconds is None else format_duration(seconds, get_language() or "en")


def _open(request: PageRequest, code: str, library: bool) -> ScriptPage:
    page = script_page(request, code, library)
    if not page.may_change:
        raise PermissionDenied("drill.prepare")
    return page


def _upload(request: PageRequest, page: ScriptPage, number: str) -> PlanUpload:
    """One's own only, and of this script."""
    if not FITS_A_BIGINT.fullmatch(number):
        raise Http404
    rows = PlanUpload.objects.filter(
        created_by=request.user, noun=NOUN, target=target_of(page.script)
    )
    found = rows.filter(pk=int(number)).first()
    if found is None:
        raise Http404
    return found
