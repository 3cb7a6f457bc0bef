"""3-2-1-1-0 of every class of data, counted from verified copies (docs/method.md §28.1).

Judged is the newest restorable set with all it builds on: a copy at a place counts when the whole
chain lies verified there. Two queries for any number of systems.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from backups.domain.score import Copy, Score, restore_test_in_time, score
from backups.recovery_points import (
    FamilyPoint,
    PolicyRow,
    key_of,
    points_of,
    policy_rows,
)
from bia.analysis.stored import Stored, stored


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
    """As `system_scores`, of families that were read already (two queries)."""
    sets = [one.newest_set_id for one in families if one.newest_set_id is not None]
    held, live = _copies(sets, at)
    tests = _last_tests([one.id for family in families for one in family.policies], at)
    found: dict[int, list[FamilyScore]] = defaultdict(list)
    for family in families:
        site = _site(now, family.system_id)
        copies, damaged = held.get(family.newest_set_id or 0, ((), 0))
        found[family.system_id].append(
            _family_score(family, live.get(site), site, copies, damaged, tests, at)
        )
    return {system: SystemScore(system, tuple(ones)) for system, ones in found.items()}


def _family_score(
    family: FamilyPoint,
    live: Sequence[Copy] | None,
    site: str,
    copies: Sequence[Copy],
    damaged: int,
    tests: Mapping[int, LastTest],
    at: datetime,
) -> FamilyScore:
    home = tuple(live) if live else (Copy("disk", site, production=True),)
    mine = [tests[one.id] for one in family.policies if one.id in tests]
    last = max(mine, key=lambda one: one.finished_at, default=None)
    period_s = _period(family.policies)
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


def _period(policies: Iterable[PolicyRow]) -> int | None:
    """The strictest of the family's active policies; None leaves the month."""
    known = [one.restore_test_every_s for one in policies if one.active]
    return min((one for one in known if one is not None), default=None)


def _site(now: Stored, system: int) -> str:
    """Code of the site where the system stands, "" for none."""
    named = now.named.get(key_of(now, system))
    site = now.named.get(named.site or "") if named else None
    return site.code if site else ""


# In place of a set: a row of a place where live data lies.
LIVE = 0
Held = dict[int, tuple[tuple[Copy, ...], int]]


def _copies(sets: Sequence[int], at: datetime) -> tuple[Held, dict[str, list[Copy]]]:
    """Set → the places where its whole chain lies verified, and how many copies are damaged;
    and site → the live data there, of registered places (one query for both)."""
    statement = """
        WITH RECURSIVE chain(root, id, parent_id, policy_id) AS (
            SELECT id, id, parent_id, policy_id FROM backups_backupset
            WHERE id = ANY(%(sets)s::bigint[])
            UNION ALL
            SELECT chain.root, one.id, one.parent_id, one.policy_id FROM chain
            JOIN backups_backupset one ON one.id = chain.parent_id
        ), needed AS (SELECT root, count(*) AS links FROM chain GROUP BY root
        ), held AS (
            SELECT chain.root, copy.location_id,
                count(DISTINCT chain.id) FILTER (WHERE copy.state = 'verified' AND (
                    policy.verify_every_s IS NULL OR copy.oldest_read_at >=
                    %(at)s - policy.verify_every_s * interval '1 second')) AS good,
                count(*) FILTER (WHERE copy.state IN ('failed', 'missing')) AS damaged,
                bool_and(coalesce(copy.immutable_until > %(at)s, false)) AS locked
            FROM chain JOIN backups_backuppolicy policy ON policy.id = chain.policy_id
            JOIN backups_backupcopy copy ON copy.backup_set_id = chain.id
            GROUP BY chain.root, copy.location_id
        )
        SELECT held.root, held.good = needed.links, held.damaged, held.locked, place.name,
            place.medium, coalesce(site.code, ''), place.offsite, place.immutable, place.offline,
            place.code
        FROM held JOIN needed USING (root)
        JOIN backups_backuplocation place ON place.id = held.location_id
        LEFT JOIN bia_site site ON site.id = place.site_id
        WHERE NOT place.production
        UNION ALL
        SELECT %(live)s, true, 0, false, place.name, place.medium, site.code, false, false, false,
            place.code
        FROM backups_backuplocation place JOIN bia_site site ON site.id = place.site_id
        WHERE place.production
        ORDER BY 1, 11
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"sets": list(sets), "at": at, "live": LIVE})
        rows = cursor.fetchall()
    copies: dict[int, list[Copy]] = defaultdict(list)
    damaged: dict[int, int] = defaultdict(int)
    live: dict[str, list[Copy]] = {}
    for root, whole, bad, locked, name, medium, site, offsite, immutable, offline, _code in rows:
        if root == LIVE:
            # Several discs at one site hold different systems' data: the live data is one copy.
            live.setdefault(site, [Copy(medium, site, production=True, name=name)])
            continue
        damaged[root] += bad
        if whole:
            lasting = bool(immutable or offline or locked)
            copies[root].append(Copy(medium, site, offsite, lasting, name=name))
    held = {root: (tuple(copies[root]), damaged[root]) for root in {*copies, *damaged}}
    return held, live


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
