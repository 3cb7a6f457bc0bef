"""The parts of a copy after a look: kept as they are, cut anew, and which are read now."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from backups.domain.slicing import Cutter, Stretch, due_until
from backups.models import CopyPart, CopyState, FilePieces, Verification, VerificationSlice

# A digest over a whole file cannot be gone on with, so such a file is read in one go.
PIECEWISE = {"blake3"}


@dataclass
class Look:
    """The stretches the look cuts, and the paths whose metadata changed."""

    cutter: Cutter
    changed: list[str] = field(default_factory=list)

    def add(self, path: str, size: int, changed: bool) -> None:
        self.cutter.add(path, size)
        if changed:
            self.changed.append(path)


def plan_parts(one: VerificationSlice, plan: Look, *, at: datetime) -> dict[str, Any]:
    """Parts in step with the cut, read slices for what is due; figures for the look's row."""
    parts = _in_step(one.copy_id, plan.cutter.stretches)
    run = one.verification
    every = run.backup_set.policy.verify_every_s
    until = due_until(at, every)
    touched = _touched(parts, plan.changed)
    # What was gone may have come back as something else.
    back = one.copy.state == CopyState.MISSING
    due = [
        part
        for part in parts
        if run.complete
        or back
        or part.read_at is None
        or part.result not in ("pass", "warn")
        or (part.due_at is not None and part.due_at <= until)
        or part.number in touched
    ]
    slices = _slices(one, due, parts)
    VerificationSlice.objects.bulk_create(slices, batch_size=2_000)
    files, size = sum(part.files for part in due), sum(part.bytes for part in due)
    Verification.objects.filter(pk=run.pk).update(
        files_total=F("files_total") + files, bytes_total=F("bytes_total") + size
    )
    return {"parts": len(parts), "due": len(due)}


def _in_step(copy_id: int, stretches: Sequence[Stretch]) -> list[CopyPart]:
    """The rows of exactly these stretches; where the cut is another one, ages begin anew."""
    rows = list(CopyPart.objects.filter(copy=copy_id).order_by("number"))
    same = len(rows) == len(stretches) and all(map(_is_same, rows, stretches))
    if same:
        return rows
    CopyPart.objects.filter(copy=copy_id).delete()
    return CopyPart.objects.bulk_create(
        (
            CopyPart(
                copy_id=copy_id, number=number, first_path=cut.first_path, last_path=cut.last_path,
                first_piece=cut.first_piece, last_piece=cut.last_piece, files=cut.files,
                bytes=cut.bytes,
            )
            for number, cut in enumerate(stretches)
        ),
        batch_size=2_000,
    )  # fmt: skip


def _is_same(row: CopyPart, cut: Stretch) -> bool:
    return (row.first_path, row.last_path, row.first_piece, row.last_piece, row.files) == (
        cut.first_path, cut.last_path, cut.first_piece, cut.last_piece, cut.files,
    )  # fmt: skip


def _touched(parts: Sequence[CopyPart], changed: Sequence[str]) -> set[int]:
    """Numbers of the parts that hold a changed path."""
    if not changed or not parts:
        return set()
    starts = [part.first_path for part in parts]
    found = set()
    for path in changed:
        place = bisect_right(starts, path) - 1
        while place >= 0 and parts[place].first_path <= path <= parts[place].last_path:
            found.add(parts[place].number)
            place -= 1
    return found


def _slices(
    one: VerificationSlice, due: Sequence[CopyPart], parts: Sequence[CopyPart]
) -> list[VerificationSlice]:
    """One per part; one for a whole large file where a digest over all of it is wanted, or its
    pieces are not known yet."""
    whole_digest = not set(one.verification.algorithms) <= PIECEWISE
    large = {part.first_path for part in due if part.first_piece is not None}
    known = set() if whole_digest else _with_pieces(one.copy.backup_set_id, large)
    made, whole = [], set()
    for part in due:
        kind = "read"
        if part.first_piece is not None and part.first_path not in known:
            if part.first_path in whole:
                continue
            whole.add(part.first_path)
            part = next(first for first in parts if first.first_path == part.first_path)
            kind = "whole"
        made.append(
            VerificationSlice(
                verification_id=one.verification_id, copy_id=one.copy_id, part=part, kind=kind
            )
        )
    return made


def _with_pieces(set_id: int, paths: set[str]) -> set[str]:
    rows = FilePieces.objects.filter(file__backup_set=set_id, file__path__in=paths)
    return set(rows.values_list("file__path", flat=True))
