"""All incidents: open ones first, by themselves up to date every 15 seconds (LIV-1)."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import may, require
from accounts.request import PageRequest
from incidents.filters.incident import IncidentFilter
from incidents.incident_rows import rows_of
from incidents.models import Incident
from incidents.models.incident import OPEN
from incidents.views.room import stamped
from lib.listing import Column, Listing, render_listing


@require_safe
def incident_list(request: PageRequest) -> HttpResponse:
    require(request.user, "incident.view")
    rows = Incident.objects.visible_to(request.user)
    asked = _without_since(request)
    state = state_of(rows) if asked is not None or not request.htmx else ""
    now = timezone.now()
    if asked is not None and asked == state:
        return stamped(HttpResponse(status=204), now)
    listing = _listing(request, rows)
    about = rows_of(listing.rows, now)
    for row in listing.rows:
        row.about = about[row.pk]
    context = {"since": state, "now_ms": int(now.timestamp() * 1000)}
    if asked is not None:
        found = context | {"listing": listing}
        return stamped(render(request, "incidents/_incident_list_news.html", found), now)
    return render_listing(request, "incidents/incident_list.html", listing, context)


def _without_since(request: PageRequest) -> str | None:
    """What the page shows already; taken out of the address, which all links of a list copy."""
    if not request.htmx or "since" not in request.GET:
        return None
    asked = request.GET.copy()
    since: str = asked.pop("since")[-1]
    request.GET = asked  # type: ignore[assignment]
    return since


def state_of(rows: QuerySet[Incident]) -> str:
    """Changes with every entry of every incident this person sees (one query)."""
    found = rows.order_by().aggregate(
        count=Count("pk"), said=Coalesce(Sum("seq"), 0), changed=Coalesce(Sum("version"), 0)
    )
    return f"{found['count']}-{found['said']}-{found['changed']}"


def _listing(request: PageRequest, rows: QuerySet[Incident]) -> Listing:
    is_over: Any = Case(
        When(status__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    declares = may(request.user, "incident.report")
    return Listing(
        request,
        rows.for_list().annotate(is_over=is_over),  # type: ignore[attr-defined]
        columns=[
            Column("number", gettext_lazy("Number"), ["number"]),
            Column("title", gettext_lazy("Incident"), ["title"]),
            Column(
                "grade",
                gettext_lazy("Grade"),
                ["is_over", "grade__severity", "provisional_grade__severity"],
            ),
            Column("status", gettext_lazy("Status"), ["is_over", "-declared_at"]),
            Column("next", gettext_lazy("Due next")),
            Column("declared", pgettext_lazy("instant", "Declared"), ["declared_at"]),
            Column("lasted", gettext_lazy("Lasts"), css="num"),
            Column("commander", gettext_lazy("Commander")),
        ],
        row_template="incidents/_incident_row.html",
        search_in=["number", "title", "summary"],
        filterset_class=IncidentFilter,
        ordering="status",
        key="number",
        caption=_("Incidents"),
        empty={
            "title": _("No incident so far"),
            "text": _(
                "When something fails, whoever notices declares it here in a minute: it is graded"
                " by the business impact analysis, the right people are told, and the clocks run."
            ),
            "href": reverse("incidents:incident_declare") if declares else "",
            "action": _("Declare an incident") if declares else "",
            "symbol": "urgent",
        },
    )
