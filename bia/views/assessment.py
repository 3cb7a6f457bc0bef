"""Reading assessments: list, one version, differences."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may, require, visible_or_404
from accounts.middleware import organisation_of
from accounts.request import PageRequest
from bia.assessment_differences import Row, compare, predecessor, rows_of
from bia.assessment_panel import duration, marks_of, panel_of
from bia.filters.assessment import AssessmentFilter
from bia.models import Assessment
from bia.questionnaire import questions
from bia.services.assessment_basis import cells_of, context_of, proposal_of
from bia.services.assessment_confirmation import changed_since_approval
from bia.services.assessment_content import is_intact
from lib.listing import Column, Listing, render_listing


def one_of(request: PageRequest, code: str) -> Assessment:
    rows = Assessment.objects.for_list().select_related(
        "process__owner", "based_on", "submitted_by", "catalogue", "snapshot"
    )
    assessment: Assessment = visible_or_404(rows, request.user, code=code)
    return assessment


def assessment_list(request: PageRequest) -> HttpResponse:
    may_start = may(request.user, "assessment.change")
    require(request.user, "assessment.view")
    listing = Listing(
        request,
        Assessment.objects.visible_to(request.user).for_list().select_related("process__owner"),
        columns=[
            Column("code", _("Code"), ["code"]),
            Column("process", _("Process"), ["process__name", "-number"]),
            Column("status", _("Status"), ["status"]),
            Column("department", _("Department"), ["process__department__name"]),
            Column("owner", _("Owner")),
            Column("mtd", _("MTD"), ["mtd_s"], css="num"),
            Column("rto", _("RTO"), ["rto_s"], css="num"),
            Column("rpo", _("RPO"), ["rpo_s"], css="num"),
            Column("tier", _("Tier"), ["tier__order"]),
            Column("changed", _("Changed"), ["updated_at"]),
        ],
        row_template="bia/_assessment_row.html",
        search_in=["code", "process__code", "process__name"],
        filterset_class=AssessmentFilter,
        ordering="process",
        key="code",
        caption=_("Assessments"),
        empty={
            "title": _("No assessments yet"),
            "text": _("An assessment says what happens when a process stops, and how fast."),
            **(
                {"href": reverse("bia:assessment_create"), "action": _("Start an assessment")}
                if may_start
                else {}
            ),
        },
    )
    return render_listing(request, "bia/assessment_list.html", listing, {"may_start": may_start})


def assessment_detail(request: PageRequest, code: str) -> HttpResponse:
    assessment = one_of(request, code)
    context = context_of(assessment.process, organisation_of(request))
    catalogue = context.catalogue
    cells = cells_of(assessment.ratings.in_grid())
    found = proposal_of(assessment, cells, context)
    user = request.user
    snapshot = _snapshot(assessment)
    return render(
        request,
        "bia/assessment_detail.html",
        {
            "assessment": assessment,
            "process": assessment.process,
            "panel": panel_of(assessment, cells, found, catalogue),
            "rows": read_grid(assessment, cells, catalogue),
            "bands": sorted({cell.at_s for cell in cells}),
            "answers": answers_of(assessment),
            "snapshot": snapshot,
            "intact": snapshot is not None and is_intact(snapshot),
            "may_change": may(user, "assessment.change", assessment),
            "may_approve": may(user, "assessment.approve", assessment)
            and user.pk not in (assessment.author_id, assessment.submitted_by_id),
            "versions": Assessment.objects.visible_to(user)
            .filter(process=assessment.process)
            .order_by("-number"),
            "confirmations": assessment.confirmations.select_related("by"),
            "currency": organisation_of(request).currency,
        },
    )


def _snapshot(assessment: Assessment) -> Any:
    try:
        return assessment.snapshot
    except ObjectDoesNotExist:
        return None


def read_grid(assessment: Assessment, cells: Any, catalogue: Any) -> list[dict[str, Any]]:
    """The grid as it is read: rows of categories, one cell per band of the ratings."""
    marks = marks_of(cells, catalogue, assessment.threshold)
    by_key = {(cell.category, cell.at_s): cell for cell in cells}
    bands = sorted({cell.at_s for cell in cells})
    return [
        {
            "category": category,
            "cells": [
                {
                    "cell": by_key.get((category.code, at_s)),
                    "mark": marks.get(f"cell-{category.code}-{at_s}", {}),
                }
                for at_s in bands
            ],
        }
        for category in catalogue.categories
        if any(cell.category == category.code for cell in cells)
    ]


def answers_of(assessment: Assessment) -> list[tuple[str, str]]:
    """Answered questions with their answers in words."""
    rows = []
    for code, question in questions().items():
        value = assessment.answers.get(code)
        if value is None:
            continue
        if question.kind == "yes_no":
            value = _("yes") if value else _("no")
        elif question.kind == "duration":
            value = duration(value)
        elif question.kind == "percent":
            value = f"{value} %"
        rows.append((question.label, str(value)))
    return rows


def assessment_differences(request: PageRequest, code: str) -> HttpResponse:
    """`?with=<code>`, by default the version it started from; `with=register`: since approval."""
    after = one_of(request, code)
    other = request.GET.get("with", "")
    before: Assessment | None
    rows: list[Row]
    if other == "register" and _snapshot(after) is not None:
        before, rows = after, rows_of(changed_since_approval(after))
    else:
        before = one_of(request, other) if other else predecessor(after)
        rows = compare(before, after)
    return render(
        request,
        "bia/assessment_differences.html",
        {
            "assessment": after,
            "before": before,
            "since_approval": other == "register",
            "rows": rows,
            "versions": Assessment.objects.visible_to(request.user)
            .filter(process=after.process)
            .exclude(pk=after.pk)
            .order_by("-number"),
        },
    )
