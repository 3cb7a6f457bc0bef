from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backups.domain.slicing import Cutter, Stretch, batches, next_due
from backups.domain.verdicts import PIECE

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_files_are_cut_by_number_and_by_bytes() -> None:
    cutter = Cutter(most_files=2, most_bytes=100)
    for name, size in (("a", 10), ("b", 10), ("c", 90), ("d", 20), ("e", 0)):
        cutter.add(name, size)
    assert cutter.end() == [
        Stretch("a", "b", 2, 20), Stretch("c", "c", 1, 90), Stretch("d", "e", 2, 20),
    ]  # fmt: skip


def test_a_larger_file_is_cut_into_ranges_of_pieces() -> None:
    cutter = Cutter(most_bytes=2 * PIECE)
    cutter.add("a", 1)
    cutter.add("big", 5 * PIECE - 7)
    cutter.add("c", 1)
    assert cutter.end() == [
        Stretch("a", "a", 1, 1),
        Stretch("big", "big", 1, 2 * PIECE, 0, 1),
        Stretch("big", "big", 0, 2 * PIECE, 2, 3),
        Stretch("big", "big", 0, PIECE - 7, 4, 4),
        Stretch("c", "c", 1, 1),
    ]


@given(st.lists(st.integers(0, 700), max_size=60), st.integers(1, 9), st.integers(1, 500))
def test_every_file_lies_in_exactly_one_part(sizes: list[int], files: int, size: int) -> None:
    cutter = Cutter(most_files=files, most_bytes=size)
    for number, one in enumerate(sizes):
        cutter.add(f"{number:04d}", one)
    parts = cutter.end()
    assert sum(part.files for part in parts) == len(sizes)
    assert sum(part.bytes for part in parts) == sum(sizes)
    paths = [part.first_path for part in parts if part.files]
    assert paths == sorted(paths)


@given(st.lists(st.integers(0, 700), max_size=60), st.integers(1, 9), st.integers(1, 500))
def test_batches_leave_nothing_out(sizes: list[int], files: int, size: int) -> None:
    found = [one for part in batches(sizes, files, size) for one in sizes[part]]
    assert found == sizes
    assert all(
        part.stop - part.start == 1 or sum(sizes[part]) <= size
        for part in batches(sizes, files, size)
    )


def test_parts_come_due_one_after_the_other_and_before_the_period_is_over() -> None:
    dues = [next_due(NOON, number, 4, 1000) for number in range(4)]
    assert dues == [NOON + timedelta(seconds=s) for s in (500, 600, 700, 800)]
    assert next_due(NOON, 0, 4, None) is None
