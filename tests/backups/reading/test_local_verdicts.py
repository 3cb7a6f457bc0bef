"""Every fault a local copy can have, by its right name."""

import errno
import os
import time
from pathlib import Path

import pytest

from backups.domain.verdicts import PIECE, Expected
from backups.reading import Budget, SourceError, open_source
from tests.backups.reading.copies import (
    MIB,
    DoingClock,
    as_nobody,
    flip,
    known,
    local,
    put,
    reads,
    verdicts,
)

# Small ones go through one thread and one read, large ones through threads.
SIZES = (("small.bak", 5_000), ("large.bak", 3 * MIB + 17))


@pytest.fixture(params=SIZES, ids=[name for name, _size in SIZES])
def file(request, tmp_path: Path) -> Path:
    name, size = request.param
    put(tmp_path, {f"copy/{name}": os.urandom(size), "copy/zz.other": b"other"})
    return tmp_path / "copy" / name


def verdict_after(file: Path, spoil) -> tuple[str, str]:
    source = local(file.parent)
    wanted = known(source)
    spoil()
    found = verdicts(source, wanted)
    assert found["zz.other"] == ("ok", "digest_matches")
    source.close()
    return found[file.name]


def test_an_untouched_file_is_ok(file):
    assert verdict_after(file, lambda: None) == ("ok", "digest_matches")


def test_a_flipped_bit_with_a_new_time_is_rewritten(file):
    assert verdict_after(file, lambda: flip(file, at=4_000, keep_mtime=False)) == (
        "rewritten",
        "digest_differs_mtime_changed",
    )


def test_a_flipped_bit_with_the_old_time_is_corrupt(file):
    assert verdict_after(file, lambda: flip(file, at=4_000, keep_mtime=True)) == (
        "corrupt",
        "digest_differs_mtime_put_back",
    )


def test_a_flipped_bit_where_no_other_time_is_known_is_silent_corruption(file):
    source = local(file.parent)
    wanted = [one._replace(ctime_ns=None) for one in known(source)]
    flip(file, keep_mtime=True)
    assert verdicts(source, wanted)[file.name] == ("corrupt", "digest_differs")


def test_a_difference_without_a_known_time_says_so(file):
    source = local(file.parent)
    wanted = [one._replace(mtime_ns=None) for one in known(source)]
    flip(file, keep_mtime=False)
    assert verdicts(source, wanted)[file.name] == ("corrupt", "digest_differs_mtime_unknown")


def test_only_another_time_is_touched(file):
    assert verdict_after(file, lambda: os.utime(file, (1, 1))) == ("touched", "mtime_changed")


def test_a_cut_file_is_truncated_without_being_read(file):
    source = local(file.parent)
    wanted = known(source)
    os.truncate(file, 100)
    (one,) = [one for one in reads(source, wanted) if one.path == file.name]
    assert (one.verdict, one.reason, one.bytes_read) == ("truncated", "size_smaller", 0)
    assert one.evidence["found"] == {"size": 100}


def test_a_longer_file_is_grown(file):
    def grow():
        with file.open("ab") as more:
            more.write(b"more")

    assert verdict_after(file, grow) == ("grown", "size_larger")


def test_a_deleted_file_is_missing(file):
    assert verdict_after(file, file.unlink) == ("missing", "not_found")


def test_two_swapped_files_are_both_told(tmp_path):
    put(tmp_path, {"a": os.urandom(100_000), "b": os.urandom(100_000)})
    source = local(tmp_path)
    wanted = known(source)
    for old, new in (("a", "x"), ("b", "a"), ("x", "b")):
        (tmp_path / old).rename(tmp_path / new)
    for one in wanted:
        os.utime(tmp_path / one.path, ns=(one.mtime_ns, one.mtime_ns))
    assert [one[0] for one in verdicts(source, wanted).values()] == ["corrupt", "corrupt"]


def test_a_link_where_a_file_was_is_never_followed(file):
    def swap():
        file.unlink()
        file.symlink_to("zz.other")

    assert verdict_after(file, swap) == ("not_a_file", "is_link")


def test_a_fifo_where_a_file_was_does_not_hang(file):
    def swap():
        file.unlink()
        os.mkfifo(file)

    begun = time.monotonic()
    assert verdict_after(file, swap) == ("not_a_file", "is_fifo")
    assert time.monotonic() - begun < 5


def test_a_folder_where_a_file_was(file):
    def swap():
        file.unlink()
        file.mkdir()

    assert verdict_after(file, swap) == ("not_a_file", "is_directory")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_a_device_is_not_opened(file):
    def swap():
        file.unlink()
        os.mknod(file, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero never ends

    assert verdict_after(file, swap) == ("not_a_file", "is_device")


def test_a_file_without_permission_is_unreadable(file):
    source = local(file.parent)
    wanted = known(source)
    file.chmod(0)
    (file.parent / "zz.other").chmod(0o644)
    found = as_nobody(lambda: verdicts(source, wanted))
    assert found[file.name] == ["unreadable", "permission_denied"]
    assert found["zz.other"] == ["ok", "digest_matches"]


def test_eio_of_the_kernel_is_a_media_error():
    # The first page of a process is never mapped: the kernel answers EIO, as for a bad block.
    source = open_source(f"/proc/{os.getpid()}", {}, roots=[Path("/proc")], hosts=())
    (one,) = reads(source, [Expected("mem", None, None, digests={"md5": "0" * 32})])
    assert (one.verdict, one.reason) == ("media_error", "io_error")
    assert one.evidence == {"errno": errno.errorcode[errno.EIO], "offset": 0}


@pytest.mark.parametrize("change", ["append", "overwrite", "replace", "remove", "link"])
def test_what_changes_while_it_is_read_is_unstable(tmp_path, change):
    big = tmp_path / "growing.bak"
    big.write_bytes(bytes(20 * MIB))
    source = local(tmp_path)
    wanted = known(source)

    def happens():
        if change == "append":
            with big.open("ab") as file:
                file.write(b"more")
        elif change == "overwrite":
            with big.open("r+b") as file:
                file.seek(19 * MIB)
                file.write(b"x")
        else:
            big.unlink()
            if change == "replace":
                big.write_bytes(bytes(20 * MIB))
            elif change == "link":
                big.symlink_to("/etc/passwd")

    clock = DoingClock(happens)
    (one,) = reads(source, wanted, budget=Budget(8 * MIB, clock))
    assert (one.verdict, one.reason) == ("unstable", "changed_while_read")
    # It is left at the next window, not read to the end of what may be terabytes.
    assert one.bytes_read <= 16 * MIB


def test_a_new_file_that_grows_since_it_was_listed_is_unstable(tmp_path):
    put(tmp_path, {"upload.part": b"half"})
    source = local(tmp_path)
    (one,) = source.walk()
    wanted = [Expected(one.path, one.size, one.mtime_ns)]
    put(tmp_path, {"upload.part": b"half and more"})
    assert verdicts(source, wanted) == {"upload.part": ("unstable", "changed_since_listed")}


def test_digests_of_a_new_file_are_recorded(tmp_path):
    put(tmp_path, {"empty": b"", "abc": b"abc"})
    algorithms = ("md5", "sha1", "sha256", "sha512", "blake3")
    found = {
        one.path: one
        for one in reads(
            local(tmp_path),
            [Expected("abc", 3, None), Expected("empty", None, None)],
            algorithms=algorithms,
        )
    }
    assert {one.verdict for one in found.values()} == {"new"}
    assert found["abc"].digests["md5"] == "900150983cd24fb0d6963f7d28e17f72"
    assert found["empty"].digests["sha1"] == "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    assert set(found["abc"].digests) == set(algorithms)


def test_a_check_compares_even_when_no_wanted_digest_is_known(tmp_path):
    put(tmp_path, {"abc": b"abd"})
    wanted = [Expected("abc", 3, None, digests={"md5": "900150983CD24FB0D6963F7D28E17F72"})]
    (one,) = reads(local(tmp_path), wanted, algorithms=("blake3",))
    assert (one.verdict, sorted(one.digests)) == ("corrupt", ["blake3", "md5"])
    put(tmp_path, {"abc": b"abc"})
    assert verdicts(local(tmp_path), wanted, algorithms=("blake3",))["abc"][0] == "ok"


def test_a_digest_nobody_makes_never_looks_checked(tmp_path):
    put(tmp_path, {"abc": b"abc"})
    wanted = [Expected("abc", 3, None, digests={"crc32": "352441c2"})]
    assert verdicts(local(tmp_path), wanted) == {"abc": ("unreadable", "no_common_algorithm")}
    with pytest.raises(ValueError, match="crc32"):
        reads(local(tmp_path), wanted, algorithms=("crc32",))


def test_damage_in_a_large_file_is_found_in_its_piece(tmp_path):
    big = tmp_path / "dump.bak"
    big.touch()
    os.truncate(big, 257 * MIB)
    source = local(tmp_path)
    (wanted,) = known(source, algorithms=("blake3",))
    assert sorted(wanted.pieces) == [0, 1, 2, 3, 4]
    flip(big, at=3 * PIECE + 5, keep_mtime=True)
    (one,) = reads(source, [wanted], algorithms=("blake3",))
    assert (one.verdict, one.evidence["bad_pieces"]) == ("corrupt", [3])
    # Only the bad piece is read a second time.
    assert one.bytes_read == 257 * MIB + PIECE
    found = reads(source, [wanted], algorithms=("blake3",), piece_range=(2, 9))
    assert sorted((one.pieces[0][0], one.verdict) for one in found) == [
        (2, "ok"),
        (3, "corrupt"),
        (4, "ok"),
    ]
    os.truncate(big, MIB)
    (one,) = reads(source, [wanted], algorithms=("blake3",), piece_range=(0, 5))
    assert one.verdict == "truncated"


def test_a_location_that_was_removed_is_not_a_heap_of_missing_files(tmp_path):
    put(tmp_path, {"nas/a": b"a"})
    source = local(tmp_path / "nas")
    (tmp_path / "nas" / "a").unlink()
    (tmp_path / "nas").rmdir()
    with pytest.raises(SourceError, match="location_unreachable"):
        source.check()
    with pytest.raises(SourceError, match="location_unreachable"):
        local(tmp_path / "nas")
