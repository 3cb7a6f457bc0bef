"""One programme as its page shows it: phases, tasks with what the data say, a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from governance.evidence import KEYS, Found, evidence_of
from governance.models import Programme, ProgrammeState, ProgrammeTask, TaskState
from governance.services.programmes import UNDONE, may_work_on
from lib.chart_gantt import Bar, gantt
from lib.days import day_in

DAY_S = 86_400
HALF = 0.5


@dataclass(frozen=True)
class TaskLine:
    """`hint` is what the data say of it, `proven` that they say it is done."""

    task: ProgrammeTask
    overdue: bool
    mine: bool
    hint: str
    label: Any
    proven: bool
    href: str


@dataclass(frozen=True)
class Phase:
    number: int
    name: str
    first: date
    last: date
    lines: Sequence[TaskLine]

    @property
    def done(self) -> int:
        return sum(one.task.state == TaskState.DONE for one in self.lines)

    @property
    def counted(self) -> int:
        return sum(one.task.state != TaskState.DROPPED for one in self.lines)


@dataclass(frozen=True)
class ProgrammePage:
    phases: Sequence[Phase]
    done: int
    counted: int
    overdue: int
    day: int | None
    last: date | None
    chart: dict[str, Any] | None


def programme_page(programme: Programme, user: User, *, at: datetime) -> ProgrammePage:
    today = day_in(at, Organisation.current().timezone)
    rows = programme.tasks.select_related("owner", "done_by").order_by("phase", "order", "pk")
    tasks = list(rows)
    for one in tasks:
        one.programme = programme
    live = programme.state == ProgrammeState.RUNNING
    found = evidence_of({one.evidence for one in tasks if one.evidence}, at=at) if live else {}
    lines = [_line(one, found.get(one.evidence), user, today, live) for one in tasks]
    phases = _phases(lines)
    last = max((one.due_on for one in tasks), default=None)
    running = live and last is not None and programme.start_on <= today <= last
    return ProgrammePage(
        phases=phases,
        done=sum(one.done for one in phases),
        counted=sum(one.counted for one in phases),
        overdue=sum(one.overdue for one in lines),
        day=(today - programme.start_on).days + 1 if running else None,
        last=last,
        chart=chart_of(programme, tasks, today if running else None),
    )


def _line(
    task: ProgrammeTask, found: Found | None, user: User, today: date, live: bool
) -> TaskLine:
    undone = task.state in UNDONE
    proven = found is not None and found.value is not None and found.value >= 1
    return TaskLine(
        task=task,
        overdue=live and undone and task.due_on < today,
        mine=live and may_work_on(task, user),
        hint=found.words if found is not None else "",
        label=KEYS.get(task.evidence, ""),
        proven=proven,
        href=place_of(task.page),
    )


def place_of(page: str) -> str:
    """The address of a page by its name; "" where there is none."""
    try:
        return reverse(page) if page else ""
    except NoReverseMatch:
        return ""


def _phases(lines: Sequence[TaskLine]) -> list[Phase]:
    found = []
    for number in sorted({one.task.phase for one in lines}):
        own = [one for one in lines if one.task.phase == number]
        found.append(
            Phase(
                number=number,
                name=own[0].task.phase_name,
                first=min(one.task.starts_on for one in own),
                last=max(one.task.due_on for one in own),
                lines=own,
            )
        )
    return found


def chart_of(
    programme: Programme, tasks: Sequence[ProgrammeTask], today: date | None
) -> dict[str, Any] | None:
    """A bar for each task, coloured and numbered by phase; a dashed line: today."""
    shown = [one for one in tasks if one.state != TaskState.DROPPED]
    if not shown:
        return None
    start = min(programme.start_on, *(one.starts_on for one in shown))
    bars = [
        Bar(
            f"{'✓ ' if one.state == TaskState.DONE else ''}{one.name}",
            one.phase,
            (one.starts_on - start).days * DAY_S,
            ((one.due_on - start).days + 1) * DAY_S,
        )
        for one in shown
    ]

    def day_of(seconds: int) -> str:
        return f"{start + timedelta(days=seconds // DAY_S):%m-%d}"  # room for seven on a phone

    bound = int(((today - start).days + HALF) * DAY_S) if today is not None else None
    return gantt(bars, words=_words(), duration=day_of, bound_s=bound)


def _words() -> dict[str, str]:
    return {
        "time": _("Day"), "team": _("Phase"), "start": _("Starts on"), "finish": _("Until"),
        "required": _("Required"), "bound": _("Today"),
    }  # fmt: skip
