"""Honest archives come back; damaged ones are found, to the last byte."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import tarfile
from pathlib import Path

import pytest

from backups.restoring import Assertion, Phase
from tests.backups.restoring import archives
from tests.backups.restoring.archives import Make, cut, flipped, tar_of, zip_of
from tests.backups.restoring.conftest import Restore

HELLO = ("a.txt", b"hello")
NOISE = ("b/noise.bin", hashlib.shake_128(b"noise").digest(200_000))
ALL = (HELLO, NOISE, ("b/中文\n名", b"x"))


@pytest.mark.parametrize(
    "make",
    [
        tar_of(*ALL), tar_of(*ALL, mode="w:gz"), tar_of(*ALL, mode="w:bz2"),
        tar_of(*ALL, mode="w:xz"), zip_of(*ALL),
    ],
    ids=["tar", "gz", "bz2", "xz", "zip"],
)  # fmt: skip
def test_an_archive_is_restored_and_checked(make: Make, sources: Path, restored: Restore) -> None:
    claims = (
        Assertion("there", "exists", path="a.txt"),
        Assertion("size", "equals", 200_000, path="b/noise.bin"),
        Assertion("digest", "sha256", hashlib.sha256(NOISE[1]).hexdigest(), path="b/noise.bin"),
    )
    phases: list[Phase] = []

    result = restored(make(sources), assertions=claims, phases=phases)

    assert (result.outcome, result.objects, result.bytes) == ("pass", 3, 200_006)
    assert [check.outcome for check in result.checks] == ["pass"] * 3
    assert [p.name for p in result.phases] == ["prepare", "restore", "check", "clean"]
    assert [p.name for p in phases if p.seconds is None] == [p.name for p in result.phases]


def test_zstd_is_restored(sources: Path, restored: Restore) -> None:
    assert restored(archives.zstd_tar(sources)).outcome == "pass"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (cut(tar_of(*ALL), 0.5), "archive_damaged"),
        (cut(tar_of(*ALL), 1024), "archive_truncated"),
        (cut(tar_of(*ALL, mode="w:gz"), 0.97), "compression_damaged"),
        (cut(tar_of(*ALL, mode="w:xz"), 0.97), "compression_damaged"),
        (cut(archives.zstd_tar, 0.97), "compression_damaged"),
        (flipped(tar_of(*ALL, mode="w:gz"), 0.5), "compression_damaged"),
        (flipped(tar_of(*ALL, mode="w:gz"), 0.99999), "compression_damaged"),
        (flipped(zip_of(*ALL), 0.5), "archive_damaged"),
        (cut(zip_of(*ALL), 0.9), "archive_damaged"),
    ],
)
def test_damage_is_found(make: Make, reason: str, sources: Path, restored: Restore) -> None:
    result = restored(make(sources))

    assert (result.outcome, result.reason) == ("fail", reason)


def test_a_later_archive_of_the_chain_replaces_files(sources: Path, restored: Restore) -> None:
    full = tar_of(HELLO, ("old", b"1"))(sources).rename(sources / "full.tar")
    incremental = tar_of(("a.txt", b"hello again"))(sources)
    claim = Assertion("newest", "equals", 11, path="a.txt")

    result = restored(full, incremental, assertions=(claim,))

    assert (result.outcome, result.objects) == ("pass", 2)


class TestWhatProvesNothing:
    def test_an_archive_of_nothing_but_folders_fails(
        self, sources: Path, restored: Restore
    ) -> None:
        archive = tar_of(archives.member("empty", tarfile.DIRTYPE))(sources)

        result = restored(archive)

        assert (result.outcome, result.reason) == ("fail", "nothing_restored")

    def test_a_restore_without_claims_fails(self, sources: Path, restored: Restore) -> None:
        result = restored(tar_of(HELLO)(sources), assertions=())

        assert (result.outcome, result.reason) == ("fail", "no_assertions")

    def test_a_claim_that_is_wrong_fails(self, sources: Path, restored: Restore) -> None:
        claim = Assertion("orders", "exists", path="orders.csv")

        result = restored(tar_of(HELLO)(sources), assertions=(claim,))

        assert (result.outcome, result.reason) == ("fail", "file_missing")

    def test_a_claim_that_could_not_be_made_is_not_green(
        self, sources: Path, restored: Restore
    ) -> None:
        claims = (
            Assertion("a", "exists", path="a.txt"),
            Assertion("rows", "equals", 1, sql="SELECT 1"),
        )
        result = restored(tar_of(HELLO)(sources), assertions=claims)

        assert (result.outcome, result.reason) == ("warn", "needs_database")


@pytest.mark.parametrize(
    ("content", "outcome", "reason"),
    [
        (b"Salted__12345678", "not_run", "encrypted"),
        (b"-- MySQL dump 10.13", "not_run", "unsupported_format"),
        (b"-- PostgreSQL database cluster dump", "not_run", "unsupported_format"),
        (b"", "fail", "empty_source"),
        (bytes(5000), "fail", "unknown_format"),
        (gzip.compress(b"", mtime=0), "fail", "empty_source"),
        (bz2.compress(b"what is this"), "fail", "unknown_format"),
        (lzma.compress(bytes(100))[:-9], "fail", "compression_damaged"),
    ],
)
def test_what_it_is_decides_its_bytes(
    content: bytes, outcome: str, reason: str, sources: Path, restored: Restore
) -> None:
    file = sources / "backup.tar"
    file.write_bytes(content)

    result = restored(file)

    assert (result.outcome, result.reason) == (outcome, reason)


def test_another_format_than_the_policy_says_fails(sources: Path, restored: Restore) -> None:
    result = restored(tar_of(HELLO)(sources), format="zip")

    assert (result.outcome, result.params) == ("fail", {"expected": "zip", "found": "tar"})


def test_side_cars_of_a_folder_are_passed_over(sources: Path, restored: Restore) -> None:
    tar_of(HELLO)(sources)
    (sources / "SHA256SUMS").write_text("…")
    (sources / "backup.log").write_text("done")

    assert restored(sources).outcome == "pass"
