"""Planning a drill, and changing one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor, require
from accounts.models import User
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from bia.models import Process
from drills.domain.states import OVER
from drills.forms.drill import LOCAL, DrillForm
from drills.models import Drill, DrillScenario, DrillSlot, DrillType
from drills.services import drills as verbs
from drills.services.rights import rights_of
from drills.views.one import drill_of
from lib.conflicts import merged
from plans.models import PlanVersion

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def drill_create(request: PageRequest) -> HttpResponse:
    """`?slot=`, `?scenario=`, `?type=`, `?on=2026-03-02` fill it in."""
    require(request.user, "drill.change")
    user = actor(request)
    form = DrillForm(request.POST or None, by=user, initial=_proposed(request, user))
    if request.method == "POST" and form.is_valid():

        def create(*, by: User, at: datetime) -> Drill:
            return verbs.create(**form.given(), by=by, at=at)

        saved = save_new(request, form, create, added=_("Planned."))
        if saved is not None:
            return saved
    context = {
        "form": form, "cancel_url": reverse("drills:drill_list"),
        "submit_label": _("Plan the drill"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "drills/drill_form.html", context, status=status)


@get_or_post
def drill_edit(request: PageRequest, code: str) -> HttpResponse:
    drill = drill_of(request, code)
    user = actor(request)
    if not rights_of(drill, user).may("change") or drill.status in OVER:
        raise PermissionDenied("drill.change")
    data = merged(request.POST) if request.method == "POST" else None
    form = DrillForm(data, by=user, drill=drill)
    if request.method == "POST" and form.is_valid():

        def change(*, read_version: int, by: User, at: datetime) -> Drill:
            given = {
                name: value for name, value in form.given().items() if _may_change(drill, name)
            }
            return verbs.change(drill, given, read_version=read_version, by=by, at=at)

        saved = save_change(
            request, form, change,
            theirs=lambda current: DrillForm(by=user, drill=current),
            back=drill.get_absolute_url(),
        )  # fmt: skip
        if saved is not None:
            return saved
    context = {"form": form, "drill": drill, "cancel_url": drill.get_absolute_url()}
    status = 422 if request.method == "POST" else 200
    return render(request, "drills/drill_form.html", context, status=status)


def _may_change(drill: Drill, name: str) -> bool:
    """A new day of a postponed one is planned on a page of its own."""
    return drill.status != "postponed" or name not in ("planned_start", "planned_end")


def _proposed(request: PageRequest, user: User) -> dict[str, Any]:
    found: dict[str, Any] = {}
    slot = DrillSlot.objects.visible_to(user).filter(code=request.GET.get("slot", "")).first()
    if slot is not None:
        found |= _of_slot(slot)
    scenario = DrillScenario.objects.visible_to(user).filter(
        code=request.GET.get("scenario", "")
    ).first()  # fmt: skip
    if scenario is not None:
        found |= {
            "scenario": scenario.code, "processes": list(scenario.processes.all()),
            "systems": list(scenario.systems.all()),
        }  # fmt: skip
        if scenario.types:
            found.setdefault("type", scenario.types[0])
    process = Process.objects.visible_to(user).filter(code=request.GET.get("process", "")).first()
    if process is not None:
        found["processes"] = [process]
    if request.GET.get("type") in DrillType.values:
        found["type"] = request.GET["type"]
    found |= _on_day(request.GET.get("on", ""))
    version = _plan_of(found)
    if version is not None:
        found["plan_version"] = version.pk
    person = getattr(user, "person", None)
    if person is not None:
        found["lead_controller"] = person.code
    return found


def _of_slot(slot: DrillSlot) -> dict[str, Any]:
    policy = slot.policy
    found: dict[str, Any] = {"slot": slot.code, "type": policy.type, "subtype": policy.subtype}
    if slot.process is not None:
        found["processes"] = [slot.process]
    if slot.system is not None:
        found["systems"] = [slot.system]
    if policy.cost_estimate is not None:
        found["cost_planned"] = policy.cost_estimate
    day = slot.proposed_on
    if day is not None:
        starts = policy.starts_at or time(10)
        begin = datetime.combine(day, starts)
        found["planned_start"] = begin.strftime(LOCAL)
        lasts = timedelta(seconds=policy.duration_s or 7200)
        found["planned_end"] = (begin + lasts).strftime(LOCAL)
    if policy.timezone:
        found["timezone"] = policy.timezone
    return found


def _plan_of(found: dict[str, Any]) -> PlanVersion | None:
    """The plan in force for what is drilled, where there is just one."""
    about = Q(plan__processes__in=found.get("processes", []))
    about |= Q(plan__systems__in=found.get("systems", []))
    rows = list(PlanVersion.objects.effective().filter(about).distinct()[:2])
    return rows[0] if len(rows) == 1 else None


def _on_day(text: str) -> dict[str, Any]:
    """A day chosen in the calendar: at ten, for two hours."""
    try:
        day = datetime.combine(date.fromisoformat(text), time(10))
    except ValueError:
        return {}
    return {
        "planned_start": day.strftime(LOCAL),
        "planned_end": (day + timedelta(hours=2)).strftime(LOCAL),
    }
