"""The list of plans."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.access import may, require
from accounts.request import PageRequest
from lib.listing import Column, Listing, render_listing
from plans.contact_level import lights_of
from plans.filters.plan import PlanFilter
from plans.models import ChangeRequest, Plan, PlanVersion, VersionStatus
from plans.models.plan import OPEN

# Of what a plan covers: the first of a kind.
SHOWN = 3


class PlanListing(Listing):
    """The rows of one page with what is in force and what is being worked on: two questions."""

    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        today = timezone.localdate()
        in_force, being_made = _versions(found)
        asked = set(
            ChangeRequest.objects.filter(plan__in=found, state="open").values_list(
                "plan_id", flat=True
            )
        )
        lights = lights_of([one.pk for one in in_force.values()], timezone.now())
        for row in found:
            current = in_force.get(row.pk)
            row.contacts_light = lights.get(current.pk) if current else None
            row.in_force, row.being_made = in_force.get(row.pk), being_made.get(row.pk)
            row.is_overdue = bool(
                row.review_due and row.review_due < today and row.retired_at is None
            )
            row.is_asked = row.pk in asked
            row.covers = _covers(row)
        return found


def _covers(plan: Plan) -> str:
    """The first processes and systems it covers."""
    processes = [one.name for one in plan.processes.all()]
    systems = [one.name for one in plan.systems.all()]
    return " · ".join([*processes[:SHOWN], *systems[:SHOWN]])


def _versions(plans: list[Plan]) -> tuple[dict[int, PlanVersion], dict[int, PlanVersion]]:
    rows = PlanVersion.objects.filter(plan__in=plans, status__in=[*OPEN, VersionStatus.EFFECTIVE])
    in_force: dict[int, PlanVersion] = {}
    being_made: dict[int, PlanVersion] = {}
    for one in rows:
        kept = in_force if one.status == VersionStatus.EFFECTIVE else being_made
        kept[one.plan_id] = one
    return in_force, being_made


@require_GET
def plan_list(request: PageRequest) -> HttpResponse:
    require(request.user, "plan.view")
    may_change = may(request.user, "plan.change")
    first = {"href": reverse("plans:plan_create"), "action": _("Write a plan")}
    listing = PlanListing(
        request,
        Plan.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Plan"), ["name_en", "name_zh", "code"]),
            Column("kind", gettext_lazy("Kind"), ["kind", "code"]),
            Column("covers", gettext_lazy("Covers")),
            Column("version", gettext_lazy("Version")),
            Column("owner", gettext_lazy("Owner"), ["owner__name", "code"]),
            Column("review", gettext_lazy("Review due"), ["review_due", "code"]),
        ],
        row_template="plans/_plan_row.html",
        search_in=["code", "name_en", "name_zh", "owner__name"],
        filterset_class=PlanFilter,
        ordering="code",
        key="code",
        caption=_("Plans"),
        empty={
            "title": _("No plans yet"),
            "text": _(
                "A plan says who does what, in which order and within which time, when something "
                "fails. Start from a template: it brings its chapters and tasks along."
            ),
            **(first if may_change else {}),
        },
    )
    return render_listing(request, "plans/plan_list.html", listing, {"may_change": may_change})
