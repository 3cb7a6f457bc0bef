"""Who takes part in a drill: named, asked, answering, there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from drills.domain.states import AFTER, BEFORE, LIVE
from drills.forms.people import AddForm, AnswerForm, PartForm, PresenceForm, UnlockForm
from drills.models import Drill, Participant
from drills.response_roles import role_names
from drills.services import drills as verbs
from drills.services.rights import rights_of
from drills.views.one import drill_of
from incidents.once import new_key, once
from lib.errors import DomainRefusal, GuardsUnmet, StaleVersion

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
Do = Callable[[dict[str, Any], dict[str, Any]], object]


@require_safe
def participants(request: PageRequest, code: str) -> HttpResponse:
    drill = drill_of(request, code)
    user = actor(request)
    rights = rights_of(drill, user)
    parts = list(drill.participants.for_list().order_by("role", "person__name", "id"))  # type: ignore[attr-defined]
    names = role_names(drill)
    for part in parts:
        part.response_name = names.get(part.response_role, part.response_role)  # type: ignore[attr-defined]
    is_live, is_over = drill.status in LIVE, drill.status in AFTER
    open_ = drill.attendance_locked_at is None and drill.status != "closed"
    context = {
        "drill": drill,
        "rights": rights,
        "tab": "people",
        "parts": parts,
        "mine": [one for one in parts if one.person.user_id == user.pk],
        "can_change": rights.may("prepare") and drill.status in BEFORE | LIVE,
        "can_remove": rights.may("prepare") and drill.status in BEFORE,
        "can_attend": rights.may("attendance") and (is_live or is_over) and open_,
        "can_lock": rights.may("attendance") and is_over and open_,
        "can_unlock": rights.may("attendance") and drill.status == "debrief" and not open_,
        "waiting": sum(one.invited_at is None for one in parts),
        "can_invite": rights.may("prepare") and drill.status in BEFORE - {"postponed"},
        "absent": sum(one.present_from is None for one in parts),
        "shows_presence": drill.started_at is not None,
        "key": new_key(),
    }
    return render(request, "drills/participants.html", context)


@get_or_post
def participant_add(request: PageRequest, code: str) -> HttpResponse:
    drill = _for(request, code, "prepare")
    initial = {"role": request.GET.get("role", "player")}
    form = AddForm(request.POST or None, drill=drill, initial=initial)

    def do(values: dict[str, Any], call: dict[str, Any]) -> int:
        people = form.chosen()
        for person in people:
            verbs.add_participant(
                drill, person, role=values["role"], response_role=values["response_role"],
                key_person=values["key_person"], **call,
            )  # fmt: skip
        return len(people)

    return _form_page(request, drill, form, do, heading=_("Name people"), label=_("Add"))


@get_or_post
def participant_edit(request: PageRequest, code: str, part: int) -> HttpResponse:
    drill = _for(request, code, "prepare")
    row = _part(drill, part)
    form = PartForm(request.POST or None, part=row)

    def do(values: dict[str, Any], call: dict[str, Any]) -> object:
        version = values.pop("version")
        return verbs.change_participant(row, values, read_version=version, **call)

    return _form_page(request, drill, form, do, heading=row.person.name, label=_("Save"))


@get_or_post
def participant_attendance(request: PageRequest, code: str, part: int) -> HttpResponse:
    drill = _for(request, code, "attendance")
    row = _part(drill, part)
    form = PresenceForm(request.POST or None, part=row)

    def do(values: dict[str, Any], call: dict[str, Any]) -> object:
        return verbs.attend(row, **values, **call)

    heading = _("When %(name)s was there") % {"name": row.person.name}
    return _form_page(request, drill, form, do, heading=heading, label=_("Save"))


@get_or_post
def participant_answer(request: PageRequest, code: str, part: int) -> HttpResponse:
    """Of somebody who said so by phone; one's own stands on the page itself."""
    drill = drill_of(request, code)
    row = _part(drill, part)
    user = actor(request)
    if row.person.user_id != user.pk and not rights_of(drill, user).may("prepare"):
        raise PermissionDenied("drill.prepare")
    form = AnswerForm(request.POST or None, initial={"answer": request.GET.get("answer", "")})

    def do(values: dict[str, Any], call: dict[str, Any]) -> object:
        return verbs.answer(
            drill, answer=values["answer"], note=values["note"], person=row.person, **call
        )

    heading = _("Answer of %(name)s") % {"name": row.person.name}
    return _form_page(request, drill, form, do, heading=heading, label=_("Save"))


@require_POST
def participant_remove(request: PageRequest, code: str, part: int) -> HttpResponse:
    drill = _for(request, code, "prepare")
    row = _part(drill, part)
    return _at_once(
        request, drill, lambda call: verbs.remove_participant(row, **call), _("Removed.")
    )


@require_POST
def participants_invite(request: PageRequest, code: str) -> HttpResponse:
    drill = _for(request, code, "prepare")

    def do(call: dict[str, Any]) -> None:
        count = verbs.invite(drill, **call)
        words = ngettext("%(count)d person was invited.", "%(count)d people were invited.", count)
        messages.success(request, words % {"count": count})

    return _at_once(request, drill, do, "")


@require_POST
def participants_present(request: PageRequest, code: str) -> HttpResponse:
    """The roll call: those ticked are there from now on."""
    drill = _for(request, code, "attendance")
    ids = [int(one) for one in request.POST.getlist("part") if one.isdecimal() and len(one) < 18]
    parts = list(drill.participants.filter(pk__in=ids))
    return _at_once(
        request, drill, lambda call: verbs.all_present(drill, parts, **call), _("Marked as there.")
    )


@require_POST
def attendance_lock(request: PageRequest, code: str) -> HttpResponse:
    drill = _for(request, code, "attendance")
    return _at_once(request, drill, lambda call: verbs.lock_attendance(drill, **call), _("Locked."))


@get_or_post
def attendance_unlock(request: PageRequest, code: str) -> HttpResponse:
    drill = _for(request, code, "attendance")
    form = UnlockForm(request.POST or None)

    def do(values: dict[str, Any], call: dict[str, Any]) -> object:
        return verbs.unlock_attendance(drill, reason=values["reason"], **call)

    heading = _("Open the attendance again")
    return _form_page(request, drill, form, do, heading=heading, label=heading)


def _for(request: PageRequest, code: str, right: str) -> Drill:
    drill = drill_of(request, code)
    if not rights_of(drill, actor(request)).may(right):
        raise PermissionDenied(f"drill.{right}")
    return drill


def _part(drill: Drill, pk: int) -> Participant:
    row: Participant = get_object_or_404(drill.participants.select_related("person__user"), pk=pk)
    row.drill = drill
    return row


def _place(drill: Drill) -> str:
    return reverse("drills:participants", args=[drill.code])


def _call(request: PageRequest) -> dict[str, Any]:
    now = timezone.now()
    return {"by": actor(request), "at": now, "recorded_at": now, "via": "ui"}


def _at_once(
    request: PageRequest, drill: Drill, do: Callable[[dict[str, Any]], object], words: str
) -> HttpResponse:
    """What needs no form of its own; a refusal stands on top of the page."""

    def deed() -> str:
        do(_call(request))
        return _place(drill)

    try:
        once(request, deed)
    except DomainRefusal as refusal:
        for problem in refusal.problems:
            messages.error(request, str(problem.message))
    else:
        if words:
            messages.success(request, words)
    return redirect(_place(drill))


def _form_page(
    request: PageRequest, drill: Drill, form: forms.Form, do: Do, *, heading: str, label: str
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = {name: value for name, value in form.cleaned_data.items() if name != "key"}

            def deed() -> str:
                do(values, _call(request))
                return _place(drill)

            try:
                once(request, deed)
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
                status = 409 if isinstance(refusal, GuardsUnmet) else 422
            except StaleVersion:
                words = _("Somebody else has changed it meanwhile. Look at it and try again.")
                form.add_error(None, words)
                status = 409
            else:
                response = HttpResponseRedirect(_place(drill))
                response.status_code = 303
                return response
    context = {
        "drill": drill, "form": form, "heading": heading, "submit_label": label,
        "cancel_url": _place(drill),
    }  # fmt: skip
    return render(request, "drills/participant_form.html", context, status=status)
