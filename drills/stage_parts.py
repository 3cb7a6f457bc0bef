"""The parts of the runner's and the evaluator's page, and what each looks like right now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template

from drills.models import DrillStatus, ExpectationResult, Inject, InjectStatus
from drills.services.real_course import may_become_real
from drills.services.real_watch import prompts
from drills.services.running import SPEEDS, handled_of
from drills.stage import MOST_NEXT, Stage
from incidents.once import new_key
from incidents.room_parts import digest_of

MOST_JUDGED = 20
JUDGEMENTS = (
    ("met", "check", "ok"), ("partly", "circle-half-2", "warning"), ("not", "x", "danger"),
    ("na", "minus", "neutral"),
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """`column`: "top", "main" or "side"; `moves`: time alone changes it."""

    name: str
    of: Callable[[Stage], dict[str, Any]]
    column: str = "main"
    moves: bool = False


@dataclass(frozen=True)
class Shown:
    part: Part
    html: str
    digest: str
    seq: int

    @property
    def name(self) -> str:
        return self.part.name


def milliseconds(at: datetime | None) -> int:
    return int(at.timestamp() * 1000) if at is not None else 0


def head(stage: Stage) -> dict[str, Any]:
    drill = stage.drill
    running = drill.status == DrillStatus.RUNNING
    script_s = stage.script_s
    # When the script would have begun had it always run at this speed: the page counts on.
    since = None
    if running and drill.script_at is not None:
        since = milliseconds(drill.script_at) - int(drill.script_s * 1000 / drill.speed)
    found: dict[str, Any] = {
        "emergencies": prompts(drill, controls=stage.controls),
        "script_s": script_s, "since_ms": since, "running": running,
        "can_stop": may_become_real(drill),
        "pause": drill.pauses.filter(ended_at__isnull=True).first()
        if drill.status in (DrillStatus.PAUSED, DrillStatus.INTERRUPTED) else None,
        "links": {
            name: stage.page(address)
            for name, address in (
                ("start", "drill_start"), ("pause", "drill_pause"), ("resume", "drill_resumption"),
                ("end", "drill_end"), ("real", "real_event"), ("detail", "drill_detail"),
                ("evaluator", "evaluator"), ("evaluation", "evaluation"),
                ("hot_wash", "hot_wash"), ("injects", "runner_injects"), ("runner", "runner"),
            )
        },
    }  # fmt: skip
    if stage.sees_script:
        counts = stage.counts
        rows = stage.injects.order_by().values_list("status", "condition")
        done = handled_of(list(rows))
        due = max(counts.get(InjectStatus.DUE, 0), len(stage.due))
        found |= {
            "done": done.done, "of": done.of, "due_count": due,
            "speeds": SPEEDS if drill.type == "tabletop" and stage.may("control") else (),
            "key": new_key(),
        }  # fmt: skip
    return found


def compact_head(stage: Stage) -> dict[str, Any]:
    """On the evaluator's phone what is to be judged comes first."""
    return head(stage) | {"compact": True, "speeds": ()}


@dataclass(frozen=True)
class Row:
    """An inject on the controller's page."""

    inject: Inject
    to: list[str]
    due_ms: int
    from_ms: int
    waits: list[tuple[str, str]]
    never: bool
    key: str


def _rows(stage: Stage, injects: Sequence[Inject]) -> list[Row]:
    found = []
    for one in injects:
        answer, waits = stage.waits_for(one)
        results = dict(ExpectationResult.choices)
        words = [(key, str(results.get(value, value))) for key, value in waits]
        due = milliseconds(one.due_at)
        found.append(
            Row(one, stage.addressees(one), due, due - 600_000, words, answer == "never", new_key())
        )
    return found


def now(stage: Stage) -> dict[str, Any]:
    if not stage.controls or not stage.is_going:
        return {}
    rows = _rows(stage, stage.due)
    more = stage.counts.get(InjectStatus.DUE, 0) - len(rows)  # of those asked for
    return {"rows": rows, "more": more, "nothing_left": not _left(stage)}


def _left(stage: Stage) -> int:
    return stage.counts.get(InjectStatus.PENDING, 0) + stage.counts.get(InjectStatus.DUE, 0)


def coming(stage: Stage) -> dict[str, Any]:
    if not stage.sees_script:
        return {}
    coming_, waiting = stage.coming, stage.waiting
    if not coming_ and not waiting:
        return {}
    shown = sum(one.status == InjectStatus.PENDING for one in (*stage.due, *coming_, *waiting))
    pending = stage.counts.get(InjectStatus.PENDING, 0)
    return {
        "rows": _rows(stage, coming_), "waiting": _rows(stage, waiting),
        "more": max(0, pending - shown), "most": MOST_NEXT,
        "delivers": stage.controls and stage.is_going,
    }  # fmt: skip


def done(stage: Stage) -> dict[str, Any]:
    if not stage.sees_script or not stage.done:
        return {}
    return {"rows": _rows(stage, stage.done), "delivers": stage.controls and stage.is_going}


def told(stage: Stage) -> dict[str, Any]:
    """What was said to whoever looks: the player's page."""
    if stage.sees_script or stage.drill.started_at is None:
        return {}
    return {"rows": [(one, stage.addressees(one)) for one in stage.told]}


def log(stage: Stage) -> dict[str, Any]:
    if not stage.lines:
        return {}
    return {"lines": stage.lines, "all_url": stage.page("drill_detail") + "#timeline"}


def to_judge(stage: Stage) -> dict[str, Any]:
    """Expectations of what was delivered and nobody has judged, in time order."""
    if not stage.sees_script:
        return {}
    delivered = (InjectStatus.DELIVERED.value, InjectStatus.SKIPPED.value)
    rows = stage.expectations.filter(result=ExpectationResult.OPEN)
    here = rows.filter(inject__status__in=delivered)
    here = here.order_by("due_at", "inject__offset_s", "position", "pk")
    next_ = rows.filter(inject__status__in=(InjectStatus.PENDING, InjectStatus.DUE))
    next_ = next_.order_by("inject__offset_s", "inject__position", "position", "pk")
    return {
        "rows": [_judged(stage, one) for one in here[:50]],
        "coming": [_judged(stage, one) for one in next_[:5]],
        "judgements": _judgements(),
        "open": stage.may("evaluate") and stage.drill.started_at is not None,
    }


def judged(stage: Stage) -> dict[str, Any]:
    if not stage.sees_script:
        return {}
    rows = stage.expectations.exclude(result=ExpectationResult.OPEN)
    rows = rows.order_by("-observed_at", "-pk")
    found = [_judged(stage, one) for one in rows[:MOST_JUDGED]]
    if not found:
        return {}
    return {"rows": found, "count": rows.count(), "judgements": _judgements()}


@dataclass(frozen=True)
class Judged:
    one: Any
    due_ms: int
    from_ms: int
    role: str
    key: str
    tone: str


def _judged(stage: Stage, one: Any) -> Judged:
    tones = {value: tone for value, _icon, tone in JUDGEMENTS}
    role = stage.roles.get(one.role, one.role)
    start = milliseconds(one.inject.delivered_at)
    return Judged(one, milliseconds(one.due_at), start, role, new_key(), tones.get(one.result, ""))


def _judgements() -> list[dict[str, str]]:
    names = dict(ExpectationResult.choices)
    return [
        {"value": value, "label": str(names[value]), "icon": icon, "tone": tone}
        for value, icon, tone in JUDGEMENTS
    ]


def seen(stage: Stage) -> dict[str, Any]:
    rows = stage.drill.observations.filter(by=stage.user).select_related("expectation")
    found = list(rows.order_by("-at", "-pk")[:MOST_JUDGED])
    return {"rows": found} if found else {}


RUNNER = (
    Part("head", head, "top", moves=True),
    Part("now", now, moves=True),
    Part("told", told),
    Part("coming", coming, moves=True),
    Part("done", done),
    Part("log", log, "side"),
)
EVALUATOR = (
    Part("head", compact_head, "top", moves=True),
    Part("to_judge", to_judge, moves=True),
    Part("judged", judged, "side"),
    Part("seen", seen, "side"),
)


def shown_parts(
    request: HttpRequest,
    stage: Stage,
    parts: Sequence[Part],
    *,
    only: Collection[str] | None = None,
) -> list[Shown]:
    return [_shown(request, stage, part) for part in parts if only is None or part.name in only]


def _shown(request: HttpRequest, stage: Stage, part: Part) -> Shown:
    context = part.of(stage)
    html = ""
    if context:
        given = {"stage": stage, "drill": stage.drill} | context
        html = get_template(f"drills/_stage_{part.name}.html").render(given, request)
    return Shown(part, html, digest_of(html), stage.drill.seq)
