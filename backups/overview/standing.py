"""How every system stands: its newest restorable point, its RPO, the age of its proof.

Nothing here grows with the number of sets: each policy is looked up once in an index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from accounts.access import may
from accounts.models import User
from backups.domain.freshness import ORDER
from backups.newest_sets import NOTHING, NewestSets, newest_sets
from backups.overview.rows import OverviewRow, rows_of
from backups.recovery_points import PolicyRow, SystemPoint, points_of, policy_rows
from bia.analysis.register import Named
from bia.analysis.stored import Stored, stored
from bia.models import SystemKind

Wanted = Literal["", "missed", "nothing", "failed", "late", "met", "no_target", "no_policy"]
FAILED = ("failed", "missing")
LATE = ("late", "missing", "failed")


@dataclass(frozen=True, slots=True)
class Subject:
    """The system, as far as a row needs it."""

    pk: int
    code: str
    name: str
    site_code: str
    site: str
    rto_s: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """`oldest_read_at`: no byte that a restore relies on was read before (None: never read).

    `failed`: the newest set of a class of data is not good. `late`: a schedule or heartbeat says
    that a backup is missing. `next_at`: when the next one is expected.
    """

    subject: Subject
    point: SystemPoint
    oldest_read_at: datetime | None
    failed: bool
    late: bool
    next_at: datetime | None

    @property
    def status(self) -> str:
        return self.point.status

    @property
    def limit_s(self) -> int | None:
        """The strictest RPO of its classes of data and of itself."""
        known = [one.required_s for one in self.point.families if one.required_s is not None]
        return min(known, default=self.point.required_s)

    def proof_age_s(self, at: datetime) -> int | None:
        if self.oldest_read_at is None:
            return None
        return max(int((at - self.oldest_read_at).total_seconds()), 0)


@dataclass(frozen=True)
class Overview:
    """`found` is in order, what hurts most first; systems without a policy stand at its end."""

    at: datetime
    now: Stored
    found: Sequence[Standing]

    def only(self, keep: Any) -> Overview:
        return replace(self, found=[one for one in self.found if keep(one)])

    def rows(self, first: int = 0, limit: int | None = None) -> list[OverviewRow]:
        """Three queries for a page of any size."""
        shown = self.found[first : None if limit is None else first + limit]
        return rows_of(shown, self.at, self.now)


def overview(user: User, at: datetime, *, now: Stored | None = None) -> Overview:
    """Everything the user may see at `at` (aware), in two queries and those of the analysis,
    unless the caller has it (`now`)."""
    now = now or stored(at)
    if not may(user, "backup.view"):
        return Overview(at, now, [])
    policies = policy_rows()
    subjects = _subjects(user, now)
    newest = newest_sets([one.id for one in policies], at)
    points = points_of(policies, at, list(subjects), now, newest)
    by_system = _by_system(policies)
    found = [
        _standing(subject, points[pk], by_system.get(pk, ()), newest)
        for pk, subject in subjects.items()
    ]
    return Overview(at, now, sorted(found, key=_hurts))


def fits(one: Standing, wanted: str) -> bool:
    """What the chips of the page filter by; without one, every system with a policy."""
    if wanted == "failed":
        return one.failed
    if wanted == "late":
        return one.late
    return one.status == wanted if wanted else one.status != "no_policy"


def _hurts(one: Standing) -> tuple[int, bool, float, str]:
    over = 0.0
    if one.point.age_s is not None and one.limit_s:
        over = one.point.age_s / one.limit_s
    last = len(ORDER) if one.status == "no_policy" else ORDER.index(one.point.status)
    return last, not (one.failed or one.late), -over, one.subject.name


def _standing(
    subject: Subject,
    point: SystemPoint,
    policies: Sequence[PolicyRow],
    newest: Mapping[int, NewestSets],
) -> Standing:
    active = [one for one in policies if one.active]
    reads = [newest.get(one.id, NOTHING).oldest_read_at for one in policies]
    dates = [one.expected_at for one in active if one.expected_at is not None]
    latest = [one.newest_known for one in point.families if one.newest_known is not None]
    return Standing(
        subject=subject,
        point=point,
        oldest_read_at=min((one for one in reads if one is not None), default=None),
        failed=any(one.state in FAILED or one.obstacle == "quarantine" for one in latest),
        late=any(one.rhythm in LATE for one in active),
        next_at=min(dates, default=None),
    )


def _subjects(user: User, now: Stored) -> dict[int, Subject]:
    """Systems are seen by all who may see the register, which is read already."""
    if not may(user, "register.view"):
        return {}
    return {
        one.pk: _subject(one, now.named.get(one.site or ""))
        for one in now.named.values()
        if one.table == "system" and one.kind != SystemKind.TEAM
    }


def _subject(one: Named, site: Named | None) -> Subject:
    here = (site.code, site.name) if site else ("", "")
    return Subject(one.pk, one.code, one.name, *here, one.rto_s)


def _by_system(policies: Sequence[PolicyRow]) -> dict[int, list[PolicyRow]]:
    found: dict[int, list[PolicyRow]] = {}
    for one in policies:
        found.setdefault(one.system_id, []).append(one)
    return found
