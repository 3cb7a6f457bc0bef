"""Tasks of a programme: adding and changing one, and what is done with it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import actor, require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.forms.programme import DropForm, NoteForm, TaskForm
from governance.models import Programme, ProgrammeTask
from governance.services import programmes as verbs
from lib.conflicts import merged
from lib.days import day_in
from lib.errors import DomainRefusal


@require_http_methods(["GET", "POST"])
def task_create(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    programme: Programme = visible_or_404(Programme.objects.for_list(), request.user, code=code)
    today = day_in(timezone.now(), Organisation.current().timezone)
    last = programme.tasks.order_by("phase").last()
    form = TaskForm(
        request.POST or None,
        initial={"phase": last.phase if last else 1, "starts_on": today, "due_on": today},
    )
    if request.method == "POST" and form.is_valid():
        create = partial(verbs.create_task, programme=programme, **form.given())
        page = programme.get_absolute_url()
        answer = save_new(request, form, create, added=_("The task was added."), page=page)
        if answer is not None:
            return answer
    return _form(request, form, programme, None)


@require_http_methods(["GET", "POST"])
def task_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    row: ProgrammeTask = visible_or_404(ProgrammeTask.objects.for_list(), request.user, code=code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = TaskForm(posted, instance=ProgrammeTask.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        try:
            answer = save_change(
                request, form, partial(verbs.change_task, row, **form.given()),
                theirs=lambda current: TaskForm(instance=current), back=row.get_absolute_url(),
            )  # fmt: skip
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            answer = None
        if answer is not None:
            return answer
    return _form(request, form, row.programme, row)


def _form(
    request: PageRequest, form: TaskForm, programme: Programme, row: ProgrammeTask | None
) -> HttpResponse:
    context = {
        "form": form, "task": row, "programme": programme,
        "cancel_url": programme.get_absolute_url(),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/programme_task_form.html", context, status=status)


STEPS: dict[str, Any] = {
    "beginning": (gettext_lazy("Begin the task"), None, verbs.begin_task),
    "completion": (gettext_lazy("The task is done"), NoteForm, verbs.complete_task),
    "reopening": (gettext_lazy("Open the task again"), None, verbs.reopen_task),
    "dropping": (gettext_lazy("Drop the task"), DropForm, verbs.drop_task),
}


@require_http_methods(["GET", "POST"])
def task_step(request: PageRequest, code: str, noun: str) -> HttpResponse:
    """POST does it; the page asks for a note and works alone."""
    row: ProgrammeTask = visible_or_404(ProgrammeTask.objects.for_list(), request.user, code=code)
    title, shape, verb = STEPS[noun]
    if not verbs.may_work_on(row, actor(request)):
        raise PermissionDenied(verbs.PERMISSION)
    form = shape(request.POST or None) if shape else None
    status = 200
    refusals: list[str] = []
    if request.method == "POST":
        status = 422
        if form is None or form.is_valid():
            values = form.cleaned_data if form is not None else {}
            try:
                verb(row, by=actor(request), at=timezone.now(), **values)
            except DomainRefusal as refusal:
                status = 409
                refusals = [str(one.message) for one in refusal.problems]
            else:
                messages.success(request, _("Saved."))
                return redirect(row)
    context = {
        "programme": row.programme, "title": title, "form": form, "refusals": refusals,
        "summary": [(_("Task"), row.name), (_("State"), row.get_state_display())],
        "confirm_label": title, "cancel_url": row.get_absolute_url(), "danger": noun == "dropping",
    }  # fmt: skip
    return render(request, "governance/programme_step.html", context, status=status)
