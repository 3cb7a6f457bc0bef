"""The library of scenarios: the list, one of them, its form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from bia.models import Scenario
from drills.filters.scenario import ScenarioFilter
from drills.forms.scenario import ScenarioForm
from drills.models import Drill, DrillScenario, Inject
from drills.script_lines import totals_of
from drills.script_page import ScriptPage, hiding_drill
from drills.services.scenarios import (
    change_scenario,
    copy_scenario,
    create_scenario,
    delete_scenario,
)
from drills.services.scripting import LIBRARY
from drills.what_if_source import initial_from
from lib.conflicts import merged
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing

VIEW = "scenario_library.view"
FIRST = 12  # injects that the page of a scenario shows


@require_safe
def scenario_list(request: PageRequest) -> HttpResponse:
    require(request.user, VIEW)
    may_change = may(request.user, LIBRARY)
    rows = DrillScenario.objects.visible_to(request.user).for_list()
    listing = Listing(
        request,
        rows.annotate(
            inject_count=Count("script__injects", distinct=True),
            drill_count=Count(
                "drills", filter=Q(drills__in=Drill.objects.visible_to(request.user)), distinct=True
            ),
        ),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", pgettext_lazy("drill", "Scenario"), ["name_en"]),
            Column("hazard", gettext_lazy("Hazard"), ["hazard"]),
            Column("types", gettext_lazy("Suits")),
            Column("injects", gettext_lazy("Injects"), ["inject_count"], css="num"),
            Column("duration", gettext_lazy("Duration"), ["duration_s"], css="num"),
            Column("drills", gettext_lazy("Drilled"), ["drill_count"], css="num"),
        ],
        row_template="drills/_scenario_row.html",
        search_in=["code", "name_en", "name_zh", "trigger_en", "trigger_zh"],
        filterset_class=ScenarioFilter,
        ordering="code",
        key="code",
        caption=_("Drill scenarios"),
        empty={
            "title": _("No scenarios yet"),
            "text": _("What might happen, with what is told to players and what they should do."),
            **(
                {"href": reverse("drills:scenario_create"), "action": _("Add a scenario")}
                if may_change
                else {}
            ),
        },
    )  # fmt: skip
    return render_listing(request, "drills/scenario_list.html", listing, {"may_change": may_change})


@require_safe
def scenario_detail(request: PageRequest, code: str) -> HttpResponse:
    scenario = _scenario(request, code)
    page = ScriptPage(scenario, request.user, library=True)
    hidden_by = hiding_drill(scenario, request.user)
    injects = Inject.objects.filter(script=page.script)
    drills = Drill.objects.visible_to(request.user).filter(scenario=scenario).for_list()
    totals = totals_of(page.script)
    context: dict[str, Any] = {
        "scenario": scenario,
        "types": scenario.type_names,
        "hidden_by": hidden_by,
        "totals": totals,
        "injects": [] if hidden_by else injects[:FIRST],
        "rest": max(0, totals["injects"] - FIRST),
        "goals": page.script.objectives.prefetch_related("criteria"),
        "drills": drills[:20],
        "what_if": Scenario.objects.visible_to(request.user).filter(code=scenario.what_if).first()
        if scenario.what_if else None,
        "script_url": page.url("edit"),
        "may_change": may(request.user, LIBRARY),
        "start_url": start_url(request, scenario),
    }  # fmt: skip
    return render(request, "drills/scenario_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_create(request: PageRequest) -> HttpResponse:
    """`?what_if=` begins with a kept question of the analysis."""
    require(request.user, LIBRARY)
    what_if = _what_if(request)
    posted = request.POST if request.method == "POST" else None
    initial = initial_from(what_if, request.user) if what_if is not None else {}
    form = ScenarioForm(posted, user=request.user, initial=initial)
    if posted is not None and form.is_valid():

        def add(by: Any, at: Any) -> Any:
            return create_scenario(by=by, at=at, what_if=what_if, **form.given())

        saved = save_new(request, form, add, added=_("The scenario was added. Write its script."))
        if saved is not None:
            return saved
    context = {
        "form": form, "scenario": None, "what_if": what_if,
        "cancel_url": reverse("drills:scenario_list"),
    }  # fmt: skip
    return render(request, "drills/scenario_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_edit(request: PageRequest, code: str) -> HttpResponse:
    scenario = _scenario(request, code)
    require(request.user, LIBRARY)
    back = scenario.get_absolute_url()

    def form_of(row: DrillScenario, data: Any = None) -> ScenarioForm:
        return ScenarioForm(data, instance=DrillScenario.objects.get(pk=row.pk), user=request.user)

    form = form_of(scenario, merged(request.POST) if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.given()
        given.pop("code")
        saved = save_change(
            request, form,
            lambda read_version, by, at: change_scenario(
                scenario, read_version=read_version, by=by, at=at, **given
            ),
            theirs=form_of, back=back,
        )  # fmt: skip
        if saved is not None:
            return saved
    context = {"form": form, "scenario": scenario, "cancel_url": back}
    return render(request, "drills/scenario_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_copy(request: PageRequest, code: str) -> HttpResponse:
    scenario = _scenario(request, code)
    require(request.user, LIBRARY)
    if request.method == "POST":
        row = copy_scenario(scenario, by=actor(request), at=timezone.now())
        messages.success(request, _("The scenario was copied. Give it a name of its own."))
        return redirect("drills:scenario_edit", row.code)
    context = {
        "scenario": scenario,
        "heading": _("Copy the scenario?"),
        "summary": [(pgettext("drill", "Scenario"), scenario.name), *_counts(scenario, request)],
        "confirm_label": _("Copy"),
        "cancel_url": scenario.get_absolute_url(),
    }
    return render(request, "drills/scenario_confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_delete(request: PageRequest, code: str) -> HttpResponse:
    scenario = _scenario(request, code)
    require(request.user, LIBRARY)
    refusals: list[Any] = []
    if request.method == "POST":
        try:
            delete_scenario(scenario, by=actor(request), at=timezone.now())
        except DomainRefusal as refusal:
            refusals = [problem.message for problem in refusal.problems]
        else:
            messages.success(request, _("%(name)s was deleted.") % {"name": scenario.name})
            return redirect("drills:scenario_list")
    context = {
        "scenario": scenario,
        "heading": _("Delete the scenario?"),
        "summary": [(pgettext("drill", "Scenario"), scenario.name), *_counts(scenario, request)],
        "confirm_label": _("Delete"),
        "danger": True,
        "refusals": refusals,
        "cancel_url": scenario.get_absolute_url(),
    }
    status = 409 if refusals else 200
    return render(request, "drills/scenario_confirm.html", context, status=status)


def start_url(request: PageRequest, scenario: DrillScenario) -> str:
    """Where a drill of it is planned; "" for who may plan none."""
    if not (scenario.is_active and may(request.user, "drill.change")):
        return ""
    try:
        return f"{reverse('drills:drill_create')}?scenario={scenario.code}"
    except NoReverseMatch:
        return ""


def _scenario(request: PageRequest, code: str) -> DrillScenario:
    require(request.user, VIEW)
    row: DrillScenario = visible_or_404(DrillScenario.objects.for_list(), request.user, code=code)
    return row


def _what_if(request: PageRequest) -> Scenario | None:
    code = request.GET.get("what_if", "")
    return Scenario.objects.visible_to(request.user).filter(code=code).first() if code else None


def _counts(scenario: DrillScenario, request: PageRequest) -> list[tuple[Any, Any]]:
    totals = totals_of(ScriptPage(scenario, request.user, library=True).script)
    return [(_("Injects"), totals["injects"]), (_("Expectations"), totals["expectations"])]
