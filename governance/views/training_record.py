"""Single records: a certificate from elsewhere, a correction."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, may, require
from accounts.models import Organisation, Person
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.competence_words import LOOKS
from governance.domain.competence import Held, standing
from governance.filters.training import TrainingRecordFilter
from governance.forms.training import RecordForm
from governance.models import Course, TrainingRecord
from governance.services.training_records import (
    PERMISSION,
    change_record,
    create_record,
    delete_record,
)
from lib.conflicts import merged
from lib.days import day_in
from lib.listing import Column, Listing, render_listing


@require_safe
def record_list(request: PageRequest) -> HttpResponse:
    require(request.user, "training.view")
    keeps = may(request.user, PERMISSION)
    listing = Listing(
        request,
        TrainingRecord.objects.visible_to(request.user).for_list(),
        columns=[
            Column("person", gettext_lazy("Person"), ["person__name"]),
            Column("course", gettext_lazy("Course or certificate"), ["course__name_en"]),
            Column("on", gettext_lazy("Day"), ["on"]),
            Column("score", gettext_lazy("Score"), ["score"], css="num"),
            Column("until", gettext_lazy("Valid until"), ["valid_until"]),
            Column("state", gettext_lazy("State")),
        ],
        row_template="governance/_training_record_row.html",
        search_in=["person__code", "person__name", "course__name_en", "course__name_zh",
                   "certificate"],
        filterset_class=TrainingRecordFilter,
        ordering="-on",
        caption=_("Training records"),
        empty={
            "title": _("No records yet"),
            "text": _("They come from sessions that were held, and from certificates."),
            "href": reverse("governance:training_record_create") if keeps else "",
            "action": _("Add a record") if keeps else "",
        },
    )  # fmt: skip
    today = day_in(timezone.now(), Organisation.current().timezone)
    for one in listing.rows:
        held = Held(one.on, one.passed, one.valid_until)
        one.look = LOOKS[standing([held], today=today)]
    return render_listing(
        request, "governance/training_record_list.html", listing, {"may_change": keeps}
    )


@require_http_methods(["GET", "POST"])
def record_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    form = RecordForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        create = partial(create_record, **form.given())
        page = reverse("governance:training_record_list")
        answer = save_new(request, form, create, added=_("The record was added."), page=page)
        if answer is not None:
            return answer
    return _form(request, form, None)


def _initial(request: PageRequest) -> dict[str, Any]:
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in ("person", "course")}
    return {
        "person": Person.objects.filter(code=asked["person"]).first(),
        "course": Course.objects.filter(code=asked["course"]).first(),
        "on": day_in(timezone.now(), Organisation.current().timezone),
    }


@require_http_methods(["GET", "POST"])
def record_edit(request: PageRequest, number: int) -> HttpResponse:
    require(request.user, PERMISSION)
    row = get_object_or_404(TrainingRecord, pk=number)
    posted = merged(request.POST) if request.method == "POST" else None
    form = RecordForm(posted, instance=get_object_or_404(TrainingRecord, pk=number))
    if posted is not None and form.is_valid():
        answer = save_change(
            request, form, partial(change_record, row, **form.given()),
            theirs=lambda current: RecordForm(instance=current),
            back=reverse("governance:training_record_list"),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


@require_http_methods(["GET", "POST"])
def record_delete(request: PageRequest, number: int) -> HttpResponse:
    require(request.user, PERMISSION)
    rows = TrainingRecord.objects.select_related("person", "course")
    row = get_object_or_404(rows, pk=number)
    back = reverse("governance:training_record_list")
    if request.method == "POST":
        delete_record(row, by=actor(request), at=timezone.now())
        messages.success(request, _("The record was deleted; the history keeps it."))
        return redirect(back)
    context = {
        "danger": True, "confirm_label": _("Delete"), "cancel_url": back,
        "summary": [
            (_("Person"), row.person), (_("Course or certificate"), row.course.name),
            (_("Day"), row.on),
        ],
    }  # fmt: skip
    return render(request, "governance/training_record_delete.html", context)


def _form(request: PageRequest, form: RecordForm, row: TrainingRecord | None) -> HttpResponse:
    context = {"form": form, "record": row, "cancel_url": reverse("governance:competence")}
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/training_record_form.html", context, status=status)
