"""Single points of failure: what alone stops processes, and which two things together do."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.request import PageRequest
from bia.points.listings import SHOWN, PairListing, PointListing
from lib.listing import Column, render_listing


def single_point_list(request: PageRequest) -> HttpResponse:
    require(request.user, "assessment.view")
    listing = PointListing(
        request,
        None,  # type: ignore[arg-type]  # the rows are no QuerySet
        columns=[
            Column("name", _("Name")),
            Column("processes", _("Processes it stops alone")),
            Column("loss", _("Loss per hour"), css="num"),
            Column("bridge", _("Workaround")),
            Column("next", _("What next")),
        ],
        row_template="bia/_single_point_row.html",
        search_in=["code"],
        shown=SHOWN,
        caption=_("Single points of failure"),
        empty={
            "title": _("Nothing stops a process alone"),
            "text": _(
                "Here stands what stops a process when it fails alone: systems, sites, suppliers, "
                "teams and people. It starts with the dependencies of the register."
            ),
        },
    )
    context = {"currency": listing.of.register.currency}
    return render_listing(request, "bia/single_point_list.html", listing, context)


def single_point_pairs(request: PageRequest) -> HttpResponse:
    require(request.user, "assessment.view")
    listing = PairListing(
        request,
        None,  # type: ignore[arg-type]  # the rows are no QuerySet
        columns=[
            Column("process", _("Process")),
            Column("one", _("This")),
            Column("other", _("and this together")),
        ],
        row_template="bia/_pair_row.html",
        search_in=["code"],
        caption=_("Pairs that stop a process together"),
        empty={
            "title": _("No pair stops a process"),
            "text": _(
                "Two things that stop a process only together stand here: the last two of a group "
                "of alternatives, or what both of them need."
            ),
        },
    )
    return render_listing(request, "bia/single_point_pairs.html", listing)
