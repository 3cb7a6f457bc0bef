"""People: the list, one person, and edits."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import actor, may, require, visible_or_404
from accounts.forms.person import PersonForm
from accounts.forms.refusals import values
from accounts.handover import holder_of, holdings_of
from accounts.models import Department, Person
from accounts.panels import person_panels
from accounts.services.people import change_person, create_person, delete_person
from accounts.views.saving import save_change, save_new
from lib.conflicts import merged
from lib.errors import GuardsUnmet
from lib.listing import Column, Listing, render_listing


class PersonFilter(django_filters.FilterSet):
    department = django_filters.ModelChoiceFilter(
        queryset=Department.objects.order_by("name"),
        to_field_name="code",
        label=gettext_lazy("Department"),
    )
    is_active = django_filters.BooleanFilter(label=gettext_lazy("Active"))

    class Meta:
        model = Person
        fields = ("department", "is_active")


def person_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "people.view")
    may_change = may(request.user, "people.change")
    empty = {
        "title": _("No people yet"),
        "text": _("People own processes, sit in teams and stand in for each other."),
    }
    if may_change:
        empty |= {"href": reverse("accounts:person_create"), "action": _("Add a person")}
    listing = Listing(
        request,
        Person.objects.visible_to(actor(request)).for_list(),
        columns=[
            Column("code", _("Code"), ["code"]),
            Column("name", _("Name"), ["name"]),
            Column("title", _("Job title"), ["title"]),
            Column("department", _("Department"), ["department__name"]),
            Column("deputy", _("Deputy"), ["deputy__name"]),
            Column("contact", _("Contact")),
        ],
        row_template="accounts/_person_row.html",
        search_in=["code", "name", "title", "email"],
        filterset_class=PersonFilter,
        ordering="name",
        key="code",
        caption=_("People"),
        empty=empty,
    )
    return render_listing(request, "accounts/person_list.html", listing, {"may_change": may_change})


def person_detail(request: HttpRequest, code: str) -> HttpResponse:
    person = visible_or_404(Person.objects.for_list(), request.user, code=code)
    context = {
        "person": person,
        "holdings": holdings_of(holder_of(person)),
        "panels": person_panels(actor(request), person),
        "may_change": may(request.user, "people.change", person),
        "may_see_users": may(request.user, "user.view"),
    }
    return render(request, "accounts/person_detail.html", context)


def person_create(request: HttpRequest) -> HttpResponse:
    require(request.user, "people.change")
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        create = partial(create_person, **values(form))
        saved = save_new(request, form, create, added=_("The person was added."))
        if saved is not None:
            return saved
    context = {"form": form, "cancel_url": reverse("accounts:person_list")}
    return render(request, "accounts/person_form.html", context)


def person_edit(request: HttpRequest, code: str) -> HttpResponse:
    person = visible_or_404(Person.objects.for_list(), request.user, code=code)
    require(request.user, "people.change", person)
    posted = merged(request.POST) if request.method == "POST" else None
    form = PersonForm(posted, instance=person)
    if request.method == "POST" and form.is_valid():
        answer = save_change(
            request,
            form,
            partial(change_person, person, **values(form)),
            theirs=lambda current: PersonForm(instance=current),
            back=person.get_absolute_url(),
        )
        if answer is not None:
            return answer
    context = {"form": form, "person": person, "cancel_url": person.get_absolute_url()}
    return render(request, "accounts/person_form.html", context)


def person_delete(request: HttpRequest, code: str) -> HttpResponse:
    person = visible_or_404(Person.objects.for_list(), request.user, code=code)
    require(request.user, "people.change", person)
    refusals: list[Any] = []
    if request.method == "POST":
        try:
            delete_person(person, by=actor(request), at=timezone.now())
        except GuardsUnmet as refusal:
            refusals = [problem.message for problem in refusal.problems]
        else:
            messages.success(request, _("The person was deleted."))
            return redirect("accounts:person_list")
    context = {
        "summary": [(_("Code"), person.code), (_("Name"), person.name)],
        "heading": _("Delete this person?"),
        "confirm_label": _("Delete"),
        "danger": True,
        "refusals": refusals,
        "cancel_url": person.get_absolute_url(),
    }
    return render(request, "accounts/confirm.html", context, status=409 if refusals else 200)
