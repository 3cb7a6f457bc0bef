"""Frameworks: all of them with how much is met, and one with its requirements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from governance.evidence.found import Look
from governance.frameworks.overview import ladder, missing, overview
from governance.frameworks.rows import SHOWS, Row, grouped, shown
from governance.frameworks.standards import superseded
from governance.models import Evaluation, Framework, FrameworkKind, Requirement
from governance.services.standings import Result, judge, result_of

CHIPS = {
    "": _("All"),
    "gaps": _("Gaps only"),
    "unsaid": _("Nobody has said"),
    "differs": _("Seen differently by people"),
    "review": _("Review overdue"),
    "mine": _("Mine"),
}


@dataclass(frozen=True)
class Line:
    framework: Framework
    result: Result
    gaps: int
    last: Evaluation | None

    @property
    def percent(self) -> int:
        return round((self.result.share or 0) * 100)


@require_safe
def framework_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    at = timezone.now()
    context = {
        "lines": _lines(request, at),
        "superseded": superseded(Look(at).today),
        "may_evaluate": may(request.user, "governance.change"),
    }
    return render(request, "governance/framework_list.html", context)


def _lines(request: PageRequest, at: datetime) -> list[Line]:
    """Of all frameworks in use; the evidence is looked for once (a constant number of queries)."""
    frameworks = Framework.objects.visible_to(request.user).filter(is_active=True)
    rows = Requirement.objects.for_list().filter(framework__in=frameworks)
    by_framework: dict[int, list[Requirement]] = {}
    for row in rows.order_by("framework__order", "order"):
        by_framework.setdefault(row.framework_id, []).append(row)
    judged = judge([row for ones in by_framework.values() for row in ones], at=at)
    found = {one.requirement.pk: one for one in judged}
    newest = Evaluation.objects.defer("content").order_by("framework_id", "-at", "-pk")
    last = {one.framework_id: one for one in newest.distinct("framework_id")}
    lines = []
    for framework in frameworks:
        of = [found[row.pk] for row in by_framework.get(framework.pk, ())]
        gaps = sum(one.is_gap for one in of)
        result = result_of(framework.kind, of)
        lines.append(Line(framework, result, gaps, last.get(framework.pk)))
    return lines


@require_safe
def framework_detail(request: PageRequest, code: str) -> HttpResponse:
    framework: Framework = visible_or_404(Framework.objects.all(), request.user, code=code)
    whole = overview(framework, request.user, at=timezone.now())
    show = request.GET.get("show", "")
    rows = shown(whole.rows, show, request.user)
    context = {
        "framework": framework,
        "whole": whole,
        "groups": grouped(rows),
        "chips": _chips(whole.rows, request, show),
        "show": show if show in SHOWS else "",
        "is_clauses": framework.kind == FrameworkKind.CLAUSES,
        "rungs": ladder(whole) if framework.kind == FrameworkKind.MATURITY else [],
        "missing": missing(whole) if framework.kind == FrameworkKind.MATURITY else [],
        "may_evaluate": may(request.user, "governance.change"),
        "may_act": may(request.user, "action.change"),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "governance/framework_detail.html", context)


def _chips(rows: Sequence[Row], request: PageRequest, show: str) -> list[dict[str, object]]:
    """Each with how many rows it leaves."""
    return [
        {
            "key": key,
            "label": label,
            "count": len(shown(rows, key, request.user)),
            "current": key == (show if show in SHOWS else ""),
        }
        for key, label in CHIPS.items()
    ]
