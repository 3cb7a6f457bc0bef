"""Training sessions: the yearly plan, one of them, inviting, who came."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.models import Organisation, Person
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.filters.training import TrainingSessionFilter
from governance.forms.programme import NoteForm
from governance.forms.training import (
    AttendanceForm,
    AttendanceRow,
    SessionForm,
    attendance_rows,
)
from governance.models import Course, SessionState, TrainingRecord, TrainingSession
from governance.services import training_sessions as verbs
from governance.services.competence import wanting
from governance.services.training_news import invited_to
from lib.conflicts import merged
from lib.days import day_in
from lib.errors import DomainRefusal, StaleVersion
from lib.listing import Column, Listing, render_listing

KEEP = verbs.PERMISSION


@require_safe
def session_list(request: PageRequest) -> HttpResponse:
    require(request.user, "training.view")
    keeps = may(request.user, KEEP)
    today = _today()
    listing = Listing(
        request,
        TrainingSession.objects.visible_to(request.user).for_list().prefetch_related("people"),
        columns=[
            Column("code", gettext_lazy("Number"), ["code"]),
            Column("course", gettext_lazy("Course"), ["course__name_en"]),
            Column("planned", gettext_lazy("Planned on"), ["planned_on"]),
            Column("held", gettext_lazy("Held on"), ["held_on"]),
            Column("people", gettext_lazy("People"), css="num"),
            Column("state", gettext_lazy("State"), ["state"]),
        ],
        row_template="governance/_session_row.html",
        search_in=["code", "course__name_en", "course__name_zh", "trainer", "place"],
        filterset_class=TrainingSessionFilter,
        ordering="-planned",
        key="code",
        caption=_("Training sessions"),
        empty={
            "title": _("No sessions planned"),
            "text": _("The year’s plan: who is trained when, who came, who passed."),
            "href": reverse("governance:session_create") if keeps else "",
            "action": _("Plan a session") if keeps else "",
        },
    )
    for one in listing.rows:
        one.is_late = one.state == SessionState.PLANNED and one.planned_on < today
    context = {"may_change": keeps, "year": today.year, "months": _months(today.year)}
    return render_listing(request, "governance/session_list.html", listing, context)


def _months(year: int) -> list[tuple[date, list[TrainingSession]]]:
    """The months of the year that have sessions; what was cancelled is no plan."""
    rows = TrainingSession.objects.filter(planned_on__year=year).exclude(
        state=SessionState.CANCELLED.value
    )
    found: dict[date, list[TrainingSession]] = {}
    for one in rows.select_related("course").order_by("planned_on", "pk"):
        found.setdefault(one.planned_on.replace(day=1), []).append(one)
    return list(found.items())


@require_safe
def session_detail(request: PageRequest, code: str) -> HttpResponse:
    row = _session(request, code)
    sees, keeps = may(request.user, "training.view"), may(request.user, KEEP)
    records = row.records.select_related("person").order_by("person__code")
    if not sees:
        records = records.filter(person__user=actor(request))
    planned = row.state == SessionState.PLANNED
    people = list(row.people.order_by("code")) if sees else []
    told = {one.pk for one in invited_to(row)}
    held = {one.person_id for one in records}
    context = {
        "session": row,
        "planned": planned,
        "is_late": planned and row.planned_on < _today(),
        "records": records,
        "people": [(one, one.pk in told, one.pk in held) for one in people],
        "to_invite": sum(one.pk not in told for one in people),
        "may_change": keeps,
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "governance/session_detail.html", context)


def _session(request: PageRequest, code: str) -> TrainingSession:
    rows = TrainingSession.objects.for_list()
    found: TrainingSession = visible_or_404(rows, request.user, code=code)
    return found


@require_http_methods(["GET", "POST"])
def session_create(request: PageRequest) -> HttpResponse:
    """With `course` the people who lack it are proposed."""
    require(request.user, KEEP)
    initial: dict[str, Any] = {}
    code = request.GET.get("course", "").replace("\0", "")
    course = Course.objects.filter(code=code, is_active=True).first() if code else None
    if course is not None:
        initial = {"course": course, "people": wanting(course, on=_today())}
    form = SessionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        create = partial(verbs.create_session, **form.given())
        answer = save_new(request, form, create, added=_("The session is planned."))
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def session_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, KEEP)
    row = _session(request, code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = SessionForm(posted, instance=TrainingSession.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        try:
            answer = save_change(
                request, form, partial(verbs.change_session, row, **form.given()),
                theirs=lambda current: SessionForm(instance=current), back=row.get_absolute_url(),
            )  # fmt: skip
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            answer = None
        if answer is not None:
            return answer
    return _form(request, form, row)


def _form(request: PageRequest, form: SessionForm, row: TrainingSession | None) -> HttpResponse:
    context = {
        "form": form, "session": row,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:session_list"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/session_form.html", context, status=status)


@require_POST
def session_invitation(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, KEEP)
    row = _session(request, code)
    try:
        count = verbs.invite(row, by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, str(refusal.problems[0].message))
    else:
        words = ngettext("%(count)s person was invited.", "%(count)s people were invited.", count)
        messages.success(request, words % {"count": count})
    return redirect(row)


@require_http_methods(["GET", "POST"])
def session_attendance(request: PageRequest, code: str) -> HttpResponse:
    """The sheet: everybody on the list, and whoever came besides."""
    require(request.user, KEEP)
    row = _session(request, code)
    posted = request.POST if request.method == "POST" else None
    records = {one.person_id: one for one in TrainingRecord.objects.filter(session=row)}
    listed = {*row.people.values_list("pk", flat=True), *records}
    others = Person.objects.filter(is_active=True).exclude(pk__in=listed).order_by("code")
    form = AttendanceForm(posted, others=others, initial=_initial(row))
    more = list(form.cleaned_data["more"]) if posted is not None and form.is_valid() else []
    came_back = [one for one in others if posted is not None and f"person-{one.pk}-came" in posted]
    people = [*Person.objects.filter(pk__in=listed).order_by("code"), *came_back]
    rows = attendance_rows(posted, row, people, records)
    fresh = [one for one in more if one.pk not in {person.pk for person in people}]
    added = attendance_rows(None, row, fresh, {})
    for one in added:
        one.initial["came"] = True
    if posted is not None and form.is_valid() and all(one.is_valid() for one in rows):
        if not added:
            answer = _write(request, row, form, rows)
            if answer is not None:
                return answer
        else:
            messages.info(request, _("Check the added lines and save again."))
    context = {
        "session": row, "form": form, "rows": [*rows, *added],
        "columns": (rows or added)[0].boxes if rows or added else (),
        "cancel_url": row.get_absolute_url(),
    }  # fmt: skip
    status = 422 if posted is not None and not added else 200
    return render(request, "governance/session_attendance.html", context, status=status)


def _initial(row: TrainingSession) -> dict[str, Any]:
    return {"held_on": row.held_on or min(row.planned_on, _today()), "version": row.version}


def _write(
    request: PageRequest, row: TrainingSession, form: AttendanceForm, rows: list[AttendanceRow]
) -> HttpResponse | None:
    came = [one for one in rows if one.cleaned_data["came"]]
    given = form.cleaned_data
    try:
        verbs.hold_session(
            row, attended=[one.given() for one in came], held_on=given["held_on"],  # type: ignore[misc]
            read_version=given["version"], by=actor(request), at=timezone.now(),
        )  # fmt: skip
    except StaleVersion:
        form.add_error(None, _("Somebody changed it meanwhile: look at it again."))
    except DomainRefusal as refusal:
        _refused(form, came, refusal)
    else:
        messages.success(request, _("The records were written."))
        return redirect(row)
    return None


def _refused(form: AttendanceForm, came: list[AttendanceRow], refusal: DomainRefusal) -> None:
    """At the line it belongs to."""
    for one in refusal.problems:
        parts = (one.field or "").split(".")
        if parts[0] == "attended" and len(parts) > 2:
            line = came[int(parts[1])]
            line.add_error(parts[2] if parts[2] in line.fields else None, one.message)
            form.add_error(None, f"{line.person}: {one.message}")
        else:
            form.add_error(one.field if one.field in form.fields else None, one.message)


@require_http_methods(["GET", "POST"])
def session_cancellation(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, KEEP)
    row = _session(request, code)
    form = NoteForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                verbs.cancel_session(
                    row, reason=form.cleaned_data["note"], by=actor(request), at=timezone.now()
                )
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
                status = 409
            else:
                messages.success(request, _("Cancelled; whoever was invited is told."))
                return redirect(row)
    context = {
        "session": row, "form": form, "danger": True, "confirm_label": _("Cancel the session"),
        "summary": [
            (_("Course"), row.course.name), (_("Planned on"), row.planned_on),
            (_("People who were invited"), len(invited_to(row))),
        ],
        "cancel_url": row.get_absolute_url(),
    }  # fmt: skip
    return render(request, "governance/session_cancellation.html", context, status=status)


def _today() -> date:
    return day_in(timezone.now(), Organisation.current().timezone)
