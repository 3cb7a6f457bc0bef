"""Storage locations: the list, one with its space and scans, and its form."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.forms.refusals import values
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from backups.filters.register import LocationFilter
from backups.forms.location import LocationForm
from backups.location_page.page import free_percent, location_page, standing
from backups.models import BackupLocation
from backups.services.locations import change_location, create_location
from backups.words import place_problem
from lib.conflicts import merged
from lib.listing import Column, Listing, render_listing

PERMISSION = "backup_location.change"


class LocationListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        for row in found:
            state = getattr(row, "state", None)
            row.standing, row.free_percent = standing(state), free_percent(state)
            row.low = row.free_percent is not None and row.free_percent < row.min_free_percent
            row.problem_words = place_problem(state.problem) if state else ""
        return found


@require_GET
def location_list(request: PageRequest) -> HttpResponse:
    require(request.user, "backup.view")
    may_change = may(request.user, PERMISSION)
    first = {"href": reverse("backups:location_create"), "action": _("Add a location")}
    listing = LocationListing(
        request,
        BackupLocation.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Location"), ["name"]),
            Column("medium", pgettext_lazy("storage", "Medium"), ["medium", "code"]),
            Column("site", gettext_lazy("Site"), ["site__code", "code"]),
            Column("state", gettext_lazy("State"), ["state__reachable", "code"]),
            Column("free", gettext_lazy("Free space"), css="num"),
            Column("scanned", gettext_lazy("Searched"), ["state__scanned_at", "code"]),
        ],
        row_template="backups/_location_row.html",
        search_in=["code", "name", "url", "site__name"],
        filterset_class=LocationFilter,
        ordering="code",
        key="code",
        caption=_("Storage locations"),
        empty={
            "title": _("No storage locations yet"),
            "text": _(
                "A location is a folder, a bucket or a server where backups lie. Its sets are "
                "found by looking there, and its bytes are read to prove them."
            ),
            **(first if may_change else {}),
        },
    )
    return render_listing(
        request, "backups/location_list.html", listing, {"may_change": may_change}
    )


@require_GET
def location_detail(request: PageRequest, code: str) -> HttpResponse:
    location = _location(request, code)
    context = {
        "location": location,
        "page": location_page(location, timezone.now()),
        "may_change": may(request.user, PERMISSION),
        "may_scan": may(request.user, "backup.verify"),
    }
    return render(request, "backups/location_detail.html", context)


@require_http_methods(["GET", "POST"])
def location_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    form = LocationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        added = _("The location was added. Try it out before you rely on it.")
        saved = save_new(request, form, partial(create_location, **given(form)), added=added)
        if saved is not None:
            return saved
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
def location_edit(request: PageRequest, code: str) -> HttpResponse:
    location = _location(request, code)
    require(request.user, PERMISSION, location)
    posted = merged(request.POST) if request.method == "POST" else None
    form = LocationForm(posted, instance=location)
    if posted is not None and form.is_valid():
        saved = save_change(
            request, form,
            lambda read_version, by, at: change_location(
                location, read_version=read_version, by=by, at=at, **given(form)
            ),
            theirs=lambda current: LocationForm(instance=current),
            back=location.get_absolute_url(),
        )  # fmt: skip
        if saved is not None:
            return saved
    return _form_page(request, form, location)


def given(form: LocationForm) -> dict[str, Any]:
    """What the service gets: no code where none was typed, credentials only where meant."""
    found = {name: value for name, value in values(form).items() if name != "forget_credentials"}
    if not found.get("code"):
        found.pop("code", None)
    if found.get("credentials") is None:
        found.pop("credentials", None)
    return found


def _form_page(
    request: PageRequest, form: LocationForm, location: BackupLocation | None
) -> HttpResponse:
    back = location.get_absolute_url() if location else reverse("backups:location_list")
    context = {"form": form, "location": location, "cancel_url": back}
    status = 422 if form.errors else 200
    return render(request, "backups/location_form.html", context, status=status)


def _location(request: PageRequest, code: str) -> BackupLocation:
    rows = BackupLocation.objects.for_list()
    found: BackupLocation = visible_or_404(rows, request.user, code=code)
    return found
