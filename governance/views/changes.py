"""The change register: the list, one of them, a request."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from bia.models import System
from governance.change_page import change_page
from governance.filters.changes import ChangeFilter
from governance.forms.changes import ChangeForm
from governance.models import Change
from governance.services import changes as verbs
from governance.views.change_steps import STEPS
from governance.views.confirming import offered, refusing
from lib.conflicts import merged
from lib.listing import Column, Listing, render_listing


@require_safe
def change_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    requests = may(request.user, verbs.REQUEST)
    add = {"href": reverse("governance:change_create"), "action": _("Request a change")}
    listing = Listing(
        request,
        Change.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Number"), ["code"]),
            Column("title", gettext_lazy("Change"), ["title"]),
            Column("systems", gettext_lazy("Systems")),
            Column("risk", gettext_lazy("Risk"), css="num"),
            Column("planned", gettext_lazy("Planned from"), ["planned_start"]),
            Column("owner", gettext_lazy("Responsible"), ["owner__name"]),
            Column("state", gettext_lazy("State"), ["state"]),
        ],
        row_template="governance/_change_row.html",
        search_in=["code", "title", "external_ref"],
        filterset_class=ChangeFilter,
        ordering="-code",
        key="code",
        caption=_("Changes"),
        empty={
            "title": _("No changes yet"),
            "text": _(
                "A change of something critical is assessed and approved here; once it is in, "
                "the processes that rest on it and their plans are reviewed by themselves."
            ),
            **(add if requests else {}),
        },
    )
    return render_listing(request, "governance/change_list.html", listing, {"may_add": requests})


@require_safe
def change_detail(request: PageRequest, code: str) -> HttpResponse:
    rows: Any = Change.objects.for_list().select_related(
        "assessed_by", "decided_by", "implemented_by"
    )
    row: Change = visible_or_404(rows, request.user, code=code)
    context = {
        "change": row,
        "page": change_page(row, actor(request), at=timezone.now()),
        "steps": offered(STEPS, row, actor(request)),
        "may_change": verbs.may_change(row, actor(request)) and row.state in verbs.CHANGEABLE,
        "may_risk": may(request.user, "risk.change"),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "governance/change_detail.html", context)


@require_http_methods(["GET", "POST"])
def change_create(request: PageRequest) -> HttpResponse:
    require(request.user, verbs.REQUEST)
    code = request.GET.get("system", "").replace("\0", "")
    initial = {"systems": list(System.objects.filter(code=code))} if code else {}
    form = ChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        added = _("The change was requested.")
        create = partial(verbs.create_change, **form.given())
        answer = save_new(request, form, create, added=added)
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def change_edit(request: PageRequest, code: str) -> HttpResponse:
    row: Change = visible_or_404(Change.objects.for_list(), request.user, code=code)
    if not verbs.may_change(row, actor(request)):
        raise PermissionDenied(verbs.REQUEST)
    posted = merged(request.POST) if request.method == "POST" else None
    form = ChangeForm(posted, instance=Change.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        answer = refusing(
            form,
            lambda: save_change(
                request, form, partial(verbs.change_change, row, **form.given()),
                theirs=lambda current: ChangeForm(instance=current), back=row.get_absolute_url(),
            ),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


def _form(request: PageRequest, form: ChangeForm, row: Change | None) -> HttpResponse:
    context = {
        "form": form,
        "change": row,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:change_list"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/change_form.html", context, status=status)
