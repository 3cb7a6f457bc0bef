"""Response roles: the list, one with its holders in calling order, and its form."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import actor, may, require, visible_or_404
from accounts.forms.refusals import show_refusal, values
from accounts.models import Person
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from lib.conflicts import merged
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing
from plans.call_list import role_contacts
from plans.contact_words import gap_words
from plans.filters.role import RoleFilter
from plans.forms.role import HolderForm, RoleForm
from plans.models import ResponseRole
from plans.role_page import use_of
from plans.services import roles

PERMISSION = roles.PERMISSION


class RoleListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        contacts = role_contacts([one.code for one in found], timezone.now())
        for row in found:
            row.contacts = contacts[row.code]
            row.gap_words = [gap_words(one) for one in row.contacts.gaps]
        return found


@require_GET
def role_list(request: PageRequest) -> HttpResponse:
    require(request.user, "plan.view")
    may_change = may(request.user, PERMISSION)
    first = {"href": reverse("plans:role_create"), "action": _("Add a role")}
    listing = RoleListing(
        request,
        ResponseRole.objects.visible_to(request.user),
        columns=[
            Column("role", gettext_lazy("Role"), ["position", "code"]),
            Column("kind", gettext_lazy("Kind"), ["kind", "position"]),
            Column("holders", gettext_lazy("Called in this order")),
            Column("state", gettext_lazy("Missing")),
        ],
        row_template="plans/_role_row.html",
        search_in=["code", "name_en", "name_zh", "holders__person__name"],
        filterset_class=RoleFilter,
        ordering="role",
        key="code",
        caption=_("Response roles"),
        empty={
            "title": _("No roles yet"),
            "text": _("Plans name roles, and roles name people: who changes needs no new plan."),
            **(first if may_change else {}),
        },
    )
    listing.queryset = listing.queryset.distinct()
    return render_listing(request, "plans/role_list.html", listing, {"may_change": may_change})


@require_GET
def role_detail(request: PageRequest, code: str) -> HttpResponse:
    return _page(request, _role(request, code))


@require_http_methods(["GET", "POST"])
def role_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    form = RoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        create = partial(roles.create_role, **values(form))
        added = _("The role was added. Now name who holds it.")
        saved = save_new(request, form, create, added=added)
        if saved is not None:
            return saved
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
def role_edit(request: PageRequest, code: str) -> HttpResponse:
    role = _role(request, code)
    require(request.user, PERMISSION)
    posted = merged(request.POST) if request.method == "POST" else None
    form = RoleForm(posted, instance=role)
    if posted is not None and form.is_valid():
        saved = save_change(
            request, form,
            lambda read_version, by, at: roles.change_role(
                role, read_version=read_version, by=by, at=at, **values(form)
            ),
            theirs=lambda current: RoleForm(instance=current),
            back=reverse("plans:role_detail", args=[form.cleaned_data["code"]]),
        )  # fmt: skip
        if saved is not None:
            return saved
    return _form_page(request, form, role)


@require_http_methods(["GET", "POST"])
def role_delete(request: PageRequest, code: str) -> HttpResponse:
    role = _role(request, code)
    require(request.user, PERMISSION)
    refusals: list[Any] = []
    if request.method == "POST":
        try:
            roles.delete_role(role, by=actor(request), at=timezone.now())
        except DomainRefusal as refusal:
            refusals = [one.message for one in refusal.problems]
        else:
            messages.success(request, _("The role was deleted."))
            return redirect("plans:role_list")
    context = {
        "role": role,
        "refusals": refusals,
        "summary": [(_("Role"), role.name), (_("Holders"), role.holders.count())],
        "warning": _("Roles that plans or grades name cannot be deleted; switch them off."),
        "confirm_label": _("Delete the role"),
        "danger": True,
        "cancel_url": role.get_absolute_url(),
    }
    status = 409 if refusals else 200
    return render(request, "plans/role_delete.html", context, status=status)


@require_POST
def role_holders(request: PageRequest, code: str) -> HttpResponse:
    """`action`: add (with `person`), up, down or remove (with the person's code in `of`)."""
    role = _role(request, code)
    require(request.user, PERMISSION)
    by, at = actor(request), timezone.now()
    action = request.POST.get("action", "")
    if action == "add":
        form = HolderForm(request.POST, role=role)
        if not form.is_valid():
            return _page(request, role, form, status=422)
        try:
            roles.add_holder(role, form.cleaned_data["person"], by=by, at=at)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            return _page(request, role, form, status=422)
        return redirect(role)
    person = visible_or_404(Person.objects.all(), request.user, code=request.POST.get("of", ""))
    try:
        if action == "remove":
            roles.remove_holder(role, person, by=by, at=at)
        elif action in ("up", "down"):
            roles.move_holder(role, person, up=action == "up", by=by, at=at)
    except DomainRefusal as refusal:
        messages.error(request, str(refusal.problems[0].message))
    return redirect(role)


def _page(
    request: PageRequest, role: ResponseRole, form: HolderForm | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    contacts = role_contacts([role.code], at)[role.code]
    may_change = may(request.user, PERMISSION)
    context = {
        "role": role,
        "contacts": contacts,
        "gaps": [gap_words(one) for one in contacts.gaps],
        "use": use_of(role, request.user),
        "may_change": may_change,
        "may_see_history": may(request.user, "audit.view"),
        "form": (form or HolderForm(role=role)) if may_change else None,
    }
    return render(request, "plans/role_detail.html", context, status=status)


def _form_page(request: PageRequest, form: RoleForm, role: ResponseRole | None) -> HttpResponse:
    back = role.get_absolute_url() if role else reverse("plans:role_list")
    context = {"form": form, "role": role, "cancel_url": back}
    return render(request, "plans/role_form.html", context, status=422 if form.errors else 200)


def _role(request: PageRequest, code: str) -> ResponseRole:
    found: ResponseRole = visible_or_404(ResponseRole.objects.all(), request.user, code=code)
    return found
