import pytest

from backups.domain.verdicts import (
    PASSING,
    PIECE,
    PIECES_ABOVE,
    Expected,
    Seen,
    differing,
    judge_difference,
    judge_match,
    judge_seen,
    piece_count,
    same_time,
)
from backups.reading.comparing import compare

OLD = Expected("a", 10, 5, 6, 7, {"md5": "AA", "sha256": "bb"}, {0: "cc", 1: "dd"})


@pytest.mark.parametrize(
    ("kind", "size", "verdict"),
    [
        ("file", 10, None),
        ("file", 9, "truncated"),
        ("file", 0, "truncated"),
        ("file", 11, "grown"),
        ("link", 10, "not_a_file"),
        ("special", 10, "not_a_file"),
        ("unreadable", 10, "unreadable"),
    ],
)
def test_what_the_metadata_alone_says(kind, size, verdict):
    judged = judge_seen(OLD, Seen("a", kind, size, 5))
    assert (judged and judged.verdict) == verdict


def test_the_same_size_and_time_are_not_verified():
    assert judge_seen(OLD, Seen("a", "file", 10, 5, 6, 7)) is None


def test_an_unknown_size_is_no_difference():
    assert judge_seen(OLD._replace(size=None), Seen("a", "file", 99, 5)) is None


def test_nothing_expected_is_empty_not_zero():
    judged = judge_seen(OLD._replace(size=0), Seen("a", "file", 1, 5))
    assert judged is not None
    assert judged.verdict == "grown"


@pytest.mark.parametrize(
    ("mtime_ns", "compared", "verdict"),
    [(5, 1, "ok"), (9, 1, "touched"), (5, 0, "unreadable")],
)
def test_where_nothing_differs(mtime_ns, compared, verdict):
    assert judge_match(OLD, mtime_ns, compared).verdict == verdict


@pytest.mark.parametrize(
    ("expected_ns", "found_ns", "same"),
    [
        (None, 7, True),
        (7_000_000_000, 7_000_000_000, True),
        (7_000_000_000, 7_250_000_000, True),
        (7_000_000_000, 8_000_000_000, False),
        (7_000_000_000, 6_999_999_999, False),
        (7_250_000_000, 7_250_000_001, False),
        (7_250_000_000, 7_000_000_000, False),
        (-2_000_000_000, -1_750_000_000, True),
    ],
)
def test_a_time_known_in_whole_seconds_is_compared_in_whole_seconds(expected_ns, found_ns, same):
    assert same_time(expected_ns, found_ns) is same
    stated = OLD._replace(mtime_ns=expected_ns)
    assert (judge_match(stated, found_ns, 1).verdict == "ok") is same
    seen = Seen("a", "file", 10, found_ns, 6, 7)
    assert [pair.is_changed for pair in compare([stated], [seen])] == [not same]


def test_without_any_expectation_it_is_new():
    assert judge_match(Expected("a", None, None), 5, 0).verdict == "new"


@pytest.mark.parametrize(
    ("expected", "mtime_ns", "ctime_ns", "verdict", "reason"),
    [
        (OLD, 5, 6, "corrupt", "digest_differs"),
        (OLD, 5, None, "corrupt", "digest_differs"),
        (OLD, 5, 8, "corrupt", "digest_differs_mtime_put_back"),
        (OLD, 9, 9, "rewritten", "digest_differs_mtime_changed"),
        (OLD._replace(mtime_ns=None), 9, 9, "corrupt", "digest_differs_mtime_unknown"),
    ],
)
def test_where_it_differs(expected, mtime_ns, ctime_ns, verdict, reason):
    judged = judge_difference(expected, mtime_ns, ctime_ns)
    assert (judged.verdict, judged.reason) == (verdict, reason)


def test_digests_are_compared_whatever_their_case():
    assert differing(OLD, {"md5": "aa", "sha256": "xx", "sha1": "1"}, {1: "dd", 2: "e"}) == (
        ["sha256"],
        [],
        3,
    )


def test_pieces_are_of_large_files_only():
    sizes = (0, PIECES_ABOVE, PIECES_ABOVE + 1, 5 * PIECE, 5 * PIECE + 1)
    assert [piece_count(size) for size in sizes] == [0, 0, 2, 5, 6]


def test_a_difference_never_passes():
    assert {"ok", "touched", "new"} == PASSING
