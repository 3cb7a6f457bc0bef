"""Importing into a draft: choose a file, say what its columns or headings are, look, write."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import actor
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from lib.api.numbered import FITS_A_BIGINT
from lib.durations import format_duration
from lib.errors import DomainRefusal
from plans.exporting.task_sheet import empty_task_sheet, task_sheet
from plans.forms.content_import import ColumnsForm, PlanImportForm, TargetsForm
from plans.importing.planned import CHANGED, NEW, Planned
from plans.importing.section_rows import read_sections
from plans.importing.sheet import read_sheet
from plans.models import PlanTask, PlanUpload, PlanVersion, Section
from plans.services.content_import import (
    TASKS,
    apply_upload,
    keep_upload,
    set_mapping,
    summary_of,
)
from plans.services.content_rules import MOST_PARTS
from plans.task_columns import COLUMNS
from plans.views.content_version import draft_of, tabs_of, version_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200


@require_http_methods(["GET", "POST"])
def content_import(request: PageRequest, code: str, number: str) -> HttpResponse:
    version, elsewhere = draft_of(request, code, number)
    if elsewhere:
        return elsewhere
    posted = request.method == "POST"
    form = PlanImportForm(request.POST, request.FILES) if posted else PlanImportForm()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = keep_upload(
                version, content=file.read(), filename=file.name, by=actor(request),
                at=timezone.now(), language=form.cleaned_data["language"] or "en",
            )  # fmt: skip
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("plans:content_import_preview", code, number, upload.pk)
    context = {
        "form": form, "plan": version.plan, "version": version, "submit_label": _("Look at it"),
        "cancel_url": reverse("plans:content_edit", args=[code, number]),
        "columns": [column.label for column in COLUMNS.values()],
        "tabs": tabs_of(version, ""),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "plans/content_import.html", context, status=status)


@require_http_methods(["GET", "POST"])
def content_import_preview(
    request: PageRequest, code: str, number: str, upload: str
) -> HttpResponse:
    """What the file would do. POST with `apply` writes it, without it changes the mapping."""
    version, elsewhere = draft_of(request, code, number)
    if elsewhere:
        return elsewhere
    kept = _upload(request, version, upload)
    back = reverse(
        f"plans:{'task_list' if kept.noun == TASKS else 'section_list'}", args=[code, number]
    )
    if kept.applied_at is not None:
        messages.info(request, _("This file has been applied already."))
        return redirect(back)
    refusals: list[Any] = []
    posted = request.POST if request.method == "POST" and "apply" not in request.POST else None
    form = _mapping_form(version, kept, posted)
    if posted is not None and form.is_valid():
        set_mapping(kept, form.mapping())
        return redirect(request.path)
    if "apply" in request.POST:
        try:
            done = apply_upload(
                version, kept, fingerprint=request.POST.get("fingerprint", ""),
                by=actor(request), at=timezone.now(),
            )  # fmt: skip
        except DomainRefusal as refusal:
            refusals = [problem.message for problem in refusal.problems]
        else:
            words = ngettext(
                "%(count)s row was imported.", "%(count)s rows were imported.", done.writes
            )
            messages.success(request, words % {"count": done.writes})
            return redirect(back)
    summary = summary_of(version, kept, by=request.user)
    model: Any = PlanTask if kept.noun == TASKS else Section
    context = {
        "plan": version.plan, "version": version, "upload": kept, "form": form,
        "summary": summary, "counts": summary.counts, "wrong": summary.wrong[:SHOWN],
        "new": summary.of(NEW)[:SHOWN],
        "changed": [(one, _differences(one, model)) for one in summary.of(CHANGED)[:SHOWN]],
        "refusals": refusals, "cancel_url": back, "is_tasks": kept.noun == TASKS,
        "import_url": reverse("plans:content_import", args=[code, number]),
    }  # fmt: skip
    status = 409 if refusals else 422 if form.errors else 200
    return render(request, "plans/content_import_preview.html", context, status=status)


@require_GET
def task_export(request: PageRequest, code: str, number: str) -> HttpResponse:
    """The tasks of any version one may read; `?empty=1` the header alone."""
    version = version_of(request, code, number)
    content = empty_task_sheet() if "empty" in request.GET else task_sheet(version)
    answer = HttpResponse(content, content_type=XLSX)
    name = f"{version.plan.code}-{version.number}-tasks.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _upload(request: PageRequest, version: PlanVersion, number: str) -> PlanUpload:
    """One's own only, and of this version."""
    if not FITS_A_BIGINT.fullmatch(number):
        raise Http404
    rows = PlanUpload.objects.filter(created_by=request.user, target=version.key)
    found = rows.filter(pk=int(number)).first()
    if found is None:
        raise Http404
    return found


def _mapping_form(version: PlanVersion, upload: PlanUpload, posted: Any) -> Any:
    content = bytes(upload.content)
    if upload.noun == TASKS:
        (header, lines), _notices = read_sheet(content, upload.filename, most=MOST_PARTS)
        return ColumnsForm(
            posted, header=header, example=lines[0][1] if lines else [],
            initial=ColumnsForm.start(upload.mapping),
        )  # fmt: skip
    found, _notices = read_sections(content, upload.filename)
    return TargetsForm(
        posted, found=found, plan_version=version, initial=TargetsForm.start(upload.mapping)
    )


def _differences(planned: Planned, model: Any) -> list[tuple[str, Any, Any]]:
    """Label, before, after."""
    found = []
    for name, before in planned.before.items():
        if name == "needs":
            found.append((_("Begins after"), _joined(before), _joined(planned.needs or [])))
            continue
        label = model._meta.get_field(name).verbose_name
        after = planned.values[name]
        if name.endswith("_s"):
            before, after = _time(before), _time(after)
        found.append((label, before, after))
    return found


def _time(seconds: int | None) -> str:
    return "" if seconds is None else format_duration(seconds, get_language() or "en")


def _joined(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
