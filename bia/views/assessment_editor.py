"""The editor: one page that works without scripts, and what its scripts talk to."""

from __future__ import annotations

import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require, visible_or_404
from accounts.middleware import organisation_of
from accounts.request import PageRequest
from bia.assessment_panel import marks_of, panel_of
from bia.domain.proposal import Cell
from bia.forms.assessment import PLAIN, AssessmentForm
from bia.models import Assessment
from bia.presence import beat, leave
from bia.services.assessment import change_assessment
from bia.services.assessment_basis import cells_of, context_of, proposal_of
from bia.services.assessment_grid import clean_cells, is_empty
from bia.services.catalogue import current_catalogue
from lib.conflicts import conflict, merged
from lib.errors import GuardsUnmet, Refused, StaleVersion


def _editable(request: PageRequest, code: str) -> Assessment:
    rows = Assessment.objects.for_list().select_related("process__owner")
    one: Assessment = visible_or_404(rows, request.user, code=code)
    require(request.user, "assessment.change", one)
    return one


def _cells(assessment: Assessment) -> tuple[Cell, ...]:
    return cells_of(assessment.ratings.in_grid())


def _form(assessment: Assessment, data: Any = None) -> AssessmentForm:
    return AssessmentForm(
        data, assessment=assessment, cells=_cells(assessment), catalogue=current_catalogue()
    )


@require_http_methods(["GET", "POST"])
def assessment_edit(request: PageRequest, code: str) -> HttpResponse:
    assessment = _editable(request, code)
    if not assessment.in_work:
        messages.info(request, _("This version is not in work; start a new one to change it."))
        return redirect("bia:assessment_detail", code)
    if request.method == "GET":
        return _page(request, assessment, None)
    form = _form(assessment, merged(request.POST))
    if not form.is_valid():
        return _page(request, assessment, form, status=422)
    try:
        change_assessment(
            assessment,
            **form.changes(),
            read_version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        for problem in refusal.problems:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return _page(request, assessment, form, status=422)
    except GuardsUnmet as refusal:
        messages.error(request, str(refusal))
        return redirect("bia:assessment_detail", code)
    except StaleVersion as stale:
        found = conflict(
            mine=_labelled(form),
            theirs=_form(stale.current),
            version=stale.current.version,
            at=stale.current.updated_at,
        )
        cancel = reverse("bia:assessment_edit", args=[code])
        return render(
            request, "base_conflict.html", {"conflict": found, "cancel_url": cancel}, status=409
        )
    messages.success(request, _("Saved."))
    if "submission" in request.POST:
        return redirect("bia:assessment_submission", code)
    return redirect("bia:assessment_edit", code)


def _labelled(form: AssessmentForm) -> AssessmentForm:
    """Cells have no label of their own on the page; in a list of conflicts they need one."""
    from bia.assessment_panel import duration

    for category in form.categories:
        for at_s in form.bands:
            words = f"{category.name} · {duration(at_s)}"
            form.fields[f"cell-{category.code}-{at_s}"].label = words
            note = _("%(cell)s: note") % {"cell": words}
            form.fields[f"note-{category.code}-{at_s}"].label = note
    return form


def _page(
    request: PageRequest, assessment: Assessment, form: AssessmentForm | None, status: int = 200
) -> HttpResponse:
    context = context_of(assessment.process, organisation_of(request))
    if form is None:
        form = AssessmentForm(
            assessment=assessment, cells=_cells(assessment), catalogue=context.catalogue
        )
    cells = list(form.saved.values())
    found = proposal_of(assessment, cells, context)
    marks = marks_of(cells, context.catalogue, assessment.threshold)
    rows = form.grid()
    for row in rows:
        for cell in row["cells"]:
            cell["mark"] = marks.get(cell["name"], {})
    return render(
        request,
        "bia/assessment_editor.html",
        {
            "assessment": assessment,
            "process": assessment.process,
            "form": form,
            "rows": rows,
            "bands": form.bands,
            "levels": context.catalogue.levels,
            "limits": [*context.mtd_caps, *context.rto_caps, *context.rpo_caps],
            "others": beat(assessment, request.user),
            "currency": organisation_of(request).currency,
            "texts": form.saved_texts(),
            "critical": form["answer-critical"],
            "critical_reason": form["answer-critical_reason"],
            "questionnaire": form.questionnaire(),
            "editor": {
                "draft": reverse("bia:assessment_draft", args=[assessment.code]),
                "preview": reverse("bia:assessment_preview", args=[assessment.code]),
                "presence": reverse("bia:assessment_presence", args=[assessment.code]),
                "store": f"assessment:{assessment.pk}:{request.user.pk}",
            },
            "panel": panel_of(assessment, cells, found, context.catalogue),
        },
        status=status,
    )


@require_http_methods(["GET", "PATCH"])
def assessment_draft(request: PageRequest, code: str) -> JsonResponse:
    """GET: what is saved, as texts. PATCH: save what is right, name what is wrong."""
    assessment = _editable(request, code)
    if request.method == "GET":
        return JsonResponse(_saved(_form(assessment)))
    form = _form(assessment, QueryDict(request.body))
    form.is_valid()
    version = form.cleaned_data.get("version")
    if version is None:
        return JsonResponse({"errors": {"version": [_("The version is missing.")]}}, status=400)
    try:
        change_assessment(
            assessment, **form.changes(), read_version=version, by=request.user, at=timezone.now()
        )
    except StaleVersion as stale:
        return JsonResponse(_saved(_form(stale.current)), status=409)
    except GuardsUnmet as refusal:
        return JsonResponse({"gone": str(refusal)}, status=410)
    except Refused as refusal:
        wrong: dict[str, list[str]] = {}
        for problem in refusal.problems:
            wrong.setdefault(problem.field or "", []).append(str(problem.message))
        return JsonResponse({"errors": wrong}, status=400)
    answer = _saved(_form(assessment))
    return JsonResponse(answer | {"errors": _errors(form)})


def _saved(form: AssessmentForm) -> dict[str, Any]:
    one = form.assessment
    saved_at = timezone.localtime(one.updated_at)
    return {
        "version": one.version,
        "status": one.status,
        "values": {name: str(text) for name, text in form.saved_texts().items()},
        "labels": {
            name: str(field.label) for name, field in _labelled(form).fields.items() if field.label
        },
        "saved_at": f"{saved_at:%H:%M}",
    }


def _errors(form: AssessmentForm) -> dict[str, list[str]]:
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


@require_POST
def assessment_preview(request: PageRequest, code: str) -> JsonResponse:
    """What the rules would say about what stands on the page; nothing is saved."""
    assessment = copy.copy(_editable(request, code))
    form = _form(assessment, request.POST)
    form.is_valid()
    changes = form.changes()
    context = context_of(assessment.process)
    for name in PLAIN:
        if name in changes:
            setattr(assessment, name, changes[name])
    answers = {**assessment.answers, **changes["answers"]}
    assessment.answers = {key: value for key, value in answers.items() if value is not None}
    try:
        edited = clean_cells(changes["cells"], context.catalogue)
        cells = [one for one in (form.saved | edited).values() if not is_empty(one)]
        cells.sort(key=lambda one: (one.category, one.at_s))
        found = proposal_of(assessment, cells, context)
    except Refused as refusal:
        return JsonResponse({"errors": {"": [str(one.message) for one in refusal.problems]}})
    panel = panel_of(assessment, cells, found, context.catalogue)
    return JsonResponse(
        {
            "panel": render_to_string("bia/_assessment_panel.html", {"panel": panel}, request),
            "curve": panel["curve"],
            "marks": marks_of(cells, context.catalogue, assessment.threshold),
            "errors": _errors(form),
        }
    )


@require_POST
def assessment_presence(request: PageRequest, code: str) -> JsonResponse:
    """A heartbeat: who else is here, and which version is saved."""
    assessment = _editable(request, code)
    if request.POST.get("leave"):
        leave(assessment, request.user)
        return JsonResponse({})
    return JsonResponse(
        {
            "others": beat(assessment, request.user),
            "version": assessment.version,
            "in_work": assessment.in_work,
        }
    )


@require_GET
def assessment_similar(request: PageRequest, code: str) -> HttpResponse:
    """Approved ratings of processes of the same department or tier."""
    from bia.similar_assessments import similar_to

    one: Assessment = visible_or_404(Assessment.objects.for_list(), request.user, code=code)
    if one is None:
        raise Http404
    context = {"assessment": one, "similar": similar_to(one, request.user)}
    template = "bia/_similar_assessments.html" if request.htmx else "bia/similar_assessments.html"
    return render(request, template, context)
