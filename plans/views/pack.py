"""Offline packs: the list, one with its files, asking for one, the download."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from lib.listing import Column, Listing, render_listing
from plans.models import OfflinePack, PackFile, PackState, PackTrigger, PlanSettings
from plans.pack_page import file_answer, missing_of, standing
from plans.services.packs import ask_for_pack

PERMISSION = "plan.pack"


class PackListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        for row in found:
            row.standing, row.missing = standing(row), missing_of(row)
            row.has_file = row.state == PackState.DONE and row.file_there
        return found


def _rows(request: PageRequest) -> Any:
    rows = OfflinePack.objects.visible_to(request.user).for_list()
    return rows.annotate(file_there=Exists(PackFile.objects.filter(pack=OuterRef("pk"))))


@require_GET
def pack_list(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    listing = PackListing(
        request,
        _rows(request),
        columns=[
            Column("code", gettext_lazy("Pack"), ["requested_at", "code"]),
            Column("trigger", gettext_lazy("Made because"), ["trigger", "-requested_at"]),
            Column("state", gettext_lazy("State"), ["state", "-requested_at"]),
            Column("files", gettext_lazy("Files"), css="num"),
            Column("size", gettext_lazy("Size"), ["size_bytes"], css="num"),
            Column("kept", gettext_lazy("Kept until"), ["expires_at"]),
            Column("download", gettext_lazy("Download")),
        ],
        row_template="plans/_pack_row.html",
        search_in=["code", "sha256"],
        ordering="-code",
        key="code",
        caption=_("Offline packs"),
        empty={
            "title": _("No pack yet"),
            "text": _(
                "A pack is everything that is in force, as PDFs and one page that works without "
                "this platform: for the day the platform itself is down."
            ),
        },
    )
    house = PlanSettings.current()
    under_way = listing.queryset.filter(state__in=(PackState.QUEUED, PackState.BUILDING)).exists()
    context = {
        "house": house,
        "under_way": under_way,
        "may_build": may(request.user, "plan.print"),
        "may_set": may(request.user, "plan_settings.change"),
    }
    return render_listing(request, "plans/pack_list.html", listing, context)


@require_GET
def pack_detail(request: PageRequest, code: str) -> HttpResponse:
    pack = _pack(request, code)
    context = {"pack": pack, "standing": standing(pack), "missing": missing_of(pack)}
    context["failure"] = _(pack.failure) if pack.failure else ""
    return render(request, "plans/pack_detail.html", context)


@require_POST
def pack_create(request: PageRequest) -> HttpResponse:
    require(request.user, "plan.print")
    pack = ask_for_pack(trigger=PackTrigger.MANUAL, by=request.user, at=timezone.now())
    messages.success(request, _("The pack is being built; it can be downloaded here when ready."))
    return redirect(reverse("plans:pack_detail", args=[pack.code]))


@require_safe
def pack_file(request: PageRequest, code: str) -> HttpResponse:
    answer = file_answer(_pack(request, code))
    if answer is None:
        raise Http404
    return answer


def _pack(request: PageRequest, code: str) -> OfflinePack:
    require(request.user, PERMISSION)
    found: OfflinePack = visible_or_404(_rows(request), request.user, code=code)
    return found
