"""Grades of incidents: the table, and the form of one row."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import may, require
from accounts.forms.refusals import values
from accounts.request import PageRequest
from accounts.views.saving import save_change
from lib.conflicts import merged
from plans.contact_report import deciding_roles
from plans.contact_words import gap_words
from plans.forms.grade import GradeForm
from plans.models import IncidentGrade
from plans.services.grades import PERMISSION, change_grade


@require_GET
def grade_list(request: PageRequest) -> HttpResponse:
    require(request.user, "catalogue.view")
    rows = [
        (grade, role, [gap_words(one) for one in role.gaps])
        for grade, role in deciding_roles(timezone.now())
    ]
    context = {
        "rows": rows,
        "may_change": may(request.user, PERMISSION),
        "may_see_history": may(request.user, "audit.view"),
    }
    return render(request, "plans/grade_list.html", context)


@require_http_methods(["GET", "POST"])
def grade_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, PERMISSION)
    grade = None if "\0" in code else IncidentGrade.objects.filter(code=code).first()
    if grade is None:
        raise Http404
    posted = merged(request.POST) if request.method == "POST" else None
    form = GradeForm(posted, instance=grade)
    back = reverse("plans:grade_list")
    if posted is not None and form.is_valid():
        saved = save_change(
            request, form,
            lambda read_version, by, at: change_grade(
                grade, read_version=read_version, by=by, at=at, **values(form)
            ),
            theirs=lambda current: GradeForm(instance=current),
            back=back,
        )  # fmt: skip
        if saved is not None:
            return saved
    context = {"form": form, "grade": grade, "cancel_url": back}
    return render(request, "plans/grade_form.html", context, status=422 if form.errors else 200)
