"""Files of the register: export of what is shown, template, import with preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import require
from accounts.request import PageRequest
from bia.files import header_of, import_permission, lines_of, target_of
from bia.forms.files import ImportForm
from bia.models import ImportUpload
from bia.nouns import NOUNS, Noun
from bia.services.import_rows import CHANGED, NEW, WRONG, PlannedRow, Summary
from bia.services.importing import (
    WrongRows,
    apply_upload,
    keep_upload,
    preview_upload,
)
from bia.showing import in_words
from bia.views.register_list import listing_of
from lib.errors import GuardsUnmet, Refused
from lib.listing import Listing
from lib.tables import write_csv, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register_export(request: PageRequest, noun: str) -> HttpResponseBase:
    """Exactly the rows the list shows with the same address, all pages of them."""
    kind = NOUNS[noun]
    require(request.user, "register.view" if kind.app == "bia" else "people.view")
    rows = _matching(request, kind)
    day = timezone.localdate().isoformat()
    return _answer(request, kind, f"{kind.path}-{day}", header_of(kind), lines_of(kind, rows))


def register_template(request: PageRequest, noun: str) -> HttpResponseBase:
    """The header alone, ready to be filled in."""
    kind = NOUNS[noun]
    require(request.user, import_permission(kind))
    header = header_of(kind, template=True)
    return _answer(request, kind, f"{kind.path}-template", header, [])


def register_import(request: PageRequest, noun: str) -> HttpResponse:
    kind = NOUNS[noun]
    require(request.user, import_permission(kind))
    posted = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if posted else ImportForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload, _summary = keep_upload(
                target=target_of(kind),
                content=file.read(),
                filename=file.name,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            for problem in refusal.problems:
                form.add_error("file", problem.message)
        else:
            return redirect(_preview_url(kind, upload))
    context = {
        "noun": kind,
        "form": form,
        "header": header_of(kind, template=True),
        "template_url": reverse(f"bia:{noun}_template"),
        "cancel_url": kind.list_url,
        "submit_label": _("Preview"),
    }
    return render(request, "bia/register_import.html", context)


def import_preview(request: PageRequest, noun: str, upload: int) -> HttpResponse:
    """What the file would do; POST applies it, all or nothing."""
    kind = NOUNS[noun]
    require(request.user, import_permission(kind))
    kept = get_object_or_404(ImportUpload, pk=upload, noun=noun, created_by=request.user)
    if kept.applied_at is not None:
        messages.info(request, _("This file has been applied already."))
        return redirect(kind.list_url)
    now, refusals = timezone.now(), []
    if request.method == "POST":
        try:
            done = apply_upload(
                kept,
                target=target_of(kind),
                fingerprint=request.POST.get("fingerprint", ""),
                by=request.user,
                at=now,
            )
        except WrongRows:
            refusals = [_("Nothing was imported: some rows are wrong.")]
        except (GuardsUnmet, Refused) as refusal:
            refusals = [problem.message for problem in refusal.problems]
        else:
            messages.success(request, _done(done))
            return redirect(kind.list_url)
    summary = preview_upload(kept, target=target_of(kind), by=request.user, at=now)
    context = {
        "noun": kind,
        "upload": kept,
        "counts": summary.counts,
        "wrong": [one for row in summary.rows[WRONG] for one in row.wrong],
        "changed": [_differences(row) for row in summary.rows[CHANGED]],
        "new": [row.row for row in summary.rows[NEW]],
        "writes": summary.counts[NEW] + summary.counts[CHANGED],
        "fingerprint": summary.fingerprint,
        "refusals": refusals,
        "import_url": reverse(f"bia:{noun}_import"),
        "cancel_url": kind.list_url,
    }
    status = 409 if refusals else 200
    return render(request, "bia/register_import_preview.html", context, status=status)


def _answer(
    request: PageRequest, noun: Noun, name: str, header: list[str], lines: Any
) -> HttpResponseBase:
    wanted = request.GET.get("format", "csv")
    if wanted == "xlsx":
        content = write_xlsx(header, lines, str(noun.titles["many"]))
        answer: HttpResponseBase = HttpResponse(content, content_type=XLSX)
    elif wanted == "csv":
        answer = StreamingHttpResponse(
            write_csv(header, lines), content_type="text/csv; charset=utf-8"
        )
    else:
        raise Http404
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    return answer


def _matching(request: PageRequest, noun: Noun) -> Any:
    if noun.app == "bia":
        return listing_of(request, noun).matching
    listing = Listing(
        request,
        noun.rows(request.user),
        columns=[],
        row_template="",
        search_in=noun.search_in,
    )
    return listing.matching


def _differences(planned: PlannedRow) -> dict[str, Any]:
    rows = []
    for name, before in planned.before.items():
        after = planned.links.get(name, planned.values.get(name))
        label = planned.row._meta.get_field(name).verbose_name
        rows.append(
            {
                "label": label,
                "before": in_words(planned.row, name, before),
                "after": in_words(planned.row, name, after),
            }
        )
    return {"row": planned.row, "number": planned.number, "differences": rows}


def _done(summary: Summary) -> str:
    count = summary.counts[NEW] + summary.counts[CHANGED]
    words = ngettext("%(count)s row was imported.", "%(count)s rows were imported.", count)
    return words % {"count": count}


def _preview_url(noun: Noun, upload: ImportUpload) -> str:
    return reverse(f"bia:{noun.key}_import_preview", args=[upload.pk])
