"""A read slice: the files of a part in batches, large ones piece by piece, saved as they are known.

A killed reader's successor goes on behind the last saved batch or piece; what was being read then
is read again: at most one batch (64 MiB for each thread), or
the pieces under way. A digest over a whole large file cannot be gone on with: it begins anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from backups.domain.slicing import batches, next_due
from backups.domain.verdicts import NOTHING, PIECE, PIECES_ABOVE, Expected
from backups.models import CopyPart, FileProblem, SliceState, VerificationSlice
from backups.reading import Budget, Source, read_files
from backups.services.recording import Known, Tally, keep, save_batch
from backups.services.slices import Lease, LeaseLost
from backups.services.slices_going import Going
from backups.services.slices_large import read_large

BATCH_FILES = 2_000
# What is wanted is asked for four batches at a time.
PAGE_FILES = 8_000
BATCH_BYTES = 2 * PIECE
# A slice gives its lease back after this time, so that others of higher rank get their turn.
SLICE_S = 480.0

# A FULL JOIN is merged or hashed, never looped: see slices_look.
_WANTED = """
WITH f AS MATERIALIZED (
    SELECT * FROM backups_manifestfile
    WHERE backup_set_id = %(set)s AND path >= %(first)s AND path > %(after)s
        AND path <= %(last)s
    ORDER BY path LIMIT %(count)s
)
SELECT f.id, f.path, f.size_bytes, f.declared_by, f.declared, f.sha256, f.blake3,
    CASE WHEN f.size_bytes > %(large)s
        THEN (SELECT p.digests FROM backups_filepieces p WHERE p.file_id = f.id) END,
    coalesce(c.mtime_ns, f.mtime_ns), c.id, c.size_bytes, c.mtime_ns, c.ctime_ns, c.inode, c.bad
FROM f FULL JOIN (
    SELECT * FROM backups_copyfile
    WHERE copy_id = %(copy)s AND path >= %(first)s AND path <= (SELECT max(path) FROM f)
        AND path > %(after)s
) c ON c.path = f.path
ORDER BY f.path
"""


def read(
    lease: Lease,
    source: Source,
    *,
    budget: Budget,
    stop: Callable[[], bool],
    now: Callable[[], datetime] = timezone.now,
    limit_s: float = SLICE_S,
) -> bool:
    """True when the part is read to its end and its age and result are written; False when it was
    stopped or its time is over: the rest waits for the next lease.

    Raises LeaseLost, SourceError; what was saved before stands.
    """
    began = now()
    going = Going(lease, source, budget, stop, now, Tally.of(lease.slice))
    for wanted, known in _pages(going):
        for part in batches([_cost(each) for each in wanted], BATCH_FILES, BATCH_BYTES):
            if not _batch(going, wanted[part], known):
                return False
            if (now() - began).total_seconds() > limit_s:
                return False
    _finish(going)
    return True


def _pages(going: Going) -> Iterator[tuple[list[Expected], dict[str, Known]]]:
    """What is left of the part, by 2,000 files, from behind the last saved one."""
    one, skip = going.one, _judged_by_the_look(going.one)
    part = one.part
    assert part is not None
    while True:
        # Within a large file `done_path` is the one that is being read.
        inside = one.done_piece is not None
        with connection.cursor() as cursor:
            cursor.execute(
                _WANTED,
                {
                    "copy": one.copy_id, "set": one.copy.backup_set_id,
                    "first": one.done_path if inside else part.first_path,
                    "after": "" if inside else one.done_path,
                    "last": part.last_path, "count": PAGE_FILES, "large": PIECES_ABOVE,
                },
            )  # fmt: skip
            rows = [row for row in cursor.fetchall() if row[0] is not None]
        if not rows:
            return
        pairs = [_row(*row) for row in rows]
        known = {expected.path: what for expected, what in pairs}
        wanted = [one for one, _known in pairs if not (skip and one.path in _bad_of(going, known))]
        if wanted:
            yield wanted, known
        else:
            one.done_path = rows[-1][1]
        if len(rows) < PAGE_FILES:
            return


def _row(
    file_id: int, path: str, size: int | None, declared_by: str, declared: str, sha256: str,
    blake3: str, pieces: str | None, mtime: int | None, seen_id: int | None,
    seen_size: int | None, seen_mtime: int | None, ctime: int | None, inode: int | None,
    bad: bool | None,
) -> tuple[Expected, Known]:  # fmt: skip
    digests = {}
    if blake3:
        digests["blake3"] = blake3
    if sha256:
        digests["sha256"] = sha256
    if declared_by and declared:
        digests[declared_by] = declared
    expected = Expected(
        path, size if size is not None else seen_size, mtime, ctime, inode, digests,
        dict(enumerate(json.loads(pieces))) if pieces else NOTHING,
    )  # fmt: skip
    seen = (seen_size, seen_mtime, ctime, inode) if seen_id is not None else None
    return expected, Known(
        file_id, seen, bool(bad), size is not None, bool(sha256), bool(blake3), bool(pieces)
    )


def _cost(one: Expected) -> int:
    """A file that is read in pieces is a batch of its own."""
    size = one.size or 0
    return BATCH_BYTES + 1 if size > PIECES_ABOVE else size


def _batch(going: Going, wanted: Sequence[Expected], known: dict[str, Known]) -> bool:
    """False when it was stopped; what a stopped batch had read is read again."""
    one = going.one
    part = one.part
    assert part is not None
    if len(wanted) == 1 and ((wanted[0].size or 0) > PIECES_ABOVE or part.first_piece is not None):
        return read_large(going, wanted[0], known)
    reads = list(
        read_files(
            going.source, one.copy.path, wanted,
            algorithms=one.verification.algorithms, budget=going.budget, stop=going.stop,
        )
    )  # fmt: skip
    if len(reads) < len(wanted):
        return False
    save_batch(
        one, reads, known, going.tally, by=going.lease.by, at=going.now(),
        done_path=wanted[-1].path,
    )  # fmt: skip
    return True


def _judged_by_the_look(one: VerificationSlice) -> bool:
    """Did the look of this run find files missing, cut short, …? They are told already."""
    looks = one.verification.slices.filter(copy=one.copy_id, kind="look")
    figures = looks.values_list("figures", flat=True).first() or {}
    return bool(set(figures.get("verdicts", {})) - {"extra"})


def _bad_of(going: Going, known: dict[str, Known]) -> set[str]:
    if going.bad_page is not known:
        one = going.one
        rows = FileProblem.objects.filter(
            verification=one.verification_id, copy=one.copy_id, path__in=list(known),
            evidence__looked=True,
        )  # fmt: skip
        going.bad_page, going.bad_paths = known, set(rows.values_list("path", flat=True))
    return going.bad_paths


@transaction.atomic
def _finish(going: Going) -> None:
    """The slice is done and the ledger says so: read at the instant the slice was begun."""
    one = going.one
    at = going.now()
    part = one.part
    assert part is not None
    keep(one, by=going.lease.by, at=at)
    root = going.tally.tree.root()
    figures = going.tally.figures(done=True)
    changed = VerificationSlice.objects.filter(
        pk=one.pk, state=SliceState.LEASED.value, leased_by=going.lease.by
    ).update(
        state=SliceState.DONE.value, finished_at=at, leased_until=None, merkle_root=root,
        figures=figures,
    )  # fmt: skip
    if not changed:
        raise LeaseLost
    parts = CopyPart.objects.filter(copy=one.copy_id)
    mine = (
        parts.filter(first_path=part.first_path)
        if one.kind == "whole"
        else parts.filter(pk=part.pk)
    )
    count, every = parts.count(), one.verification.backup_set.policy.verify_every_s
    read_at = one.started_at or at
    for row in mine:
        row.read_at, row.result = read_at, going.tally.result
        row.due_at = next_due(read_at, row.number, count, every)
        row.save(update_fields=["read_at", "result", "due_at"])
