"""Shops: the list, one with its stock and batches, and its form."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import may, require, visible_or_404
from accounts.forms.refusals import values
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from lib.conflicts import merged
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing
from plans.backfill_access import may_open
from plans.backfill_progress import progress_of
from plans.forms.paper import StockForm, StoreForm
from plans.models import Backfill, Store
from plans.services.stock import levels, set_minimum
from plans.services.stores import PERMISSION, change_store, create_store, delete_store

SHOWN = 20


@require_GET
def store_list(request: PageRequest) -> HttpResponse:
    require(request.user, "plan.view")
    may_change = may(request.user, PERMISSION)
    first = {"href": reverse("plans:store_create"), "action": _("Add a shop")}
    listing = Listing(
        request,
        Store.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Shop"), ["name_en", "name_zh"]),
            Column("lead", gettext_lazy("Lead"), ["lead__name", "code"]),
            Column("manager", gettext_lazy("Manager"), ["manager__name", "code"]),
            Column("site", gettext_lazy("Site"), ["site__code", "code"]),
            Column("active", gettext_lazy("State"), ["is_active", "code"]),
        ],
        row_template="plans/_store_row.html",
        search_in=["code", "name_en", "name_zh"],
        ordering="code",
        key="code",
        caption=_("Shops"),
        empty={
            "title": _("No shops yet"),
            "text": _("A shop writes on paper while the system is down; its lead enters it later."),
            **(first if may_change else {}),
        },
    )
    return render_listing(request, "plans/store_list.html", listing, {"may_change": may_change})


@require_GET
def store_detail(request: PageRequest, code: str) -> HttpResponse:
    store = _store(request, code)
    may_change = may(request.user, PERMISSION)
    batches: list[Backfill] = []
    if may_open(request.user):
        rows = Backfill.objects.visible_to(request.user).for_list().filter(store=store)
        batches = list(rows.order_by("-pk")[:SHOWN])
    context = {
        "store": store,
        "levels": levels(store=store),
        "progress": progress_of(batches, at=timezone.now()),
        "may_change": may_change,
        "stock_form": StockForm() if may_change else None,
    }
    return render(request, "plans/store_detail.html", context)


@require_POST
def store_stock(request: PageRequest, code: str) -> HttpResponse:
    """The minimum of one form in this shop."""
    store = _store(request, code)
    require(request.user, PERMISSION)
    form = StockForm(request.POST)
    if form.is_valid():
        try:
            set_minimum(
                form.cleaned_data["form"], store, minimum=form.cleaned_data["minimum"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Saved."))
        except DomainRefusal as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, _("Choose a form and give a number."))
    return redirect(store)


@require_http_methods(["GET", "POST"])
def store_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    form = StoreForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        saved = save_new(
            request, form, partial(create_store, **values(form)), added=_("The shop was added.")
        )
        if saved is not None:
            return saved
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
def store_edit(request: PageRequest, code: str) -> HttpResponse:
    store = _store(request, code)
    require(request.user, PERMISSION, store)
    posted = merged(request.POST) if request.method == "POST" else None
    form = StoreForm(posted, instance=store)
    if posted is not None and form.is_valid():
        saved = save_change(
            request, form,
            lambda read_version, by, at: change_store(
                store, read_version=read_version, by=by, at=at, **values(form)
            ),
            theirs=lambda current: StoreForm(instance=current),
            back=reverse("plans:store_detail", args=[form.cleaned_data["code"]]),
        )  # fmt: skip
        if saved is not None:
            return saved
    return _form_page(request, form, store)


@require_http_methods(["GET", "POST"])
def store_delete(request: PageRequest, code: str) -> HttpResponse:
    store = _store(request, code)
    require(request.user, PERMISSION, store)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            delete_store(store, by=request.user, at=timezone.now())
        except DomainRefusal as refusal:
            refusals = [str(problem.message) for problem in refusal.problems]
        else:
            messages.success(request, _("The shop was deleted."))
            return redirect("plans:store_list")
    context = {
        "store": store,
        "summary": [(_("Shop"), store.name), (_("Code"), store.code)],
        "confirm_label": _("Delete"),
        "danger": True,
        "refusals": refusals,
        "cancel_url": store.get_absolute_url(),
    }
    status = 409 if refusals else 200
    return render(request, "plans/store_confirm.html", context, status=status)


def _form_page(request: PageRequest, form: StoreForm, store: Store | None) -> HttpResponse:
    back = store.get_absolute_url() if store else reverse("plans:store_list")
    context = {"form": form, "store": store, "cancel_url": back}
    return render(request, "plans/store_form.html", context, status=422 if form.errors else 200)


def _store(request: PageRequest, code: str) -> Store:
    found: Store = visible_or_404(Store.objects.for_list(), request.user, code=code)
    return found
