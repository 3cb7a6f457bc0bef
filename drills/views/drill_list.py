"""All drills."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.request import PageRequest
from drills.models import Drill
from lib.listing import Column, Listing, render_listing


@require_safe
def drill_list(request: PageRequest) -> HttpResponse:
    require(request.user, "drill.view")
    listing = Listing(
        request, Drill.objects.visible_to(request.user).for_list(),
        columns=[Column("code", _("Number"), ["code"]), Column("title", _("Drill"), ["title"])],
        row_template="drills/_drill_row.html",
        search_in=["code", "title"],
        ordering="-code",
        key="code",
        caption=_("Drills"),
    )  # fmt: skip
    return render_listing(request, "drills/drill_list.html", listing)
