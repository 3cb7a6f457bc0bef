"""A look slice: names, sizes and times of a copy beside what is expected, and what to read of it.

One transaction: a worker killed half-way leaves nothing, least of all half a manifest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import Json

from backups.domain.manifests_beside import is_beside
from backups.domain.slicing import Cutter
from backups.domain.verdicts import Expected, Seen
from backups.models import BackupCopy, FileProblem, ManifestFile, SliceState, VerificationSlice
from backups.reading import Pair, Source, compare
from backups.services.copies import check_not_empty
from backups.services.recording import keep
from backups.services.sampling import note_sample
from backups.services.slices import Lease, LeaseLost
from backups.services.slices_parts import Look, plan_parts

PAGE = 10_000
_PROBLEM_PAGE = 2_000

# A FULL JOIN is merged or hashed, never looped: over fresh tables without statistics a LEFT JOIN
# would be. What was seen and is no longer in the manifest comes out without a path, last.
_EXPECTED = """
WITH f AS MATERIALIZED (
    SELECT path, size_bytes, mtime_ns FROM backups_manifestfile
    WHERE backup_set_id = %(set)s AND path > %(last)s ORDER BY path LIMIT %(count)s
)
SELECT f.path, coalesce(f.size_bytes, c.size_bytes), coalesce(c.mtime_ns, f.mtime_ns),
    c.ctime_ns, c.inode
FROM f FULL JOIN (
    SELECT * FROM backups_copyfile WHERE copy_id = %(copy)s AND path > %(last)s
        AND path <= (SELECT max(path) FROM f)
) c ON c.path = f.path
ORDER BY f.path
"""


class Stopped(Exception):
    """The keeper said so: nothing of this look is saved."""


@dataclass
class _Found:
    """What the look counts, and the rows it holds back until a page is full."""

    one: VerificationSlice
    at: datetime
    verdicts: Counter[str] = field(default_factory=Counter)
    files: int = 0
    changed: int = 0
    problems: list[Pair] = field(default_factory=list)


def look(lease: Lease, source: Source, *, at: datetime, stop: Callable[[], bool]) -> None:
    """Compares, notes problems, cuts the copy into parts and marks those to be read.

    Raises LeaseLost, Stopped, SourceError; then nothing is saved.
    """
    one = lease.slice
    copy = one.copy
    with transaction.atomic():
        present = source.stat(copy.path) is not None or source.is_folder(copy.path)
        found = _Found(one, at)
        recorded = False
        plan = Look(cutter=Cutter())
        if present:
            known = ManifestFile.objects.filter(backup_set=copy.backup_set_id).exists()
            recorded = not known and not one.verification.backup_set.has_manifest
            seen = _stopping(source.walk(copy.path), stop)
            if recorded:
                seen = _recording(copy, seen)
                _all_new(found, plan, seen)
            else:
                _compared(found, plan, expected_of(copy), seen)
        else:
            check_not_empty(copy, source)
            _gone(found, copy)
        _save_problems(found)
        plan.cutter.end()
        figures = {"verdicts": dict(sorted(found.verdicts.items())), "files": found.files,
                   "present": present, "recorded": recorded, "changed": found.changed}  # fmt: skip
        if present:
            figures |= plan_parts(one, plan, at=at)
            figures["sample"] = note_sample(copy, source)
            BackupCopy.objects.filter(pk=copy.pk).update(seen_at=at)
        one.figures, one.files_done = figures, found.files
        _done(one, lease.by, at)


def expected_of(copy: BackupCopy) -> Iterator[Expected]:
    """What each file should look like at this copy, sorted; pages of 10,000, none held longer."""
    last = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                _EXPECTED,
                {"copy": copy.pk, "set": copy.backup_set_id, "last": last, "count": PAGE},
            )
            rows = [row for row in cursor.fetchall() if row[0] is not None]
        for path, size, mtime, ctime, inode in rows:
            yield Expected(path, size, mtime, ctime, inode)
        if len(rows) < PAGE:
            return
        last = rows[-1][0]


def _compared(
    found: _Found, plan: Look, expected: Iterable[Expected], seen: Iterable[Seen]
) -> None:
    for pair in compare(expected, seen):
        if pair.expected is None:
            if pair.verdict == "extra" and pair.seen is not None and is_beside(pair.path):
                continue
            _problem(found, pair)
            continue
        found.files += 1
        size = pair.expected.size
        if size is None:
            size = pair.seen.size if pair.seen is not None else 0
        changed = pair.verdict is None and pair.is_changed and pair.expected.mtime_ns is not None
        plan.add(pair.path, size, changed)
        found.changed += changed
        if pair.verdict is not None:
            _problem(found, pair)


def _all_new(found: _Found, plan: Look, seen: Iterable[Seen]) -> None:
    """Nothing is known of the set: what is there becomes what is expected from now on."""
    for one in seen:
        if one.kind != "file":
            verdict: Any = "unreadable" if one.kind == "unreadable" else "not_a_file"
            reason = "folder_not_listed" if one.kind == "unreadable" else f"is_{one.kind}"
            _problem(found, Pair(None, one, verdict, reason))
            continue
        found.files += 1
        plan.add(one.path, one.size, False)


def _recording(copy: BackupCopy, seen: Iterable[Seen]) -> Iterator[Seen]:
    page: list[Seen] = []
    for one in seen:
        if one.kind == "file" and is_beside(one.path):
            continue
        yield one
        if one.kind == "file":
            page.append(one)
        if len(page) == PAGE:
            _record(copy, page)
            page = []
    if page:
        _record(copy, page)


def _record(copy: BackupCopy, page: list[Seen]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO backups_manifestfile (backup_set_id, path, size_bytes, declared_by,"
            " declared, sha256, blake3) SELECT %s, r.path, r.size, '', '', '', ''"
            " FROM unnest(%s::text[], %s::bigint[]) AS r(path, size)",
            [copy.backup_set_id, [one.path for one in page], [one.size for one in page]],
        )


def _gone(found: _Found, copy: BackupCopy) -> None:
    """One row for the whole copy: a list of every file it held says no more."""
    found.verdicts["missing"] += 1
    FileProblem.objects.create(
        verification_id=found.one.verification_id, copy=copy, path="", verdict="missing",
        evidence={"reason": "copy_not_there", "path": copy.path}, at=found.at,
    )  # fmt: skip


def _problem(found: _Found, pair: Pair) -> None:
    found.verdicts[pair.verdict or "extra"] += 1
    found.problems.append(pair)
    if len(found.problems) == _PROBLEM_PAGE:
        _save_problems(found)


def _save_problems(found: _Found) -> None:
    pairs, found.problems = found.problems, []
    if not pairs:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO backups_fileproblem (verification_id, copy_id, path, verdict, evidence,"
            " at) SELECT %s, %s, r.path, r.verdict, r.evidence::jsonb, %s"
            " FROM unnest(%s::text[], %s::text[], %s::text[]) AS r(path, verdict, evidence)",
            [
                *(found.one.verification_id, found.one.copy_id, found.at),
                [pair.path for pair in pairs],
                [pair.verdict for pair in pairs],
                [Json(one).dumps(one) for one in map(_evidence, pairs)],
            ],
        )
        cursor.execute(
            "UPDATE backups_copyfile SET bad = true WHERE copy_id = %s AND NOT bad"
            " AND path = ANY(%s)",
            [found.one.copy_id, [pair.path for pair in pairs if pair.expected is not None]],
        )


def _evidence(pair: Pair) -> dict[str, Any]:
    told = dict(pair.evidence) | {"reason": pair.reason, "looked": True}
    if pair.verdict == "extra" and pair.seen is not None:
        told |= {"found": {"size": pair.seen.size, "kind": pair.seen.kind}}
    return told


def _stopping(seen: Iterable[Seen], stop: Callable[[], bool]) -> Iterator[Seen]:
    for number, one in enumerate(seen):
        if number % 256 == 0 and stop():
            raise Stopped
        yield one


def _done(one: VerificationSlice, by: str, at: datetime) -> None:
    keep(one, by=by, at=at)
    changed = VerificationSlice.objects.filter(
        pk=one.pk, state=SliceState.LEASED.value, leased_by=by
    ).update(state=SliceState.DONE.value, finished_at=at, leased_until=None)
    if not changed:
        raise LeaseLost
