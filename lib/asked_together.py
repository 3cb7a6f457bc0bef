"""Many small questions in one statement: what a page of many panels reads.

Whoever has a question asks first (`figures`, `count`, `rows`, `exists`) and gets an `Answer` to
look into once `Reading.read` has asked the database for all of them at once. Each is a subquery
that answers as JSON, so days and instants come back as text: `day` and `instant` read them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Func, JSONField, QuerySet, Subquery, Value


class Columns(Func):
    """Expressions as one JSON array. Django takes four times as long to compile a JSONObject, and a
    page has dozens of them."""

    function = "jsonb_build_array"
    output_field = JSONField()


@dataclass
class Answer:
    """`of` is there after `Reading.read`: a dict of figures, a list of dicts, or a bool.

    `made` turns what the database answered into that, `nothing` stands for no answer.
    """

    nothing: Any
    made: Callable[[Any], Any]
    of: Any = None

    def __getitem__(self, name: str) -> Any:
        return self.of[name]


class Reading:
    """Collects questions, then asks them in one statement.

    `one_row` is a QuerySet of exactly one row, whichever: a SELECT needs something to select from.
    """

    def __init__(self, one_row: QuerySet[Any]) -> None:
        self._one_row = one_row
        self._asked: list[tuple[Any, Answer]] = []

    def figures(self, rows: QuerySet[Any], **aggregates: Any) -> Answer:
        """Each aggregate over all of `rows`."""
        found = Columns(*aggregates.values())
        one = rows.order_by().values(_one=Value(1)).annotate(found=found).values("found")
        return self._ask(
            Subquery(one),
            dict.fromkeys(aggregates, 0),
            lambda answer: dict(zip(aggregates, answer, strict=True)),
        )

    def count(self, rows: QuerySet[Any]) -> Answer:
        """As `figures`, with `n` alone."""
        return self.figures(rows, n=Count("pk"))

    def rows(self, rows: QuerySet[Any], limit: int | None, **columns: Any) -> Answer:
        """The first `limit` of `rows` in their order, with these columns."""
        found = rows.values(found=Columns(*columns.values()))[:limit]
        return self._ask(
            ArraySubquery(found),
            [],
            lambda answer: [dict(zip(columns, one, strict=True)) for one in answer],
        )

    def exists(self, rows: QuerySet[Any]) -> Answer:
        return self._ask(Exists(rows), False, bool)

    def read(self) -> None:
        """One statement, or none where nothing was asked."""
        if not self._asked:
            return
        named = {f"answer_{n}": question for n, (question, _) in enumerate(self._asked)}
        row = self._one_row.annotate(**named).values_list(*named).get()
        for (_, answer), found in zip(self._asked, row, strict=True):
            answer.of = answer.nothing if found is None else answer.made(found)
        self._asked.clear()

    def _ask(self, question: Any, nothing: Any, made: Callable[[Any], Any]) -> Answer:
        answer = Answer(nothing, made)
        self._asked.append((question, answer))
        return answer


Later = Callable[[], Any]
"""Makes something of the answers; called after `Reading.read`."""


def nothing() -> None:
    """What is made for those who may not see it."""


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
