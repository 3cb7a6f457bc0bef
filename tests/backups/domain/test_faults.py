"""What must be found for each fault, and that a proof asks for exactly that."""

from __future__ import annotations

import pytest

from backups.domain.faults import FAULTS, Case, File, expectation, failing, words

FILES = [File("a", 10), File("b", 300), File("c", 40)]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("none", {}),
        ("flip", {"b": "corrupt"}),
        ("flip_new_mtime", {"b": "rewritten"}),
        ("truncate", {"b": "truncated"}),
        ("grow", {"b": "grown"}),
        ("delete", {"b": "missing"}),
        ("add", {"zz-not-of-this-backup": "extra"}),
        ("swap", {"b": "truncated", "c": "grown"}),
        ("link", {"b": "not_a_file"}),
        ("stale", {"": "missed"}),
    ],
)
def test_every_fault_has_one_right_name(fault: str, expected: dict[str, str]) -> None:
    assert expectation(fault, FILES) == expected  # type: ignore[arg-type]


def test_no_fault_is_left_out() -> None:
    assert [expectation(fault, FILES) is not None for fault in FAULTS] == [True] * 10


def test_swapped_files_of_one_size_differ_by_their_bytes_only() -> None:
    same = [File("a", 10), File("b", 10)]
    assert expectation("swap", same) == {"a": "rewritten", "b": "rewritten"}


def test_one_file_is_too_few() -> None:
    with pytest.raises(ValueError, match="two files"):
        expectation("swap", FILES[:1])


@pytest.mark.parametrize(
    ("found", "detected"),
    [
        ({"b": "corrupt"}, True),
        ({"b": "rewritten"}, False),  # found, but by a wrong name
        ({}, False),
        ({"b": "corrupt", "a": "corrupt"}, False),  # cried wolf beside it
    ],
)
def test_detected_is_exactly_this(found: dict[str, str], detected: bool) -> None:
    assert Case("flip", {"b": "corrupt"}, found, 0.1).is_detected is detected


def test_what_passes_is_no_finding() -> None:
    assert failing({"a": "ok", "b": "touched", "c": "new", "d": "grown"}) == {"d": "grown"}


def test_words_of_a_case() -> None:
    assert (words({}), words({"b": "truncated", "c": "grown"})) == ("ok", "grown+truncated")
