"""Activations: the list, the page of one, its fragment that is asked for again and again."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import require, visible_or_404
from accounts.request import PageRequest
from followup.exercises import banner
from followup.services.timeline import broken_at
from lib.listing import Column, Listing, render_listing
from plans.activation_page import page_of, since_of
from plans.activation_steps import STEPS
from plans.activation_subjects import drill_of
from plans.activation_words import timeline_of
from plans.domain.task_states import SATISFIED
from plans.filters.activation import ActivationFilter
from plans.models import PlanActivation

SHOWN_ENTRIES = 12


def activation_list(request: PageRequest) -> HttpResponse:
    require(request.user, "plan.view")
    ended = Count("tasks", filter=Q(tasks__state__in=SATISFIED))
    rows = PlanActivation.objects.visible_to(request.user).for_list()
    listing = Listing(
        request,
        rows.annotate(tasks_all=Count("tasks"), tasks_ended=ended),
        columns=[
            Column("code", gettext_lazy("Activation"), ["code"]),
            Column("plan", gettext_lazy("Plan"), ["plan__code"]),
            Column("state", gettext_lazy("State"), ["state"]),
            Column("tasks", gettext_lazy("Tasks"), css="num"),
            Column("level", gettext_lazy("Recovery"), ["level"]),
            Column("activated", gettext_lazy("Activated"), ["activated_at"]),
            Column("commander", gettext_lazy("Commander"), ["commander__name"]),
        ],
        row_template="plans/_activation_row.html",
        search_in=["code", "plan__code", "plan__name_en", "plan__name_zh", "reason"],
        filterset_class=ActivationFilter,
        ordering="-activated_at",
        key="code",
        caption=_("Activations of plans"),
        empty={
            "title": _("No plan was carried out yet"),
            "text": _(
                "When something happens, a plan in force is activated from its page: its tasks"
                " stand here then, with who does them and how long they take."
            ),
            "href": reverse("plans:plan_list"),
            "action": _("Plans"),
        },
    )
    return render_listing(request, "plans/activation_list.html", listing)


def one_of(request: PageRequest, code: str) -> PlanActivation:
    rows = PlanActivation.objects.select_related(
        *("plan__owner__user", "plan__deputy__user", "plan_version", "commander__user"),
        *("activated_by", "integrity_by"),
    )
    return visible_or_404(rows, request.user, code=code)  # type: ignore[no-any-return]


def activation_detail(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, "plan.view")
    activation = one_of(request, code)
    drill = drill_of(activation)
    context = context_of(request, activation)
    context["drill"] = banner(drill, request.user) if drill else None
    return render(request, "plans/activation_detail.html", context)


def activation_live(request: PageRequest, code: str) -> HttpResponse:
    """The moving part alone; 204 while nothing changed since `?since=` (LIV-1)."""
    require(request.user, "plan.view")
    rows = PlanActivation.objects.annotate(seq=Max("timeline__seq"))
    asked = visible_or_404(rows, request.user, code=code)
    if request.GET.get("since") == since_of(asked.seq, timezone.now()):
        return HttpResponse(status=204)
    return render(
        request, "plans/_activation_live.html", context_of(request, one_of(request, code))
    )


def context_of(request: PageRequest, activation: PlanActivation) -> dict[str, Any]:
    newest = list(activation.timeline.select_related("actor").order_by("-seq")[:SHOWN_ENTRIES])
    seq = newest[0].seq if newest else 0
    page = page_of(activation, request.user, timezone.now(), seq, _opened(request))
    return {
        "page": page,
        "activation": activation,
        "steps": [STEPS[name] for name in page.steps],
        "events": timeline_of(newest),
        "more_events": bool(newest) and newest[-1].seq > 1,
        "shown_status": f"activation_{activation.state}",
        "shown_level": f"recovery_{activation.level}",
        "next_step": page.steps[0] if page.steps else "",
    }


def _opened(request: PageRequest) -> int | None:
    """`?task=` is the number of a task to be shown in full."""
    text = request.GET.get("task", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def activation_timeline(request: PageRequest, code: str) -> HttpResponse:
    """Every entry, and whether the chain is whole."""
    require(request.user, "plan.view")
    activation = one_of(request, code)
    rows = list(activation.timeline.select_related("actor").order_by("seq"))
    context = {
        "activation": activation,
        "events": timeline_of(rows),
        "intact": broken_at(rows) is None,
    }
    return render(request, "plans/activation_timeline.html", context)
