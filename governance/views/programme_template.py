"""Templates of programmes: the 90 days, and one's own."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.filters.programme import ProgrammeTemplateFilter
from governance.forms.programme import TemplateForm, TemplateLineForm, template_lines
from governance.models import ProgrammeTemplate
from governance.services.programme_templates import (
    PERMISSION,
    change_template,
    create_template,
)
from lib.conflicts import merged
from lib.listing import Column, Listing, render_listing


@require_safe
def template_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    keeps = may(request.user, PERMISSION)
    listing = Listing(
        request,
        ProgrammeTemplate.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Template"), ["name_en"]),
            Column("tasks", gettext_lazy("Tasks"), css="num"),
            Column("active", gettext_lazy("In use"), ["is_active"]),
        ],
        row_template="governance/_template_row.html",
        search_in=["code", "name_en", "name_zh"],
        filterset_class=ProgrammeTemplateFilter,
        ordering="code",
        key="code",
        caption=_("Programme templates"),
        empty={
            "title": _("No template"),
            "text": _("Tasks with numbered days: every programme made of it gets its own dates."),
            "href": reverse("governance:template_create") if keeps else "",
            "action": _("Add a template") if keeps else "",
        },
    )
    return render_listing(request, "governance/template_list.html", listing, {"may_change": keeps})


@require_safe
def template_detail(request: PageRequest, code: str) -> HttpResponse:
    rows = ProgrammeTemplate.objects.for_list()
    row: ProgrammeTemplate = visible_or_404(rows, request.user, code=code)
    context = {"template": row, "may_change": may(request.user, PERMISSION)}
    return render(request, "governance/template_detail.html", context)


@require_http_methods(["GET", "POST"])
def template_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    posted = request.POST if request.method == "POST" else None
    form, lines = TemplateForm(posted), template_lines(posted, None)
    if posted is not None and _valid(form, lines):
        create = partial(create_template, tasks=_tasks(lines), **form.given())
        answer = save_new(request, form, create, added=_("The template was added."))
        if answer is not None:
            return answer
    return _form(request, form, lines, None)


@require_http_methods(["GET", "POST"])
def template_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, PERMISSION)
    rows = ProgrammeTemplate.objects.for_list()
    row: ProgrammeTemplate = visible_or_404(rows, request.user, code=code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = TemplateForm(posted, instance=ProgrammeTemplate.objects.get(pk=row.pk))
    lines = template_lines(posted, row)
    if posted is not None and _valid(form, lines):
        answer = save_change(
            request, form, partial(change_template, row, tasks=_tasks(lines), **form.given()),
            theirs=lambda current: TemplateForm(instance=current), back=row.get_absolute_url(),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, lines, row)


def _valid(form: TemplateForm, lines: list[TemplateLineForm]) -> bool:
    return all([form.is_valid(), *(one.is_valid() for one in lines)])


def _tasks(lines: list[TemplateLineForm]) -> list[dict[str, object]]:
    return [one.given() for one in lines if not one.is_blank]


def _form(
    request: PageRequest, form: TemplateForm, lines: list[TemplateLineForm],
    row: ProgrammeTemplate | None,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "lines": lines, "template": row, "columns": lines[0].boxes,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:template_list"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/template_form.html", context, status=status)
