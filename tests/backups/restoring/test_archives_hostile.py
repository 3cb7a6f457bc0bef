"""Archives that want out of the scratch place: refused by name, nothing outside touched."""

from __future__ import annotations

import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.backups.restoring import archives
from tests.backups.restoring.archives import Make, member, tar_of, zip_of
from tests.backups.restoring.conftest import SMALL, Restore

HELLO = ("a.txt", b"hello")
HOSTILE: dict[str, tuple[Make, str]] = {
    "absolute": (tar_of(("/etc/passwd", b"root")), "archive_absolute_path"),
    "dots": (tar_of(HELLO, ("x/../../canary", b"dead")), "archive_path_escapes"),
    "backslash dots": (tar_of(("x\\..\\..\\canary", b"dead")), "archive_path_escapes"),
    "drive": (tar_of(("C:/canary", b"dead")), "archive_absolute_path"),
    "character device": (tar_of(member("null", tarfile.CHRTYPE)), "archive_special_file"),
    "block device": (tar_of(member("disk", tarfile.BLKTYPE)), "archive_special_file"),
    "pipe": (tar_of(member("pipe", tarfile.FIFOTYPE)), "archive_special_file"),
    "link": (tar_of(member("way", tarfile.SYMTYPE, "/etc")), "archive_link"),
    "hard link": (tar_of(member("way", tarfile.LNKTYPE, "/etc/passwd")), "archive_link"),
    "long name": (tar_of(("d/" * 2100 + "f", b"")), "archive_name_too_long"),
    "long component": (tar_of(("n" * 300, b"")), "archive_name_too_long"),
    "deep": (tar_of(("d/" * 200 + "f", b"")), "archive_too_deep"),
    "twice": (tar_of(HELLO, ("a.txt", b"other")), "archive_duplicate"),
    "file as folder": (tar_of(HELLO, ("a.txt/b", b"x")), "archive_path_through_link"),
    "zip dots": (zip_of(("../canary", b"dead")), "archive_path_escapes"),
    "zip absolute": (zip_of(("/etc/passwd", b"root")), "archive_absolute_path"),
    "zip link": (zip_of(("way", b"/etc"), mode=0o120777), "archive_link"),
    "zip device": (zip_of(("null", b""), mode=0o020666), "archive_special_file"),
    "zip overlap": (archives.overlapping_zip, "archive_overlapping_entries"),
    "zip that lies": (archives.lying_zip, "archive_damaged"),
    "bomb": (archives.gzip_bomb, "decompression_bomb"),
    "layers": (archives.bomb_in_two_layers, "too_many_layers"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_archive_is_refused(
    case: str, sources: Path, canary: Path, restored: Restore
) -> None:
    make, reason = HOSTILE[case]

    result = restored(make(sources), limits=replace(SMALL, ratio=200))

    assert (result.outcome, result.reason) == ("fail", reason)


def test_a_name_with_nul_is_refused(sources: Path, canary: Path, restored: Restore) -> None:
    info = tarfile.TarInfo("plain")
    info.pax_headers = {"path": "a\0b"}
    result = restored(tar_of(info)(sources))

    assert (result.outcome, result.reason) == ("fail", "archive_name_nul")


class TestWhereLinksAreAccepted:
    def test_one_that_leads_out_is_refused(
        self, sources: Path, canary: Path, restored: Restore
    ) -> None:
        archive = tar_of(HELLO, member("d/way", tarfile.SYMTYPE, "../../canary"))(sources)

        assert restored(archive, links=True).reason == "archive_link_escapes"

    def test_nothing_is_written_through_a_link(
        self, sources: Path, canary: Path, restored: Restore
    ) -> None:
        archive = tar_of(member("way", tarfile.SYMTYPE, "."), ("way/canary", b"dead"))(sources)

        assert restored(archive, links=True).reason == "archive_path_through_link"

    def test_one_inside_is_restored(self, sources: Path, restored: Restore) -> None:
        archive = tar_of(HELLO, member("b", tarfile.SYMTYPE, "a.txt"))(sources)

        assert restored(archive, links=True).outcome == "pass"


def test_too_many_files_end_the_restore(sources: Path, restored: Restore) -> None:
    archive = tar_of(*((f"{n}", b"") for n in range(60)))(sources)

    result = restored(archive, limits=replace(SMALL, files=50))

    assert (result.outcome, result.reason) == ("fail", "too_many_files")
    assert result.params == {"limit": 50}


def test_a_huge_file_ends_the_restore(sources: Path, restored: Restore) -> None:
    archive = tar_of(("big", bytes(3 * 2**20)))(sources)

    result = restored(archive, limits=replace(SMALL, file_bytes=2**20))

    assert (result.outcome, result.reason) == ("fail", "file_too_large")
