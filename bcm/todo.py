"""A line of the list "What needs me", and how a part of it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Window

SHOWN = 8


@dataclass(frozen=True)
class Task:
    """One line of the list: what to do, to what, until when."""

    icon: str
    words: str
    subject: str
    url: str
    due_on: date | None = None
    overdue: bool = False


Part = tuple[list[Task], int]


def first(rows: QuerySet[Any], task: Callable[[Any], Task]) -> Part:
    """The first rows as tasks, and how many there are: one query."""
    found = list(rows.annotate(how_many=Window(Count("pk")))[:SHOWN])
    return [task(one) for one in found], found[0].how_many if found else 0
