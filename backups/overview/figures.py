"""What stands above the rows: how many systems stand how, and the headline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backups.overview.standing import Standing


@dataclass(frozen=True)
class Totals:
    """`proof_age_s`: every byte that any restore relies on was read within it; None: nothing is
    guaranteed. `unproven` counts systems of which nothing can be restored."""

    systems: int
    met: int
    missed: int
    nothing: int
    no_target: int
    no_policy: int
    failed: int
    late: int
    proof_age_s: int | None
    next_at: datetime | None

    @property
    def outside(self) -> int:
        return self.missed + self.nothing


def totals(found: Sequence[Standing], at: datetime) -> Totals:
    counts = Counter(one.status for one in found)
    reads = [one.oldest_read_at for one in found if one.oldest_read_at is not None]
    dates = [one.next_at for one in found if one.next_at is not None and one.next_at > at]
    oldest = min(reads, default=None)
    return Totals(
        systems=len(found) - counts["no_policy"],
        met=counts["met"],
        missed=counts["missed"],
        nothing=counts["nothing"],
        no_target=counts["no_target"],
        no_policy=counts["no_policy"],
        failed=sum(one.failed for one in found),
        late=sum(one.late for one in found),
        proof_age_s=None if oldest is None else max(int((at - oldest).total_seconds()), 0),
        next_at=min(dates, default=None),
    )
