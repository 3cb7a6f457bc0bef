"""One file above 64 MiB: in 64 MiB pieces where they are known, else all of it at once."""

from __future__ import annotations

from backups.domain.verdicts import PASSING, Expected, Read, piece_count
from backups.models import CopyFile, CopyPart, FileProblem
from backups.reading import read_files
from backups.services.recording import GOOD, Known, save_batch
from backups.services.slices_going import Going

# What ends a file whatever its other pieces hold (backups/reading/engine.py).
_ENDS = {"missing", "truncated", "grown", "not_a_file", "unstable"}


def read_large(going: Going, wanted: Expected, known: dict[str, Known]) -> bool:
    """False when it was stopped; the pieces that were saved are not read again."""
    one = going.one
    count = piece_count(wanted.size or 0)
    part = one.part
    assert part is not None
    inside = part.first_piece is not None and one.kind != "whole"
    if not inside and (
        len(wanted.pieces) != count or set(one.verification.algorithms) != {"blake3"}
    ):
        return _whole(going, wanted, known)
    first = (part.first_piece if inside else 0) or 0
    behind = (part.last_piece + 1) if inside and part.last_piece is not None else count
    if one.done_piece is not None and one.done_path == wanted.path:
        first = one.done_piece + 1
    return _pieces(going, wanted, known, first, behind)


def _whole(going: Going, wanted: Expected, known: dict[str, Known]) -> bool:
    one = going.one
    reads = list(
        read_files(
            going.source, one.copy.path, [wanted], algorithms=one.verification.algorithms,
            budget=going.budget, stop=going.stop,
        )
    )  # fmt: skip
    if reads:
        save_batch(
            one, reads, known, going.tally, by=going.lease.by, at=going.now(),
            done_path=wanted.path,
        )  # fmt: skip
    return bool(reads)


def _pieces(
    going: Going, wanted: Expected, known: dict[str, Known], first: int, behind: int
) -> bool:
    """Saved in their order: what was told out of turn waits for the ones before it."""
    one = going.one
    done = first
    held: dict[int, Read] = {}
    reads = read_files(
        going.source, one.copy.path, [wanted], algorithms=("blake3",), budget=going.budget,
        stop=going.stop, piece_range=(first, behind),
    )  # fmt: skip
    last: Read | None = None
    for read in reads:
        if read.verdict in _ENDS or not read.pieces:
            _save(going, [*_in_turn(held), read], known, wanted.path, None)
            return True
        held[read.pieces[0][0]] = read
        ready = []
        while done in held:
            ready.append(held.pop(done))
            done += 1
        if ready:
            last = ready[-1]
            _save(going, ready, known, wanted.path, None if done >= behind else done - 1)
    if done < behind:
        return False
    if last is not None:
        _settle(going, wanted.path, last)
    return True


def _in_turn(held: dict[int, Read]) -> list[Read]:
    return [held[index] for index in sorted(held)]


def _save(
    going: Going, reads: list[Read], known: dict[str, Known], path: str, piece: int | None
) -> None:
    save_batch(
        going.one, reads, known, going.tally, by=going.lease.by, at=going.now(),
        done_path=path, done_piece=piece,
    )  # fmt: skip


def _settle(going: Going, path: str, last: Read) -> None:
    """All pieces of this stretch were read: how the file looks now is what is known of it, unless
    a piece is bad here or in another part."""
    one = going.one
    problems = FileProblem.objects.filter(
        verification=one.verification_id, copy=one.copy_id, path=path
    ).exclude(verdict__in=PASSING | GOOD)
    part = one.part
    assert part is not None
    others = CopyPart.objects.filter(copy=one.copy_id, first_path=path, result="fail")
    if problems.exists() or others.exclude(number=part.number).exists():
        return
    CopyFile.objects.update_or_create(
        copy_id=one.copy_id, path=path,
        defaults={
            "size_bytes": last.size or 0, "mtime_ns": last.mtime_ns, "ctime_ns": last.ctime_ns,
            "inode": last.inode, "bad": False,
        },
    )  # fmt: skip
