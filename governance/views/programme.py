"""Programmes: the list, one of them, making and changing one, its end."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.filters.programme import ProgrammeFilter
from governance.forms.programme import NoteForm, ProgrammeForm, ReasonForm
from governance.models import Programme, ProgrammeState, ProgrammeTemplate
from governance.programme_page import programme_page
from governance.services import programmes as verbs
from lib.asked_once import asking_once
from lib.conflicts import merged
from lib.days import day_in
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing

KEEP = verbs.PERMISSION


@require_safe
def programme_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    keeps = may(request.user, KEEP)
    today = day_in(timezone.now(), Organisation.current().timezone)
    undone = Q(tasks__state__in=verbs.UNDONE)
    rows: Any = Programme.objects.visible_to(request.user).for_list()
    listing = Listing(
        request,
        rows.annotate(
            counted=Count("tasks", filter=~Q(tasks__state="dropped")),
            finished=Count("tasks", filter=Q(tasks__state="done")),
            late=Count("tasks", filter=undone & Q(tasks__due_on__lt=today, state="running")),
        ),
        columns=[
            Column("code", gettext_lazy("Number"), ["code"]),
            Column("title", gettext_lazy("Programme"), ["title"]),
            Column("start", gettext_lazy("First day"), ["start_on"]),
            Column("done", gettext_lazy("Tasks done")),
            Column("late", gettext_lazy("Overdue"), ["late"], css="num"),
            Column("manager", gettext_lazy("Manager"), ["manager__name"]),
            Column("state", gettext_lazy("State"), ["state"]),
        ],
        row_template="governance/_programme_row.html",
        search_in=["code", "title"],
        filterset_class=ProgrammeFilter,
        ordering="-start",
        key="code",
        caption=_("Programmes"),
        empty={
            "title": _("No programme yet"),
            "text": _(
                "Start with the 90 days: analysis, backups, plans and a first exercise become"
                " dated tasks, and the page shows what the data already prove."
            ),
            "href": f"{reverse('governance:programme_create')}?template=days-90" if keeps else "",
            "action": _("Start the 90 days") if keeps else "",
        },
    )
    return render_listing(request, "governance/programme_list.html", listing, {"may_change": keeps})


@require_safe
def programme_detail(request: PageRequest, code: str) -> HttpResponse:
    row: Programme = visible_or_404(Programme.objects.for_list(), request.user, code=code)
    with asking_once():
        page = programme_page(row, actor(request), at=timezone.now())
    context = {
        "programme": row,
        "page": page,
        "running": row.state == ProgrammeState.RUNNING,
        "may_change": may(request.user, KEEP),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "governance/programme_detail.html", context)


@require_http_methods(["GET", "POST"])
def programme_create(request: PageRequest) -> HttpResponse:
    require(request.user, KEEP)
    today = day_in(timezone.now(), Organisation.current().timezone)
    asked = request.GET.get("template", "").replace("\0", "")
    initial = {
        "template": ProgrammeTemplate.objects.filter(code=asked, is_active=True).first(),
        "start_on": today,
    }
    form = ProgrammeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        added = _("The programme stands, with its tasks.")
        answer = save_new(
            request, form, partial(verbs.create_programme, **form.given()), added=added
        )
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def programme_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, KEEP)
    row: Programme = visible_or_404(Programme.objects.for_list(), request.user, code=code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = ProgrammeForm(posted, instance=Programme.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        try:
            answer = save_change(
                request, form, partial(verbs.change_programme, row, **form.given()),
                theirs=lambda current: ProgrammeForm(instance=current),
                back=row.get_absolute_url(),
            )  # fmt: skip
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            answer = None
        if answer is not None:
            return answer
    return _form(request, form, row)


def _form(request: PageRequest, form: ProgrammeForm, row: Programme | None) -> HttpResponse:
    context = {
        "form": form,
        "programme": row,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:programme_list"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/programme_form.html", context, status=status)


ENDS: dict[str, Any] = {
    "closure": (
        gettext_lazy("Close the programme"), gettext_lazy("It is done"), NoteForm,
        verbs.close_programme, gettext_lazy("The programme is closed."), False,
    ),
    "cancellation": (
        gettext_lazy("Cancel the programme"), gettext_lazy("Not pursued any more"), ReasonForm,
        verbs.cancel_programme, gettext_lazy("The programme is cancelled."), True,
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def programme_end(request: PageRequest, code: str, noun: str) -> HttpResponse:
    require(request.user, KEEP)
    row: Programme = visible_or_404(Programme.objects.for_list(), request.user, code=code)
    title, label, shape, verb, said, danger = ENDS[noun]
    form = shape(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                verb(row, by=actor(request), at=timezone.now(), **form.cleaned_data)
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
                status = 409
            else:
                messages.success(request, said)
                return redirect(row)
    undone = row.tasks.filter(state__in=verbs.UNDONE).count()
    context = {
        "programme": row, "title": title, "form": form, "danger": danger,
        "summary": [
            (_("Programme"), str(row)), (_("First day"), row.start_on),
            (_("Tasks that are not done"), undone),
        ],
        "confirm_label": label, "cancel_url": row.get_absolute_url(),
    }  # fmt: skip
    return render(request, "governance/programme_step.html", context, status=status)
