"""Saving what was read: a batch of up to 2,000 files in two statements, one where all is as known.

Files that pass and look as they did leave no trace of their own: the slice's row stands for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from psycopg2.extras import Json

from backups.domain.merkle import MerkleTree, read_line
from backups.domain.verdicts import PASSING, Read
from backups.models import VerificationSlice
from backups.services.slices import LeaseLost

# Verdicts whose bytes are good: what was seen of them is what the next reading compares with.
GOOD = PASSING | {"flaky_read"}
_TREE, _COUNTS = "tree", "verdicts"


class Known(NamedTuple):
    """A wanted file as the tables know it: which of its rows a passing read must change."""

    file_id: int
    seen: tuple[int | None, int | None, int | None, int | None] | None  # size, mtime, ctime, inode
    bad: bool = False
    sized: bool = True
    sha256: bool = False
    blake3: bool = False
    pieces: bool = False


@dataclass
class Tally:
    """What a slice has come to so far; kept in its row, so a killed reader's successor goes on."""

    tree: MerkleTree
    verdicts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, one: VerificationSlice) -> Tally:
        kept: Mapping[str, Any] = one.figures or {}
        return cls(MerkleTree.from_state(kept.get(_TREE, [])), Counter(kept.get(_COUNTS, {})))

    def add(self, reads: Iterable[Read], read_at: str) -> None:
        for read in reads:
            self.verdicts[read.verdict] += 1
            self.tree.add(line_of(read, read_at))

    def figures(self, *, done: bool) -> dict[str, Any]:
        kept: dict[str, Any] = {_COUNTS: dict(sorted(self.verdicts.items()))}
        return kept if done else kept | {_TREE: self.tree.state()}

    @property
    def result(self) -> str:
        if any(count for verdict, count in self.verdicts.items() if verdict not in GOOD):
            return "fail"
        warned = self.verdicts["touched"] or self.verdicts["flaky_read"]
        return "warn" if warned else "pass"


def line_of(read: Read, read_at: str) -> str:
    """The leaf of one file in its slice's Merkle root: path, size, digest, verdict, time. `read_at`
    is when the slice was begun, which is the age that is promised."""
    if blake3 := read.digests.get("blake3"):
        return read_line(read.path, _size(read), f"blake3:{blake3}", read.verdict, read_at)
    if is_piece(read):
        ((index, digest),) = read.pieces
        return read_line(
            f"{read.path}#{index}", _size(read), f"blake3:{digest}", read.verdict, read_at
        )
    name = next((one for one in ("sha256", *read.digests) if one in read.digests), "")
    digest = f"{name}:{read.digests[name]}" if name else ""
    return read_line(read.path, _size(read), digest, read.verdict, read_at)


def is_piece(read: Read) -> bool:
    """The outcome of one of many pieces: a file that has pieces has two at least."""
    return len(read.pieces) == 1 and not read.digests


def _size(read: Read) -> int:
    return read.size if read.size is not None else -1


_ROWS = (
    "unnest(%(ids)s::bigint[], %(paths)s::text[], %(sizes)s::bigint[], %(mtimes)s::bigint[],"
    " %(ctimes)s::bigint[], %(inodes)s::bigint[], %(bads)s::boolean[], %(shas)s::text[],"
    " %(blakes)s::text[]) AS r(id, path, size, mtime, ctime, inode, bad, sha256, blake3)"
)
_CHANGED = f"""
WITH named AS (
    UPDATE backups_manifestfile f SET
        size_bytes = coalesce(f.size_bytes, r.size),
        sha256 = CASE WHEN f.sha256 = '' THEN r.sha256 ELSE f.sha256 END,
        blake3 = CASE WHEN f.blake3 = '' THEN r.blake3 ELSE f.blake3 END
    FROM {_ROWS}
    WHERE f.id = r.id AND NOT r.bad
      AND (f.size_bytes IS NULL OR (f.sha256 = '' AND r.sha256 <> '')
           OR (f.blake3 = '' AND r.blake3 <> ''))
)
INSERT INTO backups_copyfile AS c (copy_id, path, size_bytes, mtime_ns, ctime_ns, inode, bad)
SELECT %(copy)s, r.path, coalesce(r.size, 0), r.mtime, r.ctime, r.inode, r.bad FROM {_ROWS}
WHERE r.size IS NOT NULL OR EXISTS (
    SELECT FROM backups_copyfile x WHERE x.copy_id = %(copy)s AND x.path = r.path)
ON CONFLICT (copy_id, path) DO UPDATE SET bad = excluded.bad,
    size_bytes = CASE WHEN excluded.bad THEN c.size_bytes ELSE excluded.size_bytes END,
    mtime_ns = CASE WHEN excluded.bad THEN c.mtime_ns ELSE excluded.mtime_ns END,
    ctime_ns = CASE WHEN excluded.bad THEN c.ctime_ns ELSE excluded.ctime_ns END,
    inode = CASE WHEN excluded.bad THEN c.inode ELSE excluded.inode END
"""  # noqa: S608 - names of our own
_PROBLEMS = """
INSERT INTO backups_fileproblem (verification_id, copy_id, path, verdict, evidence, at)
SELECT %s, %s, r.path, r.verdict, r.evidence::jsonb, %s
FROM unnest(%s::text[], %s::text[], %s::text[]) AS r(path, verdict, evidence)
"""
_PIECES = """
INSERT INTO backups_filepieces (file_id, digests) VALUES (%s, %s)
ON CONFLICT (file_id) DO UPDATE SET digests = excluded.digests
"""


def save_batch(
    one: VerificationSlice,
    reads: Sequence[Read],
    known: Mapping[str, Known],
    tally: Tally,
    *,
    by: str,
    at: datetime,
    done_path: str,
    done_piece: int | None = None,
) -> None:
    """The results of `reads` and the place the slice has come to, in one transaction; where all
    is as it was known that is one statement.

    Raises LeaseLost, and then nothing of it is saved.
    """
    tally.add(sorted(reads, key=_order), (one.started_at or at).isoformat())
    one.files_done += sum(1 for read in reads if not is_piece(read))
    one.bytes_done += sum(read.bytes_read for read in reads)
    one.seconds += sum(read.seconds for read in reads)
    one.done_path, one.done_piece = done_path, done_piece
    one.figures = tally.figures(done=False)
    changed = [read for read in reads if _is_changed(read, known[read.path])]
    problems = [read for read in reads if read.verdict not in PASSING]
    if not changed and not problems:
        keep(one, by=by, at=at)
        return
    with transaction.atomic():
        keep(one, by=by, at=at)
        if changed:
            _save_changed(one.copy_id, changed, known)
        save_problems(one, problems, at=at)


def keep(one: VerificationSlice, *, by: str, at: datetime) -> None:
    """Saves how far it is and renews the lease; LeaseLost where another one has it by now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE backups_verificationslice SET files_done = %s, bytes_done = %s, seconds = %s,"
            " done_path = %s, done_piece = %s, figures = %s, leased_until = %s"
            " WHERE id = %s AND state = 'leased' AND leased_by = %s",
            [
                *(one.files_done, one.bytes_done, one.seconds, one.done_path, one.done_piece),
                *(Json(one.figures), at + timedelta(seconds=settings.BACKUP_LEASE_S), one.pk, by),
            ],
        )
        if cursor.rowcount != 1:
            raise LeaseLost


def save_problems(one: VerificationSlice, reads: Sequence[Read], *, at: datetime) -> None:
    if not reads:
        return
    evidence = [dict(read.evidence) | {"reason": read.reason} for read in reads]
    with connection.cursor() as cursor:
        cursor.execute(
            _PROBLEMS,
            [
                *(one.verification_id, one.copy_id, at),
                [read.path for read in reads],
                [read.verdict for read in reads],
                [Json(found).dumps(found) for found in evidence],
            ],
        )


def save_pieces(file_id: int, digests: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PIECES, [file_id, Json(list(digests))])


def _order(read: Read) -> tuple[str, int]:
    return read.path, read.pieces[0][0] if read.pieces else 0


def _is_changed(read: Read, known: Known) -> bool:
    if read.verdict not in GOOD:
        return not known.bad
    if is_piece(read):
        return False  # one of many pieces: the file is settled when all are read
    seen = (read.size, read.mtime_ns, read.ctime_ns, read.inode)
    if known.bad or known.seen != seen or not known.sized:
        return True
    if len(read.pieces) > 1 and not known.pieces:
        return True
    return ("sha256" in read.digests and not known.sha256) or (
        "blake3" in read.digests and not known.blake3
    )


def _save_changed(copy_id: int, reads: Sequence[Read], known: Mapping[str, Known]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _CHANGED,
            {
                "copy": copy_id,
                "ids": [known[read.path].file_id for read in reads],
                "paths": [read.path for read in reads],
                "sizes": [read.size for read in reads],
                "mtimes": [_mtime(read, known[read.path]) for read in reads],
                "ctimes": [read.ctime_ns if read.verdict in GOOD else None for read in reads],
                "inodes": [read.inode if read.verdict in GOOD else None for read in reads],
                "bads": [read.verdict not in GOOD for read in reads],
                "shas": [read.digests.get("sha256", "") for read in reads],
                "blakes": [read.digests.get("blake3", "") for read in reads],
            },
        )
    for read in reads:
        if len(read.pieces) > 1 and read.verdict in GOOD and not known[read.path].pieces:
            save_pieces(
                known[read.path].file_id, [digest for _index, digest in sorted(read.pieces)]
            )


def _mtime(read: Read, known: Known) -> int | None:
    """Of a bad file the time is not taken over: it must stay told apart as rewritten."""
    if read.verdict in GOOD:
        return read.mtime_ns
    return known.seen[1] if known.seen else None
