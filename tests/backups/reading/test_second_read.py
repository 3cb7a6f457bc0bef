"""A difference is looked at twice before anything is called corrupt."""

import errno
import fcntl
import os
from collections.abc import Callable

import pytest

from tests.backups.reading.copies import MIB, flip, known, local, put, reads


class BadPath:
    """A location reached over a path that spoils what passes: real files, wrong bytes.

    `spoils(view, offset, uncached)` is what happens to a block on its way.
    """

    def __init__(self, inner, spoils: Callable[[memoryview, int, bool], None]):
        self.inner, self.spoils = inner, spoils
        self.threads, self.small_in_one_thread = inner.threads, inner.small_in_one_thread

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def opened(self, path, *, uncached=False):
        opened = self.inner.opened(path, uncached=uncached)
        return _BadFile(opened, self.spoils, uncached)


class _BadFile:
    def __init__(self, inner, spoils, uncached):
        self.inner, self.spoils, self.uncached = inner, spoils, uncached

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def read_into(self, view, offset):
        count = self.inner.read_into(view, offset)
        self.spoils(view, offset, self.uncached)
        return count


def cached_only(view, offset, uncached):
    if not uncached:
        view[0] ^= 1


@pytest.fixture(params=[5_000, 2 * MIB + 5], ids=["small", "large"])
def copy(request, tmp_path):
    put(tmp_path, {"a.bak": os.urandom(request.param)})
    source = local(tmp_path)
    return source, known(source), tmp_path / "a.bak"


def test_good_bytes_over_a_bad_path_are_flaky_not_corrupt(copy):
    source, wanted, _file = copy
    (one,) = reads(BadPath(source, cached_only), wanted)
    assert (one.verdict, one.reason) == ("flaky_read", "second_read_matches")
    assert one.digests == wanted[0].digests
    assert one.evidence["expected"] == wanted[0].digests
    assert one.evidence["first_read"] != one.evidence["expected"]
    assert one.bytes_read == 2 * wanted[0].size


def test_a_path_that_is_always_bad_reads_as_corrupt_and_tells_that_reads_differ(copy):
    source, wanted, _file = copy

    def always(view, offset, uncached):
        view[0] ^= 1 if uncached else 2

    (one,) = reads(BadPath(source, always), wanted)
    assert (one.verdict, one.evidence["reads_agree"]) == ("corrupt", False)


def test_a_second_read_that_fails_tells_both(copy):
    source, wanted, _file = copy

    def fails(view, offset, uncached):
        if uncached:
            raise OSError(errno.EIO, "bad block")
        view[0] ^= 1

    (one,) = reads(BadPath(source, fails), wanted)
    assert (one.verdict, one.reason) == ("media_error", "io_error")
    assert sorted(one.evidence["first_read"]) == ["blake3", "sha256"]


def test_a_real_difference_is_the_same_twice(copy):
    source, wanted, file = copy
    flip(file, keep_mtime=True)
    (one,) = reads(source, wanted)
    assert (one.verdict, one.evidence["reads_agree"]) == ("corrupt", True)
    assert one.evidence["first_read"] == one.evidence["second_read"] == one.digests


def test_the_second_read_passes_by_the_page_cache(copy):
    source, _wanted, _file = copy
    opened = source.opened("a.bak", uncached=True)
    assert fcntl.fcntl(opened.fd, fcntl.F_GETFL) & os.O_DIRECT
    opened.close()


def test_an_error_in_the_middle_says_where(tmp_path):
    put(tmp_path, {"a.bak": os.urandom(12 * MIB)})
    source = local(tmp_path)
    wanted = known(source)

    def breaks(view, offset, uncached):
        if offset >= 9 * MIB:
            raise OSError(errno.EIO, "bad block")

    (one,) = reads(BadPath(source, breaks), wanted)
    assert (one.verdict, one.evidence) == ("media_error", {"errno": "EIO", "offset": 9 * MIB})


def test_other_errors_of_the_system_are_no_damage(copy):
    source, wanted, _file = copy

    def breaks(view, offset, uncached):
        raise OSError(errno.ENOLCK, "no locks")

    (one,) = reads(BadPath(source, breaks), wanted)
    assert (one.verdict, one.reason) == ("unreadable", "os_error")
    assert one.evidence["errno"] == "ENOLCK"
