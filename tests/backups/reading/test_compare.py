"""What is expected beside what is there."""

import os
import tracemalloc

import pytest

from backups.domain.verdicts import Expected, Seen
from backups.reading import OutOfOrder, compare
from backups.reading.ordering import in_order
from tests.backups.reading.copies import known, local, put


def expected(*paths: str) -> list[Expected]:
    return [Expected(path, 1, 1, 1, 1) for path in paths]


def seen(*paths: str, kind: str = "file") -> list[Seen]:
    return [Seen(path, kind, 1, 1, 1, 1) for path in paths]


def told(left, right):
    return [(one.path, one.verdict, one.reason) for one in compare(left, right)]


def test_missing_extra_and_to_be_read():
    assert told(expected("a", "c", "d"), seen("b", "c", "e")) == [
        ("a", "missing", "not_found"),
        ("b", "extra", "not_expected"),
        ("c", None, ""),
        ("d", "missing", "not_found"),
        ("e", "extra", "not_expected"),
    ]


def test_an_empty_side():
    assert told(expected("a"), []) == [("a", "missing", "not_found")]
    assert told([], seen("a", kind="link")) == [("a", "extra", "is_link")]


def test_changed_metadata_is_due_at_once():
    (pair,) = compare(expected("a"), [Seen("a", "file", 1, 1, 1, 1)])
    assert not pair.is_changed
    for other in (Seen("a", "file", 1, 2, 1, 1), Seen("a", "file", 1, 1, 2, 1),
                  Seen("a", "file", 1, 1, 1, 2)):  # fmt: skip
        (pair,) = compare(expected("a"), [other])
        assert (pair.verdict, pair.is_changed) == (None, True)
    (pair,) = compare([Expected("a", 1, None)], [Seen("a", "file", 1, 9)])
    assert not pair.is_changed


@pytest.mark.parametrize("paths", [("b", "a"), ("a", "a"), ("a/b", "a.txt")])
def test_an_unsorted_side_is_refused(paths):
    with pytest.raises(OutOfOrder):
        list(compare(expected(*paths), []))
    with pytest.raises(OutOfOrder):
        list(compare([], seen(*paths)))


def test_an_unreadable_root_makes_nothing_missing():
    assert told(expected("-a", "b"), [Seen("", "unreadable", 0, 0)]) == [
        ("", "unreadable", "folder_not_listed"),
        ("-a", "unreadable", "folder_not_listed"),
        ("b", "unreadable", "folder_not_listed"),
    ]


def test_more_names_than_memory_should_hold_are_sorted_on_disk():
    names = [[f"{n * 7919 % 1000:04d}", n] for n in range(1000)]
    assert list(in_order(iter(names), at_once=64)) == sorted(names)


def test_memory_does_not_grow_with_the_folder(tmp_path):
    for number in range(300):
        (tmp_path / f"a-rather-long-name-{number:05d}").touch()

    def peak(count: int) -> int:
        tracemalloc.start()
        rows = in_order(([f"{n:060d}"] for n in range(count)), at_once=25)
        assert sum(1 for _one in rows) == count
        return tracemalloc.get_traced_memory()[1]

    small, large = peak(1_000), peak(4_000)
    tracemalloc.stop()
    assert large < small * 1.5
    assert sum(1 for _one in local(tmp_path).walk()) == 300


def test_slices_cover_every_file_exactly(tmp_path):
    put(tmp_path, {f"{n % 7}/{n}": os.urandom(10) for n in range(103)})
    source = local(tmp_path)
    wanted = known(source)
    pairs = [list(compare(wanted, source.walk()))[part::10] for part in range(10)]
    assert sorted(one.path for part in pairs for one in part) == [one.path for one in wanted]
