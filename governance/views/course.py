"""Courses and certificates: the list, one with who holds it, a form."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import may, require, visible_or_404
from accounts.models import Organisation, Role
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.competence_words import LOOKS
from governance.filters.training import CourseFilter
from governance.forms.training import CourseForm
from governance.models import Course
from governance.services.competence import competence
from governance.services.courses import PERMISSION, change_course, create_course, needs_of
from lib.conflicts import merged
from lib.days import day_in
from lib.listing import Column, Listing, render_listing


@require_safe
def course_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    keeps = may(request.user, PERMISSION)
    listing = Listing(
        request,
        Course.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Course or certificate"), ["name_en"]),
            Column("kind", gettext_lazy("Kind"), ["kind"]),
            Column("valid", gettext_lazy("Valid for"), ["valid_months"]),
            Column("needed", gettext_lazy("Needed by")),
            Column("active", gettext_lazy("In use"), ["is_active"]),
        ],
        row_template="governance/_course_row.html",
        search_in=["code", "name_en", "name_zh", "issuer"],
        filterset_class=CourseFilter,
        ordering="code",
        key="code",
        caption=_("Courses and certificates"),
        empty={
            "title": _("No courses yet"),
            "text": _("What people have to know or hold, by role; gaps and expiries follow."),
            "href": reverse("governance:course_create") if keeps else "",
            "action": _("Add a course") if keeps else "",
        },
    )
    for one in listing.rows:
        one.needed_by = needed_by(one)
    context = {"may_change": keeps, "sees_people": may(request.user, "training.view")}
    return render_listing(request, "governance/course_list.html", listing, context)


def needed_by(course: Course) -> list[str]:
    """In words: everybody, roles of the platform, roles in plans."""
    needs, roles = needs_of(course), dict(Role.choices)
    found = [_("everybody")] if needs["everybody"] else []
    found += [str(roles[one]) for one in needs["roles"]]
    return found + [one.name for one in needs["response_roles"]]


@require_safe
def course_detail(request: PageRequest, code: str) -> HttpResponse:
    row: Course = visible_or_404(Course.objects.for_list(), request.user, code=code)
    sees = may(request.user, "training.view")
    lines: list[Any] = []
    if sees:
        today = day_in(timezone.now(), Organisation.current().timezone)
        for line in competence(today=today, course=row).lines:
            cell = line.cells.get(row.pk)
            if cell is not None:
                lines.append((line.person, cell, LOOKS[cell.standing]))
    context = {
        "course": row,
        "needed_by": needed_by(row),
        "lines": lines,
        "sees_people": sees,
        "sessions": row.sessions.order_by("-planned_on")[:10] if sees else (),
        "may_change": may(request.user, PERMISSION),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "governance/course_detail.html", context)


@require_http_methods(["GET", "POST"])
def course_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        create = partial(create_course, **form.given())
        answer = save_new(request, form, create, added=_("The course was added."))
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def course_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, PERMISSION)
    row: Course = visible_or_404(Course.objects.for_list(), request.user, code=code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = CourseForm(posted, instance=Course.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        answer = save_change(
            request, form, partial(change_course, row, **form.given()),
            theirs=lambda current: CourseForm(instance=current), back=row.get_absolute_url(),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


def _form(request: PageRequest, form: CourseForm, row: Course | None) -> HttpResponse:
    context = {
        "form": form, "course": row,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:course_list"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/course_form.html", context, status=status)
