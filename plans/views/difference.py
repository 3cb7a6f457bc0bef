"""Two versions of a plan side by side, and how much is written in each language."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import require
from accounts.request import PageRequest
from plans.domain.completeness import Completeness, completeness
from plans.forms.version import CompareForm
from plans.guard_words import LANGUAGE, PARTS
from plans.models import PlanVersion, VersionStatus
from plans.plan_page.difference import compared, content_of
from plans.views.plan import plan_of

SHOWN = 10


@require_GET
def version_diff(request: PageRequest, code: str) -> HttpResponse:
    """`?before=1.0&after=2.0`; else the newest version with the one it was made from."""
    require(request.user, "plan.view")
    plan = plan_of(request, code)
    versions = {one.number: one for one in plan.versions.select_related("based_on")}
    before, after = _wanted(request, versions)
    form = CompareForm(
        plan=plan, initial={"before": before and before.number, "after": after and after.number}
    )
    context: dict[str, Any] = {"plan": plan, "form": form, "before": before, "after": after}
    if before is not None and after is not None:
        old, new = content_of(before), content_of(after)
        context["sections"] = compared(old, new, request.user)
        context["languages"] = [
            (LANGUAGE[language], _share(completeness(old), language),
             _share(completeness(new), language), _missing(completeness(new), language))
            for language in LANGUAGE
        ]  # fmt: skip
    return render(request, "plans/version_diff.html", context)


def _wanted(
    request: PageRequest, versions: dict[str, PlanVersion]
) -> tuple[PlanVersion | None, PlanVersion | None]:
    """What the address asks for; an unknown number counts as none."""
    after = versions.get(request.GET.get("after", "")) or next(iter(versions.values()), None)
    before = versions.get(request.GET.get("before", ""))
    if before is None and after is not None:
        before = versions.get(after.based_on.number) if after.based_on else None
        if before is None:
            others = [one for one in versions.values() if one.pk != after.pk]
            in_force = [one for one in others if one.status == VersionStatus.EFFECTIVE]
            before = next(iter(in_force or others), None)
    return before, after


def _share(found: Completeness, language: str) -> tuple[int, int]:
    return found.written[language], found.texts


def _missing(found: Completeness, language: str) -> list[str]:
    """The first texts that are missing, as "Task 3"."""
    named = dict.fromkeys((one.part, one.number) for one in found.missing[language])
    return [f"{PARTS.get(part, part)} {number}" for part, number in list(named)[:SHOWN]]
