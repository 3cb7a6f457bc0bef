"""What is fetched is held against the manifest before anything opens it."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest
from blake3 import blake3

from backups.reading import open_source
from backups.reading.budget import Budget
from backups.restoring.fetching import Fetched, NotFetched, fetch

CONTENT = hashlib.shake_128(b"backup").digest(300_000)
BLAKE3 = {"blake3": blake3(CONTENT).hexdigest()}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    (folder / "set" / "中文").mkdir(parents=True)
    (folder / "set" / "中文" / "a\nb.bak").write_bytes(CONTENT)
    (folder / "one.bak").write_bytes(CONTENT)
    return folder


def fetched(place: Path, path: str, target: Path, digests: dict[str, dict[str, str]]) -> Fetched:
    source = open_source(f"file://{place}", {}, roots=[place], hosts=[])
    try:
        return fetch(source, path, target, digests=digests, budget=Budget(None), stop=lambda: False)
    finally:
        source.close()


def test_a_file(place: Path, tmp_path: Path) -> None:
    done = fetched(place, "one.bak", tmp_path / "to", {"one.bak": BLAKE3})

    assert (done.path, done.files, done.bytes, done.compared) == (
        tmp_path / "to" / "one.bak", 1, 300_000, 1
    )  # fmt: skip
    assert done.path.read_bytes() == CONTENT


def test_a_folder_with_odd_names(place: Path, tmp_path: Path) -> None:
    done = fetched(place, "set", tmp_path / "to", {"中文/a\\nb.bak": BLAKE3})

    assert (done.path, done.files, done.compared) == (tmp_path / "to", 1, 1)
    assert (tmp_path / "to" / "中文" / "a\nb.bak").read_bytes() == CONTENT


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_the_declared_algorithm_will_do(algorithm: str, place: Path, tmp_path: Path) -> None:
    digest = hashlib.new(algorithm, CONTENT).hexdigest()

    fetched(place, "one.bak", tmp_path / "good", {"one.bak": {algorithm: digest}})
    with pytest.raises(NotFetched, match="differs"):
        fetched(place, "one.bak", tmp_path / "bad", {"one.bak": {algorithm: "0" * len(digest)}})


def test_150_of_150_single_bits_are_found(place: Path, tmp_path: Path) -> None:
    """backups.md §6: no format finds them all, the digest does, before the format is asked."""
    dice = random.Random(1)
    found = 0
    for number in range(150):
        damaged = bytearray(CONTENT)
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        (place / "one.bak").write_bytes(bytes(damaged))
        with pytest.raises(NotFetched, match="differs"):
            fetched(place, "one.bak", tmp_path / f"to-{number}", {"one.bak": BLAKE3})
        found += 1

    assert found == 150


def test_a_cut_file_is_found(place: Path, tmp_path: Path) -> None:
    os.truncate(place / "one.bak", 291_000)

    with pytest.raises(NotFetched, match="differs"):
        fetched(place, "one.bak", tmp_path / "to", {"one.bak": BLAKE3})


def test_a_link_is_not_followed(place: Path, tmp_path: Path) -> None:
    (place / "set" / "way").symlink_to("/etc/passwd")

    with pytest.raises(NotFetched, match="not_a_file"):
        fetched(place, "set", tmp_path / "to", {})


def test_what_is_gone_is_missing(place: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFetched, match="missing"):
        fetched(place, "gone.bak", tmp_path / "to", {})
