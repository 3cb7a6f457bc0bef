"""Departments: the tree, one department, and its edits."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import actor, may, require, visible_or_404
from accounts.forms.department import DepartmentForm
from accounts.forms.refusals import values
from accounts.models import Department
from accounts.services.departments import (
    change_department,
    create_department,
    delete_department,
)
from accounts.views.saving import save_change, save_new
from lib.conflicts import merged
from lib.errors import GuardsUnmet


def department_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "people.view")
    rows = list(Department.objects.for_tree().visible_to(actor(request)))
    context = {"tree": _tree(rows), "may_change": may(request.user, "department.change")}
    return render(request, "accounts/department_list.html", context)


def department_detail(request: HttpRequest, code: str) -> HttpResponse:
    department = visible_or_404(Department.objects.for_list(), request.user, code=code)
    context = {
        "department": department,
        "children": department.children.order_by("name"),
        "people": department.people.order_by("name"),
        "grants": department.grants.select_related("user"),
        "may_change": may(request.user, "department.change"),
        "may_see_users": may(request.user, "user.view"),
    }
    return render(request, "accounts/department_detail.html", context)


def department_create(request: HttpRequest) -> HttpResponse:
    require(request.user, "department.change")
    initial = {"parent": Department.objects.filter(code=request.GET.get("parent", "")).first()}
    form = DepartmentForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        create = partial(create_department, **values(form))
        saved = save_new(request, form, create, added=_("The department was added."))
        if saved is not None:
            return saved
    context = {"form": form, "cancel_url": reverse("accounts:department_list")}
    return render(request, "accounts/department_form.html", context)


def department_edit(request: HttpRequest, code: str) -> HttpResponse:
    department = visible_or_404(Department.objects.for_list(), request.user, code=code)
    require(request.user, "department.change", department)
    posted = merged(request.POST) if request.method == "POST" else None
    form = DepartmentForm(posted, instance=department)
    if request.method == "POST" and form.is_valid():
        answer = save_change(
            request,
            form,
            partial(change_department, department, **values(form)),
            theirs=lambda current: DepartmentForm(instance=current),
            back=department.get_absolute_url(),
        )
        if answer is not None:
            return answer
    context = {"form": form, "department": department, "cancel_url": department.get_absolute_url()}
    return render(request, "accounts/department_form.html", context)


def department_delete(request: HttpRequest, code: str) -> HttpResponse:
    department = visible_or_404(Department.objects.for_list(), request.user, code=code)
    require(request.user, "department.change", department)
    refusals: list[Any] = []
    if request.method == "POST":
        try:
            delete_department(department, by=actor(request), at=timezone.now())
        except GuardsUnmet as refusal:
            refusals = [problem.message for problem in refusal.problems]
        else:
            messages.success(request, _("The department was deleted."))
            return redirect("accounts:department_list")
    context = {
        "summary": [(_("Code"), department.code), (_("Name"), department.name)],
        "heading": _("Delete this department?"),
        "confirm_label": _("Delete"),
        "danger": True,
        "refusals": refusals,
        "cancel_url": department.get_absolute_url(),
    }
    return render(request, "accounts/confirm.html", context, status=409 if refusals else 200)


def _tree(rows: list[Department]) -> list[dict[str, Any]]:
    """Rows in the order of the tree, each with its children."""
    below: dict[int | None, list[Department]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def branch(parent_id: int | None) -> list[dict[str, Any]]:
        return [{"row": row, "children": branch(row.pk)} for row in below.get(parent_id, [])]

    return branch(None)
