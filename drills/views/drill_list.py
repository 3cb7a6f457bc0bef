"""All drills: those to come and under way first."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import may, require
from accounts.request import PageRequest
from drills.domain.states import AFTER, LIVE
from drills.filters.drill import DrillFilter
from drills.models import Drill
from drills.verdict_words import verdict_words
from lib.listing import Column, Listing, render_listing


@require_safe
def drill_list(request: PageRequest) -> HttpResponse:
    require(request.user, "drill.view")
    plans = may(request.user, "drill.change")
    listing = Listing(
        request,
        _rows(request),
        columns=[
            Column("code", gettext_lazy("Number"), ["code"]),
            Column("title", gettext_lazy("Drill"), ["title"]),
            Column("status", gettext_lazy("Status"), ["stands", "to_come", "-planned_start"]),
            Column("when", gettext_lazy("When"), ["planned_start"]),
            Column("controller", gettext_lazy("Lead controller"), ["lead_controller__name"]),
            Column("players", gettext_lazy("Players"), ["players"], css="num"),
            Column("verdict", gettext_lazy("Verdict"), ["score"]),
        ],
        row_template="drills/_drill_row.html",
        search_in=["code", "title", "purpose", "place"],
        filterset_class=DrillFilter,
        ordering="status",
        key="code",
        caption=_("Drills"),
        empty={
            "title": _("No drill so far"),
            "text": _(
                "A plan nobody has tried is a hope. Plan a drill from a scenario of the library:"
                " it gets its script, its people are invited, and what it measures is proof."
            ),
            "href": reverse("drills:drill_create") if plans else "",
            "action": _("Plan a drill") if plans else "",
        },
    )
    for row in listing.rows:
        row.shown_verdict = verdict_words(row.verdict) if row.verdict else ""
    return render_listing(request, "drills/drill_list.html", listing, {"may_plan": plans})


def _rows(request: PageRequest) -> Any:
    """Under way, to come (the next one first), held (the last one first)."""
    stands: Any = Case(
        When(status__in=LIVE, then=Value(0)),
        When(status__in=[*AFTER, "cancelled"], then=Value(2)),
        default=Value(1),
        output_field=IntegerField(),
    )
    to_come: Any = Case(When(stands=1, then=F("planned_start")))
    players = Count("participants", filter=Q(participants__role="player"))
    rows = Drill.objects.visible_to(request.user).for_list()
    return rows.annotate(stands=stands, players=players).annotate(to_come=to_come)
