"""Inspection lists: one of them, and the form with its points."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.forms.inspections import (
    InspectionListForm,
    PointFormSet,
    initial_points,
    points_of,
)
from governance.models import Inspection, InspectionList
from governance.services import inspection_lists as verbs
from governance.views.confirming import refusing
from lib.conflicts import merged

MOST = 20


@require_safe
def inspection_list_detail(request: PageRequest, code: str) -> HttpResponse:
    row: InspectionList = visible_or_404(InspectionList.objects.for_list(), request.user, code=code)
    rounds = Inspection.objects.filter(list=row).for_list().prefetch_related("results")  # type: ignore[attr-defined]
    context = {
        "list": row,
        "points": row.points.select_related("system"),
        "rounds": rounds[:MOST],
        "may_record": may(request.user, "inspection.record") and row.is_active,
        "may_keep": may(request.user, verbs.PERMISSION),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "governance/inspection_list_detail.html", context)


@require_http_methods(["GET", "POST"])
def inspection_list_create(request: PageRequest) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    form = InspectionListForm(request.POST or None)
    points = PointFormSet(request.POST or None, prefix="points")
    if request.method == "POST" and all([form.is_valid(), points.is_valid()]):
        create = partial(verbs.create_list, points=points_of(points), **form.given())
        answer = save_new(request, form, create, added=_("The list was added."))
        if answer is not None:
            return answer
    return _form(request, form, points, None)


@require_http_methods(["GET", "POST"])
def inspection_list_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    row: InspectionList = visible_or_404(InspectionList.objects.for_list(), request.user, code=code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = InspectionListForm(posted, instance=InspectionList.objects.get(pk=row.pk))
    points = PointFormSet(posted, prefix="points", initial=initial_points(row))
    if posted is not None and all([form.is_valid(), points.is_valid()]):
        change = partial(verbs.change_list, row, points=points_of(points), **form.given())
        answer = refusing(
            form,
            lambda: save_change(
                request, form, change, theirs=lambda one: InspectionListForm(instance=one),
                back=row.get_absolute_url(),
            ),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, points, row)


def _form(
    request: PageRequest, form: InspectionListForm, points: Any, row: InspectionList | None
) -> HttpResponse:
    context = {
        "form": form,
        "points": points,
        "list": row,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:inspection_list"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/inspection_list_form.html", context, status=status)
