"""What the page of an activation shows: its tasks in groups, planned against actual.

The page is asked for every five seconds by everybody who carries the plan out. So only the tasks
that stand first are shown in full; each of the others is a line that opens it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import User
from lib.templatetags.ui import status
from plans.activation_lines import compared, line_of, marks_of, spoken_durations
from plans.activation_steps import TASK_STEPS
from plans.domain.feasibility import Task, TaskTime, feasibility
from plans.domain.task_order import CycleFound
from plans.domain.task_states import ENDED, MOVES, SATISFIED, verbs_from
from plans.models import ActivationState, PlanActivation, RoleHolder, TaskRun
from plans.planned_durations import actual_s
from plans.services.activation_rights import held_roles, is_in_command, is_in_crew

# State → heading of its group, in the order of the page: what can begin now stands first.
GROUPS = {
    "open": _("Can begin now"),
    "in_progress": _("In progress"),
    "failed": _("Failed: decide how to go on"),
    "pending": _("Waiting for others"),
    "ended": pgettext_lazy("activation", "Ended"),
}
# More than anybody reads at once; the first ones are those that can be acted on.
IN_FULL = 40


@dataclass
class Card:
    """One task. Seconds count from the activation; `late` is past its limit and not ended.

    `marks` and `line` are what a line shows of one that is not shown in full.
    """

    run: TaskRun
    holders: str
    mine: bool
    waits_for: list[int]
    planned: TaskTime | None
    began_s: int | None
    ended_s: int | None
    actual_s: int | None
    due_at: datetime | None
    late: bool
    verbs: list[dict[str, Any]] = field(default_factory=list)
    may_amend: bool = False
    in_full: bool = False
    marks: Sequence[SafeString] = ()
    line: str = ""

    @property
    def status(self) -> str:
        return f"task_{self.run.state}"

    @property
    def over_s(self) -> int | None:
        """Actual beyond planned; below 0 when it was faster."""
        if self.actual_s is None or self.run.duration_s is None:
            return None
        return self.actual_s - self.run.duration_s


@dataclass(frozen=True)
class Page:
    activation: PlanActivation
    groups: Sequence[tuple[str, Any, Sequence[Card]]]
    cards: Sequence[Card]
    ended: int
    in_command: bool
    steps: Sequence[str]
    planned_s: int | None
    since: str
    opened: int | None
    elapsed_s: int
    """Until it ended, else until it was looked at."""

    @property
    def compared(self) -> list[tuple[Card, Sequence[str]]]:
        """What has ended, planned against actual."""
        return compared(self.cards)

    @property
    def is_active(self) -> bool:
        return self.activation.state == ActivationState.ACTIVE


def page_of(
    activation: PlanActivation, user: User, at: datetime, seq: int, opened: int | None = None
) -> Page:
    """Five queries, whatever the number of tasks. `opened` is a task to be shown in full too."""
    runs = list(
        activation.tasks.select_related("role", "backup_role", "assignee__user", "ended_by")
    )
    command = is_in_command(user, activation)
    held = held_roles(user)
    holders = _holders(runs)
    planned = _planned(runs)
    behind = {one.number for one in runs if one.state not in SATISFIED}
    cards = [
        _card(run, activation, user, at, held, holders, planned.get(run.number), behind)
        for run in runs
    ]
    groups = _groups(cards)
    _unfold(groups, activation, user, command, held, opened)
    until = activation.ended_at or at
    return Page(
        activation=activation,
        groups=groups,
        cards=cards,
        ended=sum(run.state in SATISFIED for run in runs),
        in_command=command,
        steps=_steps(activation) if command else (),
        planned_s=max(
            (
                planned[run.number].end_s
                for run in runs
                if run.counts_in_time and run.number in planned
            ),
            default=None,
        ),
        since=since_of(seq, at),
        opened=opened,
        elapsed_s=max(0, int((until - activation.activated_at).total_seconds())),
    )


def since_of(seq: int, at: datetime) -> str:
    """What a page shows: it changes with every entry, and every minute for the times on it."""
    return f"{seq}-{int(at.timestamp()) // 60}"


def _steps(activation: PlanActivation) -> list[str]:
    """What command can do with the whole now."""
    found = []
    if activation.state != ActivationState.CANCELLED:
        if activation.restored_at is None:
            found.append("restore")
        elif activation.integrity_at is None:
            found.append("integrity")
    if activation.state == ActivationState.ACTIVE:
        found += ["end", "command", "cancel"]
    return found


def _groups(cards: Sequence[Card]) -> list[tuple[str, Any, list[Card]]]:
    found: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        state = card.run.state
        found["ended" if state in SATISFIED else state].append(card)
    for group in ("open", "in_progress", "failed"):
        found[group].sort(key=lambda one: (not one.mine, one.run.position))
    return [(key, words, found[key]) for key, words in GROUPS.items() if found[key]]


def _card(
    run: TaskRun,
    activation: PlanActivation,
    user: User,
    at: datetime,
    held: frozenset[int],
    holders: Mapping[int, list[str]],
    planned: TaskTime | None,
    behind: Collection[int],
) -> Card:
    active = activation.state == ActivationState.ACTIVE
    due_at = None
    if run.limit_s is not None:
        due_at = activation.activated_at + timedelta(seconds=run.limit_s)
    took = run.assignee is not None and run.assignee.user_id == user.pk
    return Card(
        run=run,
        holders=", ".join(holders.get(run.role_id or 0, ())),
        mine=took or run.role_id in held,
        waits_for=[one for one in run.needs if one in behind] if run.state == "pending" else [],
        planned=planned,
        began_s=_since(activation, run.started_at),
        ended_s=_since(activation, run.ended_at),
        actual_s=actual_s(run.opened_at, run.started_at, run.ended_at)
        if run.state == "done"
        else None,
        due_at=due_at,
        late=due_at is not None and run.state not in ENDED and active and at > due_at,
    )


def _unfold(
    groups: Sequence[tuple[str, Any, Sequence[Card]]],
    activation: PlanActivation,
    user: User,
    command: bool,
    held: frozenset[int],
    opened: int | None,
) -> None:
    """What can be done with the first ones, which are shown in full, and the line of the others."""
    active = activation.state == ActivationState.ACTIVE
    every = command or may(user, "plan.activate")
    said, shown = spoken_durations(), cache(status)
    for place, card in enumerate(card for *_words, cards in groups for card in cards):
        run = card.run
        if place >= IN_FULL and run.number != opened:
            card.marks = [shown(code) for code in marks_of(card)]
            card.line = line_of(card, said)
            continue
        card.in_full = True
        if active and (every or is_in_crew(user, activation, run, held)):
            card.verbs = [
                {"verb": verb, "step": TASK_STEPS[verb], "asks": _asks(verb, run)}
                for verb in verbs_from(run.state)
                if command or MOVES[verb].who == "crew"
            ]
            card.may_amend = command and run.state not in ENDED


def _asks(verb: str, run: TaskRun) -> bool:
    """Whether the step needs a page of its own before it is done."""
    asks = MOVES[verb].asks
    needs_proof = "evidence" in asks and run.evidence_required and not run.evidence
    return "reason" in asks or verb == "reopen" or needs_proof


def _since(activation: PlanActivation, at: datetime | None) -> int | None:
    return None if at is None else int((at - activation.activated_at).total_seconds())


def _holders(runs: Sequence[TaskRun]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    roles = {run.role_id for run in runs if run.role_id}
    rows = RoleHolder.objects.filter(role__in=roles, person__is_active=True)
    for role, name in rows.order_by("position", "id").values_list("role_id", "person__name"):
        found[role].append(name)
    return found


def _planned(runs: Sequence[TaskRun]) -> dict[int, TaskTime]:
    """When each task would run if all went as planned."""
    tasks = [Task(run.number, run.duration_s, tuple(run.needs)) for run in runs]
    try:
        result = feasibility(
            tasks, notify_s=0, assess_s=0, pre_authorised=True, targets=(), capacities={}
        )
    except CycleFound:
        return {}
    return {one.number: one for one in result.tasks}
