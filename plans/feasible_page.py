"""What the page, the PDF and the API show of a feasibility, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.models import User
from bia.models import Process
from lib.chart_plan import MOST_BARS, Kind, PlanBar, PlanLine, plan_gantt
from lib.charts import Spec
from lib.durations import format_duration
from plans.domain.feasibility import Light, Reason, TaskTime, Verdict
from plans.feasibility_words import say, say_all
from plans.feasible import FeasibilityView

# More lines than this nobody tells apart: the strictest of each kind.
MOST_LINES = 3


@dataclass(frozen=True)
class TaskRow:
    """A task with its times since the event was declared; `before` is until the first one."""

    time: TaskTime
    title: str
    role: str
    before_s: int

    @property
    def start_s(self) -> int:
        return self.time.start_s + self.before_s

    @property
    def end_s(self) -> int:
        return self.time.end_s + self.before_s

    @property
    def latest_s(self) -> int:
        return self.time.latest_start_s + self.before_s


@dataclass(frozen=True)
class ProcessRow:
    name: str
    url: str
    verdict: Verdict
    words: Sequence[str]

    @property
    def shown(self) -> str:
        return shown(self.verdict.status)


@dataclass(frozen=True)
class Panel:
    """Context of `plans/_feasibility.html`. `shown` is a code of lib/statuses.py, "" for none."""

    view: FeasibilityView
    shown: str
    processes: Sequence[ProcessRow]
    tasks: Sequence[TaskRow]
    notes: Sequence[str]
    picture: Spec | None
    most_bars: int = MOST_BARS


def panel_of(view: FeasibilityView, user: User | None = None) -> Panel:
    """`user` None: a document for whoever may read the plan. One query with a user."""
    return Panel(
        view=view,
        shown=shown(view.status),
        processes=_processes(view, user),
        tasks=_tasks(view),
        notes=say_all(view.notes),
        picture=picture_of(view),
    )


def shown(light: Light) -> str:
    return "" if light is Light.NONE else f"plan_{light.value}"


def picture_of(view: FeasibilityView) -> Spec | None:
    """Waiting first, then the tasks by their start, with RTO and MTD; None without tasks."""
    result = view.result
    if result is None or not result.tasks:
        return None
    return plan_gantt(
        [*_waits(view), *_bars(view)],
        _limits(view),
        words={
            "time": _("Time since the event was declared"),
            "kind": _("What it is"),
            "role": _("Role"),
            "start": _("Start"),
            "finish": _("Finish"),
            "slack": _("Slack"),
            "lead": _("Before the first task"),
            "critical": _("On the critical path"),
            "counted": _("Has slack"),
            "uncounted": _("Does not count"),
        },
        duration=partial(format_duration, language=get_language() or "en"),
    )


def _waits(view: FeasibilityView) -> list[PlanBar]:
    result = view.result
    assert result is not None
    bars = [PlanBar(_("Notify"), "lead", 0, result.notify_s)]
    if not result.pre_authorised:
        bars.append(PlanBar(_("Assess"), "lead", result.notify_s, result.lead_s))
    return bars


def _bars(view: FeasibilityView) -> list[PlanBar]:
    found = []
    for row in sorted(_tasks(view), key=lambda one: (one.start_s, one.time.number)):
        kind: Kind = "counted" if row.time.counts else "uncounted"
        if row.time.on_critical_path:
            kind = "critical"
        found.append(
            PlanBar(
                name=f"{row.time.number} {row.title}",
                kind=kind,
                start_s=row.start_s,
                finish_s=row.start_s + row.time.duration_s,
                slack_s=row.time.slack_s if row.time.counts else 0,
                role=row.role,
            )
        )
    return found


def _limits(view: FeasibilityView) -> list[PlanLine]:
    result = view.result
    assert result is not None
    language = get_language() or "en"
    strictest: dict[tuple[int, bool], None] = {}
    for limits, hard in (
        ({one.rto_s for one in result.verdicts if one.rto_s is not None}, False),
        ({one.mtd_s for one in result.verdicts if one.mtd_s is not None}, True),
    ):
        strictest |= {(limit, hard): None for limit in sorted(limits)[:MOST_LINES]}
    names = {
        False: pgettext("line in a picture", "RTO %(time)s"),
        True: pgettext("line in a picture", "MTD %(time)s"),
    }
    return [
        PlanLine(at_s, names[hard] % {"time": format_duration(at_s, language)}, hard)
        for at_s, hard in strictest
    ]


def _tasks(view: FeasibilityView) -> list[TaskRow]:
    result = view.result
    if result is None:
        return []
    return [
        TaskRow(one, view.title(one.number), view.role_name(one.number), result.lead_s)
        for one in result.tasks
    ]


def _processes(view: FeasibilityView, user: User | None) -> list[ProcessRow]:
    verdicts = view.result.verdicts if view.result else ()
    urls = _seen([one.process for one in verdicts], user)
    return [
        ProcessRow(
            name=view.process_name(one.process)
            if user is None or one.process in urls
            else _("another process"),
            url=urls.get(one.process, ""),
            verdict=one,
            words=say_all(one.because),
        )
        for one in verdicts
    ]


def _seen(codes: Sequence[str], user: User | None) -> Mapping[str, str]:
    """Code → address of the processes the reader may open."""
    if user is None or not codes:
        return {}
    rows = Process.objects.visible_to(user).filter(code__in=codes)
    found = rows.values_list("code", flat=True)
    return {code: reverse("bia:process_detail", args=[code]) for code in found}


def as_json(view: FeasibilityView, user: User | None = None) -> dict[str, Any]:
    """For the API: numbers as they are, reasons as code, params and words."""
    result = view.result
    answer: dict[str, Any] = {
        "status": view.status.value,
        "limits": {
            "notify_s": view.limits.notify_s,
            "assess_s": view.limits.assess_s,
            "source": view.limits.source,
        },
        "reasons": [reason_json(one) for one in view.reasons],
        "notes": [reason_json(one) for one in view.notes],
    }
    if result is None:
        return answer | dict.fromkeys(
            ("pre_authorised", "path_s", "total_s", "staffed_s", "critical"), None
        ) | {"processes": [], "tasks": []}  # fmt: skip
    urls = _seen([one.process for one in result.verdicts], user)
    return answer | {
        "pre_authorised": result.pre_authorised,
        "path_s": result.path_s,
        "total_s": result.total_s,
        "staffed_s": result.staffed_s,
        "critical": list(result.critical),
        "processes": [
            {
                "process": one.process,
                "rto_s": one.rto_s,
                "mtd_s": one.mtd_s,
                "status": one.status.value,
                "slack_s": one.slack_s,
                "because": [reason_json(reason) for reason in one.because],
            }
            for one in result.verdicts
            if user is None or one.process in urls
        ],
        "tasks": [
            {
                "number": one.number,
                "start_s": one.start_s,
                "end_s": one.end_s,
                "latest_start_s": one.latest_start_s,
                "latest_end_s": one.latest_end_s,
                "slack_s": one.slack_s,
                "counts": one.counts,
                "on_critical_path": one.on_critical_path,
            }
            for one in result.tasks
        ],
    }


def reason_json(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "params": dict(reason.params), "text": say(reason)}
