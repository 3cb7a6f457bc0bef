"""The ransomware hint: noise, names, sizes, and what each weighs."""

from __future__ import annotations

import gzip
import random

import pytest

from backups.domain.suspicion import Look, entropy, is_plain, is_random, suspicion

NOISE = random.Random(1).randbytes(65_536)
TEXT = (b"2026-11-22,order,4711,Zhang San,199.00\n" * 2000)[:65_536]
CALM = Look(1000, 100, 20, 0, {".csv": 90, ".pdf": 10})
BEFORE = [Look(1000 + n, 100, 20, 0, {".csv": 90, ".pdf": 10}) for n in range(6)]


def scored(**changes: object) -> dict[str, int]:
    values = {"size_bytes": 1000, "file_count": 100, "sampled": 20, "random": 0,
              "endings": {".csv": 90, ".pdf": 10}}  # fmt: skip
    found = suspicion(Look(**{**values, **changes}), BEFORE)  # type: ignore[arg-type]
    assert found is not None
    return dict(found.parts)


def test_entropy() -> None:
    assert entropy(b"") == 0
    assert entropy(b"a" * 100) == 0
    assert entropy(bytes(range(256))) == 8


@pytest.mark.parametrize(
    ("data", "random_", "plain"),
    [
        (NOISE, True, False),
        (NOISE[:1024], True, False),
        (NOISE[:100], False, False),  # too short to tell
        (TEXT, False, True),
        (gzip.compress(NOISE), False, True),
        (b"PGDMP" + NOISE, False, True),
        (b"age-encryption.org/v1\n" + NOISE, False, False),
        (b"Salted__" + NOISE, False, False),
        (b"", False, False),
    ],
)
def test_what_is_noise_and_what_can_be_read(data: bytes, random_: bool, plain: bool) -> None:
    assert (is_random(data), is_plain(data)) == (random_, plain)


def test_half_of_the_contents_turned_to_noise_is_enough() -> None:
    assert scored(random=10)["contents"] == 50
    assert scored(random=1)["contents"] == 0


def test_new_endings_alone_are_not() -> None:
    assert scored(endings={".locked": 100}) == {"contents": 0, "endings": 30, "size": 0, "files": 0}


def test_known_endings_in_other_numbers_are_none() -> None:
    assert scored(endings={".pdf": 90, ".csv": 10})["endings"] == 0


def test_sizes_and_numbers_only_support() -> None:
    found = scored(size_bytes=100_000, file_count=1)
    assert found == {"contents": 0, "endings": 0, "size": 10, "files": 10}


def test_all_signs_together_are_a_hundred() -> None:
    found = scored(random=20, endings={".x": 1}, size_bytes=10**9, file_count=1)
    assert sum(found.values()) == 100


def test_noise_that_was_always_there_is_none() -> None:
    sealed = [Look(1000, 100, 20, 20) for _n in range(5)]
    found = suspicion(Look(1000, 100, 20, 20), sealed)
    assert found is not None
    assert found.score == 0


def test_four_are_too_few() -> None:
    assert suspicion(CALM, BEFORE[:4]) is None
