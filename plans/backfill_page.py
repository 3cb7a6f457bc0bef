"""What every page of a batch shows on top: state, clock, progress, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.access import may
from accounts.models import User
from plans.backfill_progress import progress_of
from plans.domain.backfill_states import MAY_ENTER, VERBS
from plans.models import Backfill
from plans.services.backfills import ENTER, guards_of

# Sheets of a large shop are read a page at a time.
AT_ONCE = 100
NEXT = {
    "open": "checking",
    "entering": "checking",
    "checking": "reconciliation",
    "reconciled": "posting",
    "posted": "closure",
}


def batch_page(batch: Backfill, tab: str, *, at: datetime, by: User) -> dict[str, Any]:
    """`blockers` are the words of what stands in the way of the next step."""
    step = NEXT.get(batch.state, "")
    may_enter = may(by, ENTER)
    problems = guards_of(step, batch) if step else []
    return {
        "batch": batch,
        "tab": tab,
        "progress": progress_of([batch], at=at)[0],
        "next_step": step,
        "blockers": [problem.message for problem in problems],
        "may_enter": may_enter,
        "is_enterable": may_enter and batch.state in MAY_ENTER,
        "may_reopen": may_enter and batch.state in VERBS["reopening"][0],
        "integrity_at": batch.activation.integrity_at,
    }


@dataclass(frozen=True)
class Slice:
    """A page of a long table: rows from `offset` on, of `count`."""

    rows: Sequence[Any]
    offset: int
    count: int

    @property
    def first(self) -> int:
        return self.offset + 1

    @property
    def last(self) -> int:
        return self.offset + len(self.rows)

    @property
    def previous(self) -> int | None:
        return max(0, self.offset - AT_ONCE) if self.offset else None

    @property
    def following(self) -> int | None:
        return self.last if self.last < self.count else None


def slice_of(rows: Any, count: int, asked: str) -> Slice:
    """`rows` is a queryset or a sequence; `asked` is `?offset=` as it was written."""
    offset = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    if offset >= count:
        offset = 0
    return Slice(rows[offset : offset + AT_ONCE], offset, count)
