"""Recovery order: who restores what when, the plain list beside the best order found."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.request import PageRequest
from bia.analysis.recovery_order import Planned, planned
from bia.analysis.sight import Sight
from bia.analysis.stored import stored
from bia.domain.graph.model import RESTORED
from bia.domain.graph.recovery import Recovery
from bia.forms.recovery import TEAMS, RecoveryForm
from bia.node_links import page_of
from lib.chart_gantt import MOST_BARS, Bar, gantt
from lib.charts import Spec
from lib.durations import format_duration

TASKS, PROCESSES = 100, 200
WORST = ("mtd_breach", "rto_miss", "untested", "met", "no_target")


def recovery_order(request: PageRequest) -> HttpResponse:
    require(request.user, "assessment.view")
    form = RecoveryForm.asked(request.GET)
    context: dict[str, Any] = {"form": form, "plan": None}
    if form.is_valid():
        of = stored(timezone.now())
        context |= _answer(request, planned(of, **form.wanted), Sight(request.user, of.named))
    return render(request, "bia/recovery_order.html", context)


def _answer(request: PageRequest, plan: Planned, sight: Sight) -> dict[str, Any]:
    improved = plan.improved
    is_plain = request.GET.get("shown") == "plain"
    shown = improved.plain if is_plain else improved.best
    tasks = Paginator([t for t in shown.tasks if sight.sees(t.node)], TASKS)
    page = tasks.get_page(request.GET.get("page"))
    processes = _processes(plan, shown, sight)
    return {
        "plan": plan,
        "is_plain": is_plain,
        "shown": shown,
        "compared": [
            (_("Plain list"), improved.plain_objective, "plain", is_plain),
            (_("Improved by search"), improved.objective, "improved", not is_plain),
        ],
        "page": page,
        "tasks": [
            {
                "task": task,
                "named": plan.of.named[task.node],
                "url": page_of(plan.of.named[task.node]),
                "required_s": plan.required[task.node],
                "late": _late(task.finish_s, plan.required[task.node]),
                "because": plan.because(task, shown, sight),
            }
            for task in page
        ],
        "processes": processes[:PROCESSES],
        "unstated": sum(
            1
            for node in plan.of.register.graph.nodes
            if node.kind in RESTORED and node.restore_s is None and sight.sees(node.key)
        ),
        "left_out": max(0, len(processes) - PROCESSES),
        "currency": plan.of.register.currency,
        "spec": gantt_of(plan, shown, sight),
        "most_bars": MOST_BARS,
        "query": _query(request),
        "dearer": _dearer(plan),
        "cheaper": _query(request, prefer="loss"),
    }


def _dearer(plan: Planned) -> Decimal | None:
    """How much more money the early end costs than the plain list, None if it does not."""
    improved = plan.improved
    more = improved.objective.loss - improved.plain_objective.loss
    return more if improved.prefer == "end" and more > 0 else None


def _late(finish_s: int, required_s: int | None) -> bool:
    return required_s is not None and finish_s > required_s


def _query(request: PageRequest, **changes: str) -> str:
    """The question without page and chosen schedule, to go on from."""
    params = request.GET.copy()
    if changes and not params:
        params["teams"] = str(TEAMS)
    for name in ("page", "shown"):
        params.pop(name, None)
    for name, value in changes.items():
        params[name] = value
    return params.urlencode()


def _processes(plan: Planned, shown: Recovery, sight: Sight) -> list[dict[str, Any]]:
    """What breaks first, then what is latest."""
    improved = plan.improved
    rows = []
    for key, back_s in shown.resumes_s.items():
        if not sight.sees(key):
            continue
        named = plan.of.named[key]
        rows.append(
            {
                "named": named,
                "url": page_of(named),
                "back_s": back_s,
                "plain_s": improved.plain.resumes_s[key],
                "best_s": improved.best.resumes_s[key],
                "required_s": plan.required[key],
                "lateness_s": plan.lateness_s(key, back_s),
                "late": (plan.lateness_s(key, back_s) or 0) > 0,
                "status": plan.verdict(key, back_s),
                "unknown": plan.of.analysis.nodes[key].unknown,
            }
        )
    return sorted(
        rows,
        key=lambda row: (
            WORST.index(row["status"]), -(row["lateness_s"] or 0), row["named"].code,
        ),
    )  # fmt: skip


def gantt_of(plan: Planned, shown: Recovery, sight: Sight) -> Spec:
    """The picture of one schedule, for the page and the PDF, in the reader's language."""
    duration = partial(format_duration, language=get_language() or "en")
    bars = [
        Bar(
            sight.name(task.node), task.team, task.start_s, task.finish_s, plan.required[task.node]
        )
        for task in shown.tasks[:MOST_BARS]
    ]  # fmt: skip
    words = {
        "time": _("Time since the disruption"),
        "team": _("Team"),
        "start": _("Start"),
        "finish": _("Finish"),
        "required": _("Required by"),
        "bound": _("no order ends earlier"),
    }
    return gantt(bars, words=words, duration=duration, bound_s=plan.bound_s)
