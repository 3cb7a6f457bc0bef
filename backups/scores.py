"""3-2-1-1-0 of every class of data, counted from verified copies (docs/method.md §28.1).

Judged is the newest restorable set with all it builds on: a copy at a place counts when the whole
chain lies verified there. Five queries for any number of systems.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from backups.domain.score import Copy, Score, restore_test_in_time, score
from backups.models import BackupLocation, BackupPolicy
from backups.recovery_points import (
    FamilyPoint,
    PolicyRow,
    points_of,
    policy_rows,
)
from bia.analysis.stored import Stored, stored
from bia.models import System


@dataclass(frozen=True, slots=True)
class LastTest:
    """The newest finished restore test of a family, and how long it took against the RTO then."""

    code: str
    outcome: str
    finished_at: datetime
    set_code: str
    restored_s: int | None = None
    rto_s: int | None = None


@dataclass(frozen=True, slots=True)
class FamilyScore:
    """`verified`: a restore was tested in time and passed; else the family shows UNVERIFIED,
    however many copies there are (S3-033)."""

    system_id: int
    data_class: str
    set_code: str
    copies: tuple[Copy, ...]
    damaged_copies: int
    last_test: LastTest | None
    test_every_s: int | None
    verified: bool
    score: Score


@dataclass(frozen=True, slots=True)
class SystemScore:
    """The worst family speaks for the system; `score` None without any policy."""

    system_id: int
    families: tuple[FamilyScore, ...]

    @property
    def worst(self) -> FamilyScore | None:
        return min(
            self.families, key=lambda one: (one.score.of_five, one.score.of_three), default=None
        )

    @property
    def score(self) -> Score | None:
        return self.worst.score if self.worst else None

    @property
    def verified(self) -> bool:
        return bool(self.families) and all(one.verified for one in self.families)


def system_scores(
    at: datetime, systems: Collection[int] | None = None
) -> Mapping[int, SystemScore]:
    """System id → its score at `at` (aware), of systems with an active policy."""
    rows = policy_rows(systems)
    now = stored(at)
    points = points_of(rows, at, systems, now)
    return scores_of([one for point in points.values() for one in point.families], at, now)


def scores_of(families: Sequence[FamilyPoint], at: datetime, now: Stored) -> dict[int, SystemScore]:
    """As `system_scores`, of families that were read already (five queries)."""
    sets = [one.newest_set_id for one in families if one.newest_set_id is not None]
    held = _copies(sets, at)
    live = _production()
    sites = _sites({one.system_id for one in families})
    tests = _last_tests([one.id for family in families for one in family.policies], at)
    every = _test_periods([one.id for family in families for one in family.policies])
    found: dict[int, list[FamilyScore]] = defaultdict(list)
    for family in families:
        site = sites.get(family.system_id, "")
        copies, damaged = held.get(family.newest_set_id or 0, ((), 0))
        found[family.system_id].append(
            _family_score(family, live.get(site), site, copies, damaged, tests, every, at)
        )
    return {system: SystemScore(system, tuple(ones)) for system, ones in found.items()}


def _family_score(
    family: FamilyPoint,
    live: Sequence[Copy] | None,
    site: str,
    copies: Sequence[Copy],
    damaged: int,
    tests: Mapping[int, LastTest],
    every: Mapping[int, int | None],
    at: datetime,
) -> FamilyScore:
    home = tuple(live) if live else (Copy("disk", site, production=True),)
    mine = [tests[one.id] for one in family.policies if one.id in tests]
    last = max(mine, key=lambda one: one.finished_at, default=None)
    period_s = _period(family.policies, every)
    ok = last is not None and restore_test_in_time(last.outcome, last.finished_at, period_s, at)
    all_copies = (*home, *copies)
    return FamilyScore(
        system_id=family.system_id,
        data_class=family.data_class,
        set_code=family.newest_set_code,
        copies=all_copies,
        damaged_copies=damaged,
        last_test=last,
        test_every_s=period_s,
        verified=ok,
        score=score(all_copies, restore_test_ok=ok, damaged_copies=damaged),
    )


def _period(policies: Iterable[PolicyRow], every: Mapping[int, int | None]) -> int | None:
    """The strictest of the family's active policies; None leaves the month."""
    known = [every[one.id] for one in policies if one.active and every.get(one.id) is not None]
    return min((one for one in known if one is not None), default=None)


def _copies(sets: Sequence[int], at: datetime) -> dict[int, tuple[tuple[Copy, ...], int]]:
    """Set → the places where its whole chain lies verified, and how many copies are damaged."""
    if not sets:
        return {}
    statement = """
        WITH RECURSIVE chain(root, id, parent_id) AS (
            SELECT id, id, parent_id FROM backups_backupset WHERE id = ANY(%(sets)s)
            UNION ALL
            SELECT chain.root, one.id, one.parent_id FROM chain
            JOIN backups_backupset one ON one.id = chain.parent_id
        ), needed AS (SELECT root, count(*) AS links FROM chain GROUP BY root
        ), held AS (
            SELECT chain.root, copy.location_id,
                count(DISTINCT chain.id) FILTER (WHERE copy.state = 'verified' AND (
                    policy.verify_every_s IS NULL OR copy.oldest_read_at >=
                    %(at)s - policy.verify_every_s * interval '1 second')) AS good,
                count(*) FILTER (WHERE copy.state IN ('failed', 'missing')) AS damaged,
                bool_and(coalesce(copy.immutable_until > %(at)s, false)) AS locked
            FROM chain JOIN backups_backupset one ON one.id = chain.id
            JOIN backups_backuppolicy policy ON policy.id = one.policy_id
            JOIN backups_backupcopy copy ON copy.backup_set_id = chain.id
            GROUP BY chain.root, copy.location_id
        )
        SELECT held.root, held.good = needed.links, held.damaged, held.locked, place.name,
            place.medium, coalesce(site.code, ''), place.offsite, place.immutable, place.offline
        FROM held JOIN needed USING (root)
        JOIN backups_backuplocation place ON place.id = held.location_id
        LEFT JOIN bia_site site ON site.id = place.site_id
        WHERE NOT place.production
        ORDER BY held.root, place.code
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"sets": list(sets), "at": at})
        rows = cursor.fetchall()
    copies: dict[int, list[Copy]] = defaultdict(list)
    damaged: dict[int, int] = defaultdict(int)
    for root, whole, bad, locked, name, medium, site, offsite, immutable, offline in rows:
        damaged[root] += bad
        if whole:
            lasting = bool(immutable or offline or locked)
            copies[root].append(Copy(medium, site, offsite, lasting, name=name))
    return {root: (tuple(copies[root]), damaged[root]) for root in {*copies, *damaged}}


def _production() -> dict[str, list[Copy]]:
    """Site → the registered places of live data there."""
    found: dict[str, list[Copy]] = defaultdict(list)
    rows = BackupLocation.objects.filter(production=True).order_by("code")
    for name, medium, site in rows.values_list("name", "medium", "site__code"):
        if site:
            found[site].append(Copy(medium, site, production=True, name=name))
    # Several discs at one site hold different systems' data: the live data is one copy.
    return {site: ones[:1] for site, ones in found.items()}


def _sites(systems: Collection[int]) -> dict[int, str]:
    rows = System.objects.filter(pk__in=systems, site__isnull=False)
    return dict(rows.values_list("pk", "site__code"))


def _last_tests(policies: Sequence[int], at: datetime) -> dict[int, LastTest]:
    """Policy → its newest finished restore test that says anything."""
    if not policies:
        return {}
    statement = """
        SELECT DISTINCT ON (one.policy_id) one.policy_id, test.code, test.outcome,
            test.finished_at, one.code, test.restored_s, test.rto_s
        FROM backups_restoretest test JOIN backups_backupset one ON one.id = test.backup_set_id
        WHERE one.policy_id = ANY(%s) AND test.state = 'finished' AND test.outcome <> 'not_run'
            AND test.finished_at <= %s
        ORDER BY one.policy_id, test.finished_at DESC, test.id DESC
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(policies), at])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {row[0]: LastTest(*row[1:]) for row in rows}


def _test_periods(policies: Sequence[int]) -> dict[int, int | None]:
    rows = BackupPolicy.objects.filter(pk__in=policies)
    return dict(rows.values_list("pk", "restore_test_every_s"))
