"""What-if: ask (the address is the question), keep, change, compare, share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import may, require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.saving import stale_page
from bia.analysis.what_if import Asked, Inputs, ask, sight_of
from bia.domain.errors import DomainError
from bia.forms.what_if import ScenarioForm, WhatIfForm
from bia.forms.what_if_address import asks_something, initial_of, query_of, question_rows
from bia.forms.what_if_variant import VariantForm
from bia.models import Scenario
from bia.panels import scenario_panels
from bia.reasons import explain
from bia.services import scenarios
from bia.what_ifs.page import context_of
from lib.conflicts import merged
from lib.errors import Refused, StaleVersion
from lib.listing import Column, Listing, render_listing

SEEN = "assessment.view"


@require_safe
def scenario_list(request: PageRequest) -> HttpResponse:
    require(request.user, SEEN)
    listing = Listing(
        request,
        Scenario.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Scenario"), ["name"]),
            Column("variant_of", gettext_lazy("Variant of"), ["variant_of__name"]),
            Column("created_by", gettext_lazy("Kept by"), ["created_by__name"]),
            Column("updated_at", gettext_lazy("Changed"), ["updated_at"]),
        ],
        row_template="bia/_scenario_row.html",
        search_in=["code", "name", "description"],
        ordering="-updated_at",
        key="code",
        caption=gettext_lazy("Scenarios"),
        empty={
            "title": _("No scenarios yet"),
            "text": _(
                "What if the data centre burns at month-end? Ask, look at the timeline and the"
                " loss, compare two ways to prepare, and keep the question: the answer follows"
                " the register."
            ),
            "href": reverse("bia:scenario_create"),
            "action": _("Ask what if"),
        },
    )
    return render_listing(request, "bia/scenario_list.html", listing)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_create(request: PageRequest) -> HttpResponse:
    """GET asks: the address is the question. POST keeps it."""
    require(request.user, SEEN)
    at = timezone.now()
    state, sight = sight_of(request.user, at)
    if request.method == "POST":
        return _keep(request, sight)
    zone = _zone()
    asking = asks_something(request.GET)
    form = WhatIfForm(request.GET if asking else None, sight=sight)
    context: dict[str, Any] = {"form": form, "may_keep": may(request.user, scenarios.PERMISSION)}
    if asking and form.is_valid():
        inputs = form.inputs()
        asked = _asked(form, inputs, at=at, sight=sight, state=state)
        if asked is not None:
            query = query_of(inputs, zone)
            if request.GET.get("add"):
                return redirect(f"{request.path}?{query}")
            context |= _answer(request, asked, zone, query)
            context |= {"query": query, "question": question_rows(inputs, sight, zone)}
    return render(request, "bia/scenario_form.html", context, status=_status(form))


@require_safe
def scenario_detail(request: PageRequest, code: str) -> HttpResponse:
    scenario = visible_or_404(Scenario.objects.for_list(), request.user, code=code)
    at = timezone.now()
    state, sight = sight_of(request.user, at)
    zone = _zone()
    inputs = Inputs.of(scenario.inputs)
    asked = ask(inputs, at, sight=sight, state=state, kept=True)
    context = {
        "scenario": scenario,
        "query": query_of(asked.repeatable, zone),
        "question": question_rows(inputs, sight, zone),
        "may_change": may(request.user, scenarios.PERMISSION),
        "variants": scenario.variants.order_by("name")[:20],
        "panels": scenario_panels(request.user, scenario),
    }
    context |= _answer(request, asked, zone, "", scenario)
    return render(request, "bia/scenario_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_edit(request: PageRequest, code: str) -> HttpResponse:
    scenario = visible_or_404(Scenario.objects.for_list(), request.user, code=code)
    require(request.user, scenarios.PERMISSION)
    at = timezone.now()
    _state, sight = sight_of(request.user, at)
    page = reverse("bia:scenario_detail", args=[scenario.code])

    def form_of(row: Scenario, data: Any = None) -> ScenarioForm:
        others = Scenario.objects.visible_to(request.user).exclude(pk=row.pk)
        return ScenarioForm(data, initial=_initial(row), sight=sight, scenarios=others)

    form = form_of(scenario, merged(request.POST) if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = scenarios.change_scenario(
                scenario,
                read_version=form.cleaned_data["version"] or 0,
                by=request.user,
                at=at,
                **form.values(),
            )
        except Refused as refusal:
            show_refusal(form, _at_the_form(refusal))
        except StaleVersion as stale:
            return stale_page(request, form, form_of(stale.current), stale, page)
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect("bia:scenario_detail", scenario.code)
    context = {"form": form, "scenario": scenario, "cancel_url": page}
    return render(request, "bia/scenario_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_delete(request: PageRequest, code: str) -> HttpResponse:
    scenario = visible_or_404(Scenario.objects.for_list(), request.user, code=code)
    require(request.user, scenarios.PERMISSION)
    if request.method == "POST":
        scenarios.delete_scenario(scenario, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s was deleted.") % {"name": scenario})
        return redirect("bia:scenario_list")
    context = {
        "scenario": scenario,
        "summary": [
            (_("Code"), scenario.code),
            (_("Name"), scenario.name),
            (_("Its variants, which stay"), scenario.variants.count()),
        ],
        "danger": True,
        "confirm_label": _("Delete"),
        "cancel_url": reverse("bia:scenario_detail", args=[scenario.code]),
    }
    return render(request, "bia/scenario_delete.html", context)


def _keep(request: PageRequest, sight: Any) -> HttpResponse:
    require(request.user, scenarios.PERMISSION)
    known = Scenario.objects.visible_to(request.user)
    form = ScenarioForm(request.POST, sight=sight, scenarios=known)
    if form.is_valid():
        try:
            kept = scenarios.create_scenario(by=request.user, at=timezone.now(), **form.values())
        except Refused as refusal:
            show_refusal(form, _at_the_form(refusal))
        else:
            messages.success(request, _("%(name)s was kept.") % {"name": kept})
            return redirect("bia:scenario_detail", kept.code)
    context = {"form": form, "cancel_url": reverse("bia:scenario_list")}
    return render(request, "bia/scenario_edit.html", context)


def _answer(
    request: PageRequest, asked: Asked, zone: ZoneInfo, query: str, scenario: Any = None
) -> dict[str, Any]:
    """The answer at the moment asked for, and beside it the variant if one is asked for."""
    known = Scenario.objects.visible_to(request.user)
    if scenario is not None:
        known = known.exclude(pk=scenario.pk)
    variant = VariantForm(request.GET, scenarios=known, scenario=scenario)
    other_inputs = variant.inputs(asked.inputs)
    other = None
    refusal = ""
    if other_inputs is not None:
        try:
            other = ask(
                other_inputs, asked.state.register.at, sight=asked.sight, state=asked.state,
                kept=True,
            )  # fmt: skip
        except DomainError as error:
            refusal = explain(error.reason)
    context = context_of(asked, _moment(request), other)
    return context | {
        "variant": variant,
        "variant_refusal": refusal,
        "variant_rows": other and question_rows(other.inputs, asked.sight, zone),
        "question_pairs": [
            (name, value) for name, values in parse_qs(query).items() for value in values
        ],
        "variant_pairs": variant.pairs(),
        "zone": zone.key,
    }


def _asked(form: WhatIfForm, inputs: Inputs, **circumstances: Any) -> Asked | None:
    """None: the form says why not."""
    at = circumstances.pop("at")
    try:
        return ask(inputs, at, **circumstances)
    except Refused as refusal:
        show_refusal(form, _at_the_form(refusal))
    except DomainError as error:
        form.add_error(None, explain(error.reason))
    return None


def _at_the_form(refusal: Refused) -> Refused:
    """`failed.3`, `inputs.failed.3` → the field people see."""

    def field(name: str | None) -> str | None:
        return "failed" if name and "failed" in name else name

    return Refused.many([replace(one, field=field(one.field)) for one in refusal.problems])


def _moment(request: PageRequest) -> int:
    text = request.GET.get("at", "")
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _status(form: WhatIfForm) -> int:
    return 400 if form.is_bound and form.errors else 200


def _initial(row: Scenario) -> dict[str, Any]:
    return initial_of(Inputs.of(row.inputs), _zone()) | {
        "name": row.name,
        "code": row.code,
        "description": row.description,
        "variant_of": row.variant_of,
        "version": row.version,
    }


def _zone() -> ZoneInfo:
    return ZoneInfo(Organisation.current().timezone)
