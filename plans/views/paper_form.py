"""Paper forms: the list, one with its design, printings and stock, and the designer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.forms.refusals import show_refusal, values
from accounts.request import PageRequest
from accounts.views.saving import stale_page
from lib.conflicts import merged
from lib.errors import DomainRefusal, StaleVersion
from lib.listing import Column, Listing, render_listing
from plans.forms.paper import ColumnSet, PaperFormForm, PrintForm, columns_from, initial_columns
from plans.models import FormPrinting, PaperForm
from plans.paper_examples import emergency_service
from plans.printing.forms import parts_of, sheets_pdf, specimen_pdf
from plans.services.forms import (
    PERMISSION,
    change_form,
    columns_of,
    create_form,
    delete_form,
)
from plans.services.sheets import design_of, print_sheets
from plans.services.stock import levels

COLUMNS = "columns"


@require_GET
def form_list(request: PageRequest) -> HttpResponse:
    require(request.user, "plan.view")
    may_change = may(request.user, PERMISSION)
    first = {"href": reverse("plans:form_create"), "action": _("Add a form")}
    listing = Listing(
        request,
        PaperForm.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Form"), ["name_en", "name_zh"]),
            Column("prefix", gettext_lazy("Serials"), ["prefix"]),
            Column("printed", gettext_lazy("Sheets printed"), ["next_serial"], css="num"),
            Column("process", gettext_lazy("Process"), ["process__code", "code"]),
            Column("active", gettext_lazy("State"), ["is_active", "code"]),
        ],
        row_template="plans/_form_row.html",
        search_in=["code", "name_en", "name_zh", "prefix"],
        ordering="code",
        key="code",
        caption=_("Paper forms"),
        empty={
            "title": _("No paper forms yet"),
            "text": _(
                "A form is printed beforehand with numbered sheets and given to the shops; what "
                "is written on it while the system is down is entered afterwards."
            ),
            **(first if may_change else {}),
        },
    )
    return render_listing(request, "plans/form_list.html", listing, {"may_change": may_change})


@require_GET
def form_detail(request: PageRequest, code: str) -> HttpResponse:
    form = _form(request, code)
    printings = form.printings.select_related("store", "printed_by").order_by("-printed_at")[:50]
    context = {
        "form": form,
        "columns": form.columns.all(),
        "printings": [(one, list(enumerate(parts_of(one)))) for one in printings],
        "levels": levels(form=form),
        "may_change": may(request.user, PERMISSION),
        "may_print": may(request.user, "plan.print") and form.is_active,
        "print_form": PrintForm(),
    }
    return render(request, "plans/form_detail.html", context)


@require_http_methods(["GET", "POST"])
def form_create(request: PageRequest) -> HttpResponse:
    """The designer; `?start=emergency` begins with the seven columns of the emergency form."""
    require(request.user, PERMISSION)
    start = emergency_service() if request.GET.get("start") == "emergency" else None
    if request.method == "POST":
        form = PaperFormForm(request.POST, by=request.user)
        columns = ColumnSet(request.POST, prefix=COLUMNS)
    else:
        given = dict(start or {})
        initial = initial_columns(given.pop("columns", []))
        form = PaperFormForm(initial=given, by=request.user)
        columns = ColumnSet(prefix=COLUMNS, initial=initial)
    if request.method == "POST" and form.is_valid() and columns.is_valid():
        try:
            row = create_form(
                by=request.user, at=timezone.now(), columns=columns_from(columns), **values(form)
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The form was added. Look at a specimen before printing."))
            return redirect(row)
    return _designer(request, form, columns, None)


@require_http_methods(["GET", "POST"])
def form_edit(request: PageRequest, code: str) -> HttpResponse:
    row = _form(request, code)
    require(request.user, PERMISSION, row)
    if request.method == "POST":
        form = PaperFormForm(merged(request.POST), instance=row, by=request.user)
        columns = ColumnSet(request.POST, prefix=COLUMNS)
    else:
        form = PaperFormForm(instance=row, by=request.user)
        columns = ColumnSet(prefix=COLUMNS, initial=initial_columns(columns_of(row)))
    if request.method == "POST" and form.is_valid() and columns.is_valid():
        try:
            changed = change_form(
                row, read_version=form.cleaned_data["version"], by=request.user,
                at=timezone.now(), columns=columns_from(columns), **values(form),
            )  # fmt: skip
        except StaleVersion as stale:
            theirs = PaperFormForm(instance=stale.current, by=request.user)
            return stale_page(request, form, theirs, stale, row.get_absolute_url())
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect("plans:form_detail", form.cleaned_data["code"])
    return _designer(request, form, columns, row)


@require_http_methods(["GET", "POST"])
def form_delete(request: PageRequest, code: str) -> HttpResponse:
    row = _form(request, code)
    require(request.user, PERMISSION, row)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            delete_form(row, by=request.user, at=timezone.now())
        except DomainRefusal as refusal:
            refusals = [str(problem.message) for problem in refusal.problems]
        else:
            messages.success(request, _("The form was deleted."))
            return redirect("plans:form_list")
    context = {
        "form_row": row,
        "summary": [(_("Form"), row.name), (_("Serials"), row.prefix)],
        "confirm_label": _("Delete"),
        "danger": True,
        "refusals": refusals,
        "cancel_url": row.get_absolute_url(),
    }
    status = 409 if refusals else 200
    return render(request, "plans/form_confirm.html", context, status=status)


@require_http_methods(["GET", "POST"])
def form_print(request: PageRequest, code: str) -> HttpResponse:
    """Allot serials and make the sheets; the PDF is on the form's page and can be had again."""
    row = _form(request, code)
    require(request.user, "plan.print")
    form = PrintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            printing = print_sheets(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("%(count)s sheets are numbered. Download and print them now.")
                % {"count": printing.quantity},
            )
            return redirect(row)
    context = {"form": form, "form_row": row, "cancel_url": row.get_absolute_url()}
    context["submit_label"] = _("Number the sheets")
    return render(request, "plans/form_print.html", context, status=422 if form.errors else 200)


@require_GET
def form_specimen(request: PageRequest, code: str) -> HttpResponse:
    row = _form(request, code)
    language = request.GET.get("language", "both")
    if language not in ("both", "en", "zh-hans"):
        raise Http404
    return _pdf(specimen_pdf(design_of(row), language), f"{row.code}-specimen.pdf")


@require_GET
def printing_pdf(request: PageRequest, code: str, printing: int, part: int) -> HttpResponse:
    """The same sheets again, from the design and serials of the printing."""
    row = _form(request, code)
    kept = FormPrinting.objects.filter(form=row, pk=printing).select_related("store").first()
    if kept is None or part >= len(parts_of(kept)):
        raise Http404
    start, _end = parts_of(kept)[part]
    return _pdf(sheets_pdf(kept, part), f"{row.prefix}-{start:06d}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _designer(
    request: PageRequest, form: PaperFormForm, columns: Any, row: PaperForm | None
) -> HttpResponse:
    back = row.get_absolute_url() if row else reverse("plans:form_list")
    context = {"form": form, "columns": columns, "form_row": row, "cancel_url": back}
    wrong = form.errors or any(columns.errors)
    return render(request, "plans/form_form.html", context, status=422 if wrong else 200)


def _form(request: PageRequest, code: str) -> PaperForm:
    found: PaperForm = visible_or_404(PaperForm.objects.for_list(), request.user, code=code)
    return found
