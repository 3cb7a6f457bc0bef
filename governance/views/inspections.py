"""Rounds: the board with its calendar, one round on a phone, what follows from a fault."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from governance.filters.inspections import InspectionFilter
from governance.forms.inspections import AnswerForm, NoteForm
from governance.inspection_page import InspectionPage, inspection_page
from governance.models import Inspection, InspectionList, InspectionState
from governance.services import inspections as verbs
from governance.services.availability import board
from governance.services.inspection_calendar import lanes
from incidents.models import OPEN, Incident
from lib.asked_once import asking_once
from lib.errors import DomainRefusal, GuardsUnmet
from lib.listing import Column, Listing, render_listing

RECORD, KEEP = verbs.PERMISSION, "inspection.change"


@require_safe
def inspection_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    now = timezone.now()
    listing = Listing(
        request,
        Inspection.objects.visible_to(request.user).for_list().prefetch_related("results"),
        columns=[
            Column("code", gettext_lazy("Number"), ["code"]),
            Column("list", gettext_lazy("List"), ["list__name_en"]),
            Column("day", gettext_lazy("Day"), ["day"]),
            Column("by", gettext_lazy("Done by")),
            Column("found", gettext_lazy("Found")),
            Column("state", gettext_lazy("State"), ["state"]),
        ],
        row_template="governance/_inspection_row.html",
        search_in=["code", "list__name_en", "list__name_zh", "note"],
        filterset_class=InspectionFilter,
        ordering="-day",
        key="code",
        caption=_("Rounds"),
        empty={
            "title": _("No rounds yet"),
            "text": _("Begin one above: a few taps on the phone, and what is wrong is followed."),
        },
    )
    with asking_once():
        context: dict[str, Any] = {
            "lanes": lanes(at=now),
            "board": board(actor(request), at=now) if may(request.user, "incident.view") else None,
            "may_record": may(request.user, RECORD),
            "may_keep": may(request.user, KEEP),
        }
    return render_listing(request, "governance/inspection_list.html", listing, context)


@require_POST
def inspection_start(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, RECORD)
    row: InspectionList = visible_or_404(InspectionList.objects.all(), request.user, code=code)
    try:
        one = verbs.start_inspection(list=row, by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, " ".join(str(one.message) for one in refusal.problems))
        return redirect("governance:inspection_list")
    return redirect(one)


@require_http_methods(["GET", "POST"])
def inspection_detail(request: PageRequest, code: str) -> HttpResponse:
    """While it is open, one form with a point each; every button keeps what was typed."""
    row: Inspection = visible_or_404(Inspection.objects.for_list(), request.user, code=code)
    if request.method == "POST":
        require(request.user, RECORD)
    page = inspection_page(row, actor(request), at=timezone.now())
    note = NoteForm(request.POST or None, initial={"note": row.note})
    parts = [(one, _answer_form(request, one.result)) for one in page.points]
    status = 200
    if request.method == "POST":
        answer, status = _save(request, row, page, parts, note)
        if answer is not None:
            return answer
    context = {
        "inspection": row,
        "page": page,
        "parts": parts,
        "note": note,
        "is_open": row.state == InspectionState.OPEN,
        "may_record": may(request.user, RECORD),
        "may_act": may(request.user, "action.change"),
        "may_report": may(request.user, "incident.report"),
        "may_audit": may(request.user, "audit.view"),
        "forms_with_errors": [form for _one, form in parts if form.is_bound],
    }
    return render(request, "governance/inspection_detail.html", context, status=status)


def _answer_form(request: PageRequest, result: Any) -> forms.Form:
    initial = {"outcome": result.outcome, "value": result.value, "note": result.note}
    data = request.POST if request.method == "POST" else None
    return AnswerForm(data, prefix=f"r{result.pk}", initial=initial)


def _save(
    request: PageRequest, row: Inspection, page: InspectionPage, parts: Any, note: forms.Form
) -> tuple[HttpResponse | None, int]:
    by, now, status = actor(request), timezone.now(), 200
    for one, form in parts:
        if not form.is_valid():
            status = 422
            continue
        try:
            verbs.answer(one.result, by=by, at=now, **form.cleaned_data)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            status = 409 if isinstance(refusal, GuardsUnmet) else 422
    if not note.is_valid():
        return None, 422
    if status != 200:
        return None, status
    try:
        verbs.change_inspection(row, read_version=None, by=by, at=now, **note.cleaned_data)
        if "finish" in request.POST:
            verbs.finish_inspection(row, by=by, at=now)
            messages.success(request, _("The round is done."))
            return redirect(row), 200
    except DomainRefusal as refusal:
        show_refusal(note, refusal)
        return None, 409
    messages.success(request, _("Saved."))
    return redirect(row), 200


@require_http_methods(["GET", "POST"])
def inspection_follow(request: PageRequest, code: str, number: int) -> HttpResponse:
    """The incident that a fault belongs to."""
    require(request.user, RECORD)
    row: Inspection = visible_or_404(Inspection.objects.for_list(), request.user, code=code)
    result = get_object_or_404(row.results.select_related("point"), pk=number)
    rows: Any = Incident.objects.real()
    form = _IncidentForm(
        request.POST or None,
        incidents=rows.visible_to(request.user).filter(status__in=OPEN).order_by("-declared_at"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            verbs.follow(result, by=actor(request), at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Noted: this incident follows from it."))
            return redirect(row)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
    context = {
        "inspection": row,
        "form": form,
        "summary": [(_("Point"), result.point.name), (_("Found"), result.note)],
        "confirm_label": _("It belongs to this incident"),
        "cancel_url": row.get_absolute_url(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/inspection_follow.html", context, status=status)


class _IncidentForm(forms.Form):
    incident = forms.ModelChoiceField(
        Incident.objects.none(), to_field_name="number", label=gettext_lazy("Incident")
    )

    def __init__(self, *args: Any, incidents: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["incident"]
        field.queryset = incidents


@require_http_methods(["GET", "POST"])
def inspection_discard(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, RECORD)
    row: Inspection = visible_or_404(Inspection.objects.for_list(), request.user, code=code)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            verbs.discard_inspection(row, by=actor(request), at=timezone.now())
            messages.success(request, _("The round is gone."))
            return redirect(reverse("governance:inspection_list"))
        except DomainRefusal as refusal:
            refusals = [str(one.message) for one in refusal.problems]
    context = {
        "inspection": row, "refusals": refusals, "danger": True, "confirm_label": _("Discard"),
        "summary": [(_("List"), row.list.name), (_("Day"), row.day.isoformat())],
        "cancel_url": row.get_absolute_url(),
    }  # fmt: skip
    status = 409 if refusals else 200
    return render(request, "governance/inspection_discard.html", context, status=status)
