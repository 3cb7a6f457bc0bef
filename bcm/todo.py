"""A line of the list "What needs me", and how a part of it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Window

from lib.asked_together import Answer, Reading

SHOWN = 8


@dataclass(frozen=True)
class Task:
    """One line of the list: what to do, to what, until when. `now` stands above everything."""

    icon: str
    words: str
    subject: str
    url: str
    due_on: date | None = None
    overdue: bool = False
    now: bool = False


@dataclass(frozen=True)
class Part:
    """Tasks of one sort, there once the dashboard's reading was read."""

    answer: Answer
    task: Callable[[Mapping[str, Any]], Task]

    @property
    def tasks(self) -> list[Task]:
        return [self.task(one) for one in self.answer.of]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return int(self.answer.of[0]["how_many"]) if self.answer.of else 0


def first(
    reading: Reading,
    rows: QuerySet[Any],
    task: Callable[[Mapping[str, Any]], Task],
    **columns: Any,
) -> Part:
    """The first `rows` in their order, as `task` makes them of `columns`."""
    answer = reading.rows(rows, SHOWN, how_many=Window(Count("pk")), **columns)
    return Part(answer, task)
