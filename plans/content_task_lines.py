"""Tasks of a draft as lines of its list. Texts are made here: there may be five hundred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lib.templatetags.values import duration
from plans.models import Phase, PlanTask


@dataclass(frozen=True)
class TaskLine:
    """`above` and `below` are the places up and down; `too_early` stands above what it needs."""

    id: str
    number: str
    title: str
    name: str
    sub_plan: str
    role: str
    duration: str
    limit: str
    counts: bool
    after: str
    too_early: bool
    phase: str
    above: str
    below: str


def task_lines(tasks: Sequence[PlanTask], needs: Mapping[int, Sequence[int]]) -> list[TaskLine]:
    """In the order given; `needs` are numbers by number, one entry for every task."""
    place = {one.number: at for at, one in enumerate(tasks)}
    said = cache(duration)
    phases = {key: str(words) for key, words in Phase.choices}
    return [
        TaskLine(
            id=str(one.pk),
            number=str(one.number),
            title=str(one.title) or str(one.number),
            name=str(one),
            sub_plan=one.sub_plan.code if one.sub_plan else "",
            role=str(one.role) if one.role else "",
            duration=said(one.duration_s),
            limit="–" if one.limit_s is None else said(one.limit_s),
            counts=one.counts_in_time,
            after=", ".join(map(str, needs[one.number])) or "–",
            too_early=any(place[need] > at for need in needs[one.number]),
            phase=phases.get(one.phase, one.phase),
            above=str(at),
            below=str(at + 2),
        )
        for at, one in enumerate(tasks)
    ]
