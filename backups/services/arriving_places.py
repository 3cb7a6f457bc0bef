"""Where an arrival belongs: the row its schedule expects, and the set it builds on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from backups.domain import rhythm
from backups.domain.chain import Link
from backups.domain.lineage import parents
from backups.models import BackupSet, Method, SetState
from backups.services.rows import next_codes
from lib.errors import Refused

if TYPE_CHECKING:
    from backups.services.arriving import Arriving

Family = tuple[int, str]
OPEN = (SetState.EXPECTED.value, SetState.MISSING.value)


def free_codes(count: int) -> list[str]:
    """The next numbers, without those that somebody has given to a set."""
    found: list[str] = []
    while len(found) < count:
        codes = next_codes(BackupSet, "SET", count - len(found))
        known = set(BackupSet.objects.filter(code__in=codes).values_list("code", flat=True))
        found += [code for code in codes if code not in known]
    return found


def refuse_taken(codes: Sequence[str]) -> None:
    """Raises Refused at `code`."""
    if len(set(codes)) != len(codes) or BackupSet.objects.filter(code__in=codes).exists():
        raise taken()


def taken() -> Refused:
    return Refused("unique", _("A backup set with this code exists already."), "code")


def expected_rows(arrivals: Sequence[Arriving], *, at: datetime) -> list[BackupSet | None]:
    """For each arrival the row that waited for it: the latest due at most half an interval after
    it and less than an interval before it. Each row is taken once.
    """
    scheduled = {one.policy.pk for one in arrivals if one.policy.schedule}
    if not scheduled:
        return [None] * len(arrivals)
    waiting: dict[int, list[BackupSet]] = defaultdict(list)
    rows = BackupSet.objects.select_for_update(of=("self",)).filter(
        policy__in=scheduled, state__in=OPEN, arrived_at=None, due_at__isnull=False
    )
    for row in rows.order_by("-due_at"):
        waiting[row.policy_id].append(row)
    return [_take(waiting[one.policy.pk], one, at) for one in arrivals]


def _take(waiting: list[BackupSet], one: Arriving, at: datetime) -> BackupSet | None:
    stands_at = one.started_at or one.stands_at or at
    for row in waiting:
        assert row.due_at is not None
        interval = timedelta(
            seconds=rhythm.interval_s(one.policy.schedule, one.policy.timezone, row.due_at)
        )
        if row.due_at - interval / 2 <= stands_at < row.due_at + interval:
            waiting.remove(row)
            row.policy = one.policy
            return row
    return None


def find_parents(rows: Sequence[BackupSet], arrivals: Sequence[Arriving]) -> None:
    """Sets the parent of each row that needs one and was given none; and that of rows that came
    earlier but stand for a later instant, when one of these has slipped in between.
    """
    for family, mine in _by_family(rows).items():
        links = _known(family, mine)
        built_on = parents(links)
        for row, one in zip(rows, arrivals, strict=True):
            if one.parent is None and row.pk in built_on and row in mine:
                row.parent_id = built_on[row.pk]
        _relink(links, built_on, {row.pk for row in mine})


def family_of(row: BackupSet) -> Family:
    return row.policy.system_id, row.policy.data_class


def _by_family(rows: Sequence[BackupSet]) -> dict[Family, set[BackupSet]]:
    """Only of rows that stand for an instant."""
    found: dict[Family, set[BackupSet]] = defaultdict(set)
    for row in rows:
        if row.restore_point_at is not None:
            found[family_of(row)].add(row)
    return found


def _known(family: Family, mine: set[BackupSet]) -> list[Link]:
    """The family's sets from the last full before the first of `mine` on."""
    first = min(row.restore_point_at for row in mine if row.restore_point_at is not None)
    sets = BackupSet.objects.filter(
        policy__system=family[0], policy__data_class=family[1], arrived_at__isnull=False
    )
    full = sets.filter(kind=Method.FULL, restore_point_at__lt=first)
    since = full.aggregate(at=Max("restore_point_at"))["at"]
    lines = sets.filter(restore_point_at__gte=since) if since else sets
    own = {row.pk for row in mine}
    found = [
        Link(pk, kind, state, stands_at, parent)
        for pk, kind, state, stands_at, parent in lines.values_list(
            "id", "kind", "state", "restore_point_at", "parent"
        )
        if pk not in own
    ]
    return found + [
        Link(row.pk, row.kind, row.state, row.restore_point_at, row.parent_id) for row in mine
    ]


def _relink(links: Sequence[Link], built_on: dict[int, int | None], ours: set[int]) -> None:
    """Late arrivals: whoever follows, and was given no parent by its tool, builds on them."""
    moved = {
        link.id: built_on[link.id]
        for link in links
        if link.id not in ours and built_on.get(link.id) in ours and link.parent not in ours
    }
    if not moved:
        return
    rows = list(BackupSet.objects.filter(Q(pk__in=moved) & ~Q(facts__has_key="parent_given")))
    for row in rows:
        row.parent_id = moved[row.pk]
    BackupSet.objects.bulk_update(rows, ["parent"], batch_size=1000)
