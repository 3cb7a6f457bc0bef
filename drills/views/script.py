"""A script: its injects in the order of time, and what it is judged by."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor
from accounts.request import PageRequest
from drills.forms.script_table import ScriptFilterForm, TemplateForm, table_of
from drills.models import Criterion, Inject, Objective
from drills.script_lines import script_lines, totals_of
from drills.script_page import ScriptPage, script_page
from drills.services.criteria_templates import apply_template
from drills.services.script_table import change_rows, move_inject
from lib.api.numbered import FITS_A_BIGINT
from lib.errors import DomainRefusal, StaleVersion

PAGE = 100
TABLE_PAGE = 50


@require_safe
def script_edit(request: PageRequest, code: str, library: bool = False) -> HttpResponse:
    """The injects, a hundred a page, searched and filtered."""
    page = script_page(request, code, library)
    found, form = _found(request, page)
    sheet = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        **about(page, "edit"),
        "filter": form,
        "sheet": sheet,
        "lines": script_lines(list(sheet.object_list), page),
        "totals": totals_of(page.script),
        "query": _query(request),
    }
    return render(request, "drills/script_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def script_table(request: PageRequest, code: str, library: bool = False) -> HttpResponse:
    """Fifty injects at once as a table of boxes; all that changed is written, or nothing."""
    page = script_page(request, code, library)
    if not page.may_inject:
        return redirect(page.url("edit"))
    found, form = _found(request, page)
    sheet = Paginator(found, TABLE_PAGE).get_page(request.GET.get("page"))
    rows = list(sheet.object_list)
    posted = request.POST if request.method == "POST" else None
    table = table_of(rows, posted, page)
    refusals: list[Any] = []
    if posted is not None and all(row.is_valid() for row in table):
        wanted = {row.inject.pk: (row.read_version, row.given()) for row in table if row.changed}
        try:
            count = change_rows(page.script, wanted, by=actor(request), at=timezone.now())
        except DomainRefusal as refusal:
            refusals = [problem.message for problem in refusal.problems]
        except StaleVersion as stale:
            words = _(
                "Somebody changed inject %(key)s meanwhile. Your other entries are kept here."
            )
            refusals = [words % {"key": stale.current.key}]
        else:
            words = ngettext("%(count)s inject changed.", "%(count)s injects changed.", count)
            messages.success(
                request, words % {"count": count} if count else _("Nothing was changed.")
            )
            return redirect(f"{page.url('table')}?{request.GET.urlencode()}")
    wrong = any(row.errors for row in table) if posted is not None else False
    context = {
        **about(page, "edit"),
        "filter": form, "sheet": sheet, "table": table, "refusals": refusals,
        "query": _query(request),
    }  # fmt: skip
    status = 409 if refusals else 422 if wrong else 200
    return render(request, "drills/script_table.html", context, status=status)


@require_safe
def script_goals(request: PageRequest, code: str, library: bool = False) -> HttpResponse:
    """Objectives with their criteria."""
    page = script_page(request, code, library)
    criteria: dict[int, list[Criterion]] = {}
    for one in Criterion.objects.filter(script=page.script):
        criteria.setdefault(one.objective_id, []).append(one)
    goals = [
        (one, criteria.get(one.pk, []))
        for one in Objective.objects.filter(script=page.script)
    ]  # fmt: skip
    context = {**about(page, "goals"), "goals": goals, "template_form": TemplateForm(page=page)}
    return render(request, "drills/script_goals.html", context)


@require_POST
def script_template(request: PageRequest, code: str, library: bool = False) -> HttpResponse:
    """Criteria out of a template."""
    page = script_page(request, code, library)
    form = TemplateForm(request.POST, page=page)
    if not form.is_valid():
        messages.error(request, _("Choose a template."))
        return redirect(page.url("goals"))
    try:
        made = apply_template(
            page.script, form.cleaned_data["template"], type=form.cleaned_data["type"],
            objective=form.cleaned_data["objective"], by=actor(request), at=timezone.now(),
        )  # fmt: skip
    except DomainRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        count = len(made)
        words = ngettext("%(count)s criterion was added.", "%(count)s criteria were added.", count)
        messages.success(request, words % {"count": count})
    return redirect(page.url("goals"))


@require_POST
def inject_move(request: PageRequest, code: str, library: bool = False) -> HttpResponse:
    """`move=<id>:up` or `:down`: among the injects of the same moment."""
    page = script_page(request, code, library)
    number, _colon, way = request.POST.get("move", "").partition(":")
    if FITS_A_BIGINT.fullmatch(number) and way in ("up", "down"):
        inject = Inject.objects.filter(script=page.script, pk=int(number)).first()
        if inject is not None:
            try:
                if not move_inject(inject, way, by=actor(request), at=timezone.now()):
                    words = _("Injects stand in the order of their times: change the time instead.")
                    messages.info(request, words)
            except DomainRefusal as refusal:
                messages.error(request, str(refusal))
            return redirect(f"{page.url('edit')}?{_query(request)}#part-{inject.pk}")
    return redirect(page.url("edit"))


def about(page: ScriptPage, tab: str) -> dict[str, Any]:
    return {
        "page": page,
        "owner": page.owner,
        "drill": page.drill,
        "tabs": [
            (_("Injects"), page.url("edit"), tab == "edit"),
            (_("Objectives and criteria"), page.url("goals"), tab == "goals"),
        ],
        "urls": {
            name: page.url(name)
            for name in (
                *("edit", "goals", "table", "move", "template", "msel_import", "msel_export"),
                *("objective_create", "criterion_create", "inject_create", "expectation_create"),
            )
        },
    }


def _found(request: PageRequest, page: ScriptPage) -> tuple[Any, ScriptFilterForm]:
    rows = Inject.objects.filter(script=page.script)
    form = ScriptFilterForm(request.GET, page=page)
    if not form.is_valid():
        return rows, form
    given = form.cleaned_data
    text = given["search"]
    if text:
        rows = rows.filter(
            Q(key__iexact=text) | Q(title_en__icontains=text) | Q(title_zh__icontains=text)
            | Q(body_en__icontains=text) | Q(body_zh__icontains=text)
        )  # fmt: skip
    if given["channel"]:
        rows = rows.filter(channel=given["channel"])
    if given["role"]:
        rows = rows.filter(to_roles__contains=[given["role"]])
    if given["kind"] == "conditional":
        rows = rows.exclude(condition={})
    if given["kind"] == "auto":
        rows = rows.filter(mode="auto")
    if given["kind"] == "silent":
        rows = rows.filter(expectations__isnull=True)
    return rows, form


def _query(request: PageRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
